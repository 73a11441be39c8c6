//! The secret columns, by halo2's own floor planner: of all that a circuit assigns, a prover keeps the advice.
use std::ops::RangeTo;

use halo2_proofs::{
    circuit::Value,
    plonk::{
        Advice, Any, Assigned, Assignment, Circuit, Column, ConstraintSystem as Halo2System, Error, Fixed,
        FloorPlanner, Instance, Selector,
    },
};
use pasta_curves::Fp;

use super::{columns::Columns, constraint_system::ConstraintSystem};

/// The advice columns on the rows; zero where the circuit assigns nothing.
pub fn advice<C: Circuit<Fp>>(cs: &ConstraintSystem, circuit: &C, public: &[Fp]) -> Result<Columns, Error> {
    let config = C::configure(&mut Halo2System::default());
    // Columns show no number and can be had of a constraint system only, one after the other.
    let mut numbered = Halo2System::<Fp>::default();
    let mut collected = Collected {
        log_rows: cs.log_rows,
        columns: (0..cs.advice_columns).map(|_| numbered.advice_column()).collect(),
        advice: vec![vec![Fp::zero(); cs.rows()]; cs.advice_columns],
        public_column: numbered.instance_column(),
        public,
        usable: ..cs.usable_rows(),
    };
    let fixed: Vec<Column<Fixed>> = (0..cs.fixed_columns).map(|_| numbered.fixed_column()).collect();
    let constants = cs.constants.iter().filter_map(|index| fixed.get(*index).copied()).collect();
    C::FloorPlanner::synthesize(&mut collected, circuit, config, constants)?;
    Ok(collected.advice)
}

struct Collected<'a> {
    log_rows: u32,
    columns: Vec<Column<Advice>>,
    /// Of each of these columns the values.
    advice: Columns,
    public_column: Column<Instance>,
    public: &'a [Fp],
    usable: RangeTo<usize>,
}

impl Collected<'_> {
    fn check(&self, row: usize) -> Result<(), Error> {
        let current_k = self.log_rows;
        if self.usable.contains(&row) { Ok(()) } else { Err(Error::NotEnoughRowsAvailable { current_k }) }
    }
}

impl Assignment<Fp> for Collected<'_> {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn exit_region(&mut self) {}

    fn enable_selector<A: FnOnce() -> AR, AR: Into<String>>(
        &mut self,
        _: A,
        _: &Selector,
        _: usize,
    ) -> Result<(), Error> {
        Ok(())
    }

    fn query_instance(&self, column: Column<Instance>, row: usize) -> Result<Value<Fp>, Error> {
        self.check(row)?;
        let value = self.public.get(row).filter(|_| column == self.public_column);
        value.map(|value| Value::known(*value)).ok_or(Error::BoundsFailure)
    }

    fn assign_advice<V, VR, A, AR>(&mut self, _: A, column: Column<Advice>, row: usize, to: V) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<Fp>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.check(row)?;
        let number = self.columns.iter().position(|known| *known == column);
        let values = number.and_then(|number| self.advice.get_mut(number));
        let cell = values.and_then(|values| values.get_mut(row)).ok_or(Error::BoundsFailure)?;
        let mut assigned = None;
        to().map(|value| assigned = Some(value.into()));
        *cell = assigned.map(|value: Assigned<Fp>| value.evaluate()).ok_or(Error::Synthesis)?;
        Ok(())
    }

    fn assign_fixed<V, VR, A, AR>(&mut self, _: A, _: Column<Fixed>, _: usize, _: V) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<Fp>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        Ok(())
    }

    fn copy(&mut self, _: Column<Any>, _: usize, _: Column<Any>, _: usize) -> Result<(), Error> {
        Ok(())
    }

    fn fill_from_row(&mut self, _: Column<Fixed>, _: usize, _: Value<Assigned<Fp>>) -> Result<(), Error> {
        Ok(())
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn pop_namespace(&mut self, _: Option<String>) {}
}
