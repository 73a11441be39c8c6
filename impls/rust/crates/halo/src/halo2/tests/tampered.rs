//! Each assigned cell of a circuit altered by itself: some constraint has to notice.
use std::cell::Cell as Shared;

use ff::Field;
use halo2_proofs::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Any, Assigned, Assignment, Circuit, Column, Fixed, FloorPlanner, Instance, Selector},
};

use super::*;

type Synthesis<T> = Result<T, halo2_proofs::plonk::Error>;

thread_local! {
    /// Column and row to be altered, and whether a cell is assigned there.
    static PLACE: Shared<(usize, usize, bool)> = const { Shared::new((0, 0, false)) };
}

struct Tampering<'a, CS>(&'a mut CS);

impl<F: Field, CS: Assignment<F>> Assignment<F> for Tampering<'_, CS> {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, name: N) {
        self.0.enter_region(name);
    }

    fn exit_region(&mut self) {
        self.0.exit_region();
    }

    fn enable_selector<A, AR>(&mut self, name: A, selector: &Selector, row: usize) -> Synthesis<()>
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.0.enable_selector(name, selector, row)
    }

    fn query_instance(&self, column: Column<Instance>, row: usize) -> Synthesis<Value<F>> {
        self.0.query_instance(column, row)
    }

    fn assign_advice<V, VR, A, AR>(&mut self, name: A, column: Column<Advice>, row: usize, to: V) -> Synthesis<()>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        let (tampered_column, tampered_row, _) = PLACE.get();
        // halo2 shows a column's index only so.
        let here =
            row == tampered_row && format!("{column:?}").starts_with(&format!("Column {{ index: {tampered_column},"));
        if here {
            PLACE.set((tampered_column, tampered_row, true));
        }
        let more = if here { F::ONE } else { F::ZERO };
        self.0.assign_advice(name, column, row, || {
            to().map(|value| {
                let value: Assigned<F> = value.into();
                value + more
            })
        })
    }

    fn assign_fixed<V, VR, A, AR>(&mut self, name: A, column: Column<Fixed>, row: usize, to: V) -> Synthesis<()>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.0.assign_fixed(name, column, row, to)
    }

    fn copy(&mut self, left: Column<Any>, left_row: usize, right: Column<Any>, right_row: usize) -> Synthesis<()> {
        self.0.copy(left, left_row, right, right_row)
    }

    fn fill_from_row(&mut self, column: Column<Fixed>, row: usize, to: Value<Assigned<F>>) -> Synthesis<()> {
        self.0.fill_from_row(column, row, to)
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, name: N) {
        self.0.push_namespace(name);
    }

    fn pop_namespace(&mut self, name: Option<String>) {
        self.0.pop_namespace(name);
    }
}

struct Planner;

impl FloorPlanner for Planner {
    fn synthesize<F: Field, CS: Assignment<F>, C: Circuit<F>>(
        cs: &mut CS,
        circuit: &C,
        config: C::Config,
        constants: Vec<Column<Fixed>>,
    ) -> Synthesis<()> {
        SimpleFloorPlanner::synthesize(&mut Tampering(cs), circuit, config, constants)
    }
}

struct Tampered<C>(C);

impl<C: Laid> Circuit<Fp> for Tampered<C> {
    type Config = C::Config;
    type FloorPlanner = Planner;

    fn without_witnesses(&self) -> Self {
        Self(self.0.without_witnesses())
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> C::Config {
        C::configure(meta)
    }

    fn synthesize(&self, config: C::Config, layouter: impl Layouter<Fp>) -> Synthesis<()> {
        self.0.synthesize(config, layouter)
    }
}

/// Which of the cells looked at may be altered without any constraint noticing, and how many cells were looked at.
struct Free<'a> {
    witness: &'a [Fp],
    public: Fp,
    rows_apart: usize,
}

impl Visitor for Free<'_> {
    type Out = (Vec<(usize, usize)>, usize);

    fn visit<C: Laid>(self, k: u32) -> Self::Out {
        let (mut free, mut seen) = (Vec::new(), 0);
        let holds = || {
            let circuit = Tampered(C::of(k, Witness::known(self.witness)));
            let prover = MockProver::run(C::log_rows(k), &circuit, vec![vec![self.public]]);
            prover.is_ok_and(|prover| prover.verify().is_ok())
        };
        let mut columns = 0;
        loop {
            let before = seen;
            for row in (0..usable_rows(C::log_rows(k))).step_by(self.rows_apart) {
                PLACE.set((columns, row, false));
                let holds = holds();
                let (_, _, assigned) = PLACE.get();
                seen += usize::from(assigned);
                if assigned && holds {
                    free.push((columns, row));
                }
            }
            if seen == before {
                return (free, seen);
            }
            columns += 1;
        }
    }
}

#[test]
fn no_cell_is_free() {
    for cell in smallest_cells() {
        let witness = witness(cell, 30);
        let rows_apart = if cell.statement() == Statement::LinearRegression { 11 } else { 1 };
        let (free, seen) = cell.visit(Free { witness: &witness, public: public(cell, &witness), rows_apart });
        assert!(seen > 10, "{cell}: {seen}");
        // Poseidon: beside h_0 stand two cells that nothing reads. Regression: the limb beside the remainder counts for nothing.
        let allowed = match (cell.statement(), cell.version()) {
            (Statement::Poseidon, Version::Optimised) => vec![(1, 27), (2, 27)],
            (Statement::LinearRegression, Version::Optimised) => {
                (0..140).step_by(11).filter(|row| row % 7 == 1).map(|row| (1, row)).collect()
            }
            _ => vec![],
        };
        assert_eq!(free, allowed, "{cell}");
    }
}
