//! The range check from two general chips: running sums with a lookup in each row, and additions wired by copies.
//!
//! ```text
//! | z      | a       | b   | c       |
//! | v_i    | sum_i   | v_i | sum_i+1 |
//! | high_i |
//! | 0      |
//! ```
use halo2_proofs::{
    circuit::{AssignedCell, Layouter, SimpleFloorPlanner},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::running_sum::RunningSum;
use crate::halo2::laid::{Laid, Witness, usable_rows};

const LIMBS: usize = 2;

/// Values that fit into 2^k rows.
pub(super) fn most_values(k: u32) -> usize {
    usable_rows(k) / RunningSum::<8>::rows(LIMBS)
}

/// A row in which a + b = c.
#[derive(Debug, Clone)]
pub struct Adder {
    columns: [Column<Advice>; 3],
    on: Selector,
}

impl Adder {
    /// Three columns of its own, all open to copies.
    pub fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let columns = [(); 3].map(|()| meta.advice_column());
        for column in columns {
            meta.enable_equality(column);
        }
        let on = meta.selector();
        meta.create_gate("a + b = c", |cells| {
            let on = cells.query_selector(on);
            let [a, b, c] = columns.map(|column| cells.query_advice(column, Rotation::cur()));
            Constraints::with_selector(on, [a + b - c])
        });
        Self { columns, on }
    }

    /// The cell of a zero, where a sum begins.
    pub fn zero(&self, layouter: &mut impl Layouter<Fp>) -> Result<AssignedCell<Fp, Fp>, Error> {
        let [_, _, c] = self.columns;
        layouter.assign_region(|| "zero", |mut region| region.assign_advice_from_constant(|| "0", c, 0, Fp::zero()))
    }

    /// The cell of a sum.
    pub fn add(
        &self,
        layouter: &mut impl Layouter<Fp>,
        left: &AssignedCell<Fp, Fp>,
        right: &AssignedCell<Fp, Fp>,
    ) -> Result<AssignedCell<Fp, Fp>, Error> {
        let [a, b, c] = self.columns;
        layouter.assign_region(
            || "sum",
            |mut region| {
                self.on.enable(&mut region, 0)?;
                let left = left.copy_advice(|| "a", &mut region, a, 0)?;
                let right = right.copy_advice(|| "b", &mut region, b, 0)?;
                region.assign_advice(|| "c", c, 0, || left.value().copied() + right.value())
            },
        )
    }
}

/// The two chips and the public column.
#[derive(Debug, Clone)]
pub struct Config<const BITS: u32> {
    range: RunningSum<BITS>,
    adder: Adder,
    public: Column<Instance>,
}

/// The plain version.
#[derive(Debug, Clone)]
pub struct Plain<const BITS: u32> {
    values: usize,
    witness: Witness,
}

impl<const BITS: u32> Laid for Plain<BITS> {
    fn of(k: u32, witness: Witness) -> Self {
        Self { values: super::values(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        k
    }
}

impl<const BITS: u32> Circuit<Fp> for Plain<BITS> {
    type Config = Config<BITS>;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { witness: Witness::unknown(), ..*self }
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self::Config {
        let (z, constants, public) = (meta.advice_column(), meta.fixed_column(), meta.instance_column());
        meta.enable_constant(constants);
        meta.enable_equality(z);
        meta.enable_equality(public);
        Config { range: RunningSum::configure(meta, z), adder: Adder::configure(meta), public }
    }

    fn synthesize(&self, config: Self::Config, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        config.range.load(&mut layouter)?;
        let mut sum = config.adder.zero(&mut layouter)?;
        for i in 0..self.values {
            let value = config.range.check(&mut layouter, self.witness.at(i), LIMBS)?;
            sum = config.adder.add(&mut layouter, &sum, &value)?;
        }
        layouter.constrain_instance(sum.cell(), config.public, 0)
    }
}
