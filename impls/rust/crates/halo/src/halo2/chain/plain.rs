//! The chain as chips are written in text books: a region for each addition and each multiplication, wired by copies.
//!
//! ```text
//! | a   | b       | c       | add | multiply |
//! | x_i | b       | x_i + b |  1  |          |
//! | x_i | x_i + b | x_{i+1} |     |    1     |
//! ```
use halo2_proofs::{
    circuit::{AssignedCell, Layouter, SimpleFloorPlanner},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use crate::halo2::laid::{Laid, Witness, usable_rows};

const ROWS_A_STEP: usize = 2;
/// x_0 and b.
const LOADED_ROWS: usize = 1;

/// Steps that fit into 2^k rows.
pub(super) fn most_steps(k: u32) -> usize {
    (usable_rows(k) - LOADED_ROWS) / ROWS_A_STEP
}

type Cell = AssignedCell<Fp, Fp>;

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    a: Column<Advice>,
    b: Column<Advice>,
    c: Column<Advice>,
    public: Column<Instance>,
    add: Selector,
    multiply: Selector,
}

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let [a, b, c] = [(); 3].map(|()| meta.advice_column());
        let public = meta.instance_column();
        for column in [a, b, c] {
            meta.enable_equality(column);
        }
        meta.enable_equality(public);
        let (add, multiply) = (meta.selector(), meta.selector());
        meta.create_gate("a + b = c", |cells| {
            let on = cells.query_selector(add);
            let [a, b, c] = [a, b, c].map(|column| cells.query_advice(column, Rotation::cur()));
            Constraints::with_selector(on, [a + b - c])
        });
        meta.create_gate("a·b = c", |cells| {
            let on = cells.query_selector(multiply);
            let [a, b, c] = [a, b, c].map(|column| cells.query_advice(column, Rotation::cur()));
            Constraints::with_selector(on, [a * b - c])
        });
        Self { a, b, c, public, add, multiply }
    }

    /// Two cells copied into a row, and what follows from them.
    fn operation(
        &self,
        layouter: &mut impl Layouter<Fp>,
        selector: Selector,
        [left, right]: [&Cell; 2],
        result: fn(Fp, Fp) -> Fp,
    ) -> Result<Cell, Error> {
        layouter.assign_region(
            || "operation",
            |mut region| {
                selector.enable(&mut region, 0)?;
                let left = left.copy_advice(|| "a", &mut region, self.a, 0)?;
                let right = right.copy_advice(|| "b", &mut region, self.b, 0)?;
                let value = left.value().zip(right.value()).map(|(left, right)| result(*left, *right));
                region.assign_advice(|| "c", self.c, 0, || value)
            },
        )
    }
}

/// The plain version.
#[derive(Debug, Clone)]
pub struct Plain {
    steps: usize,
    witness: Witness,
}

impl Laid for Plain {
    fn of(k: u32, witness: Witness) -> Self {
        Self { steps: super::steps(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        k
    }
}

impl Circuit<Fp> for Plain {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { witness: Witness::unknown(), ..*self }
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> Config {
        Config::configure(meta)
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        let (mut x, b) = layouter.assign_region(
            || "x_0 and b",
            |mut region| {
                let x = region.assign_advice(|| "x_0", config.a, 0, || self.witness.at(0))?;
                Ok((x, region.assign_advice(|| "b", config.b, 0, || self.witness.at(1))?))
            },
        )?;
        for _ in 0..self.steps {
            let sum = config.operation(&mut layouter, config.add, [&x, &b], |x, b| x + b)?;
            x = config.operation(&mut layouter, config.multiply, [&x, &sum], |x, sum| x * sum)?;
        }
        layouter.constrain_instance(x.cell(), config.public, 0)
    }
}
