//! The range check in one row a value: both limbs looked up, the value an expression of theirs, no copies.
//!
//! ```text
//! | low   | high   | sum            | on | more |       later sums stand above earlier ones, so that the
//! | v_m−1 |        | Σ all          | 1  |  1   |       total lies in row 0, as it does in the public column
//! | …     |        | v_0 + v_1      | 1  |  1   |
//! | v_0   |        | v_0            | 1  |      |       on·(sum − low − 2^B·high) = more·(sum below)
//! ```
use std::iter::once;

use halo2_proofs::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Fixed, Instance, Selector, TableColumn},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::{limbs::split, running_sum::load_table};
use crate::halo2::laid::{Laid, Witness, cell, smallest_k};

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config<const BITS: u32> {
    limbs: [Column<Advice>; 2],
    sum: Column<Advice>,
    on: Column<Fixed>,
    more: Column<Fixed>,
    last: Selector,
    table: TableColumn,
}

fn running_total(total: &mut Fp, value: &Fp) -> Option<Fp> {
    *total += value;
    Some(*total)
}

/// The optimised version.
#[derive(Debug, Clone)]
pub struct Optimised<const BITS: u32> {
    values: usize,
    witness: Witness,
}

impl<const BITS: u32> Laid for Optimised<BITS> {
    fn of(k: u32, witness: Witness) -> Self {
        Self { values: super::values(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        smallest_k(super::values(k).max(1 << BITS))
    }
}

impl<const BITS: u32> Circuit<Fp> for Optimised<BITS> {
    type Config = Config<BITS>;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { witness: Witness::unknown(), ..*self }
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self::Config {
        let (limbs, sum) = ([(); 2].map(|()| meta.advice_column()), meta.advice_column());
        let (on, more, table) = (meta.fixed_column(), meta.fixed_column(), meta.lookup_table_column());
        let public: Column<Instance> = meta.instance_column();
        let last = meta.selector();
        for limb in limbs {
            meta.lookup(|cells| vec![(cells.query_advice(limb, Rotation::cur()), table)]);
        }
        meta.create_gate("running total", |cells| {
            let (on, more) = (cells.query_fixed(on), cells.query_fixed(more));
            let [low, high, total] =
                [limbs[0], limbs[1], sum].map(|column| cells.query_advice(column, Rotation::cur()));
            let before = cells.query_advice(sum, Rotation::next());
            once(on * (total - low - high * Fp::from(1 << BITS)) - more * before)
        });
        meta.create_gate("the total is public", |cells| {
            let on = cells.query_selector(last);
            let total = cells.query_advice(sum, Rotation::cur());
            let public = cells.query_instance(public, Rotation::cur());
            Constraints::with_selector(on, once(total - public))
        });
        Config { limbs, sum, on, more, last, table }
    }

    fn synthesize(&self, config: Self::Config, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        load_table(&mut layouter, config.table, BITS)?;
        let totals = self.witness.map(|values| values.iter().scan(Fp::zero(), running_total).collect::<Vec<_>>());
        layouter.assign_region(
            || "values",
            |mut region| {
                config.last.enable(&mut region, 0)?;
                for (row, i) in (0..self.values).rev().enumerate() {
                    let limbs = self.witness.at(i).map(|value| split(&value, BITS)).transpose_array();
                    for (column, limb) in config.limbs.iter().zip(limbs) {
                        region.assign_advice(|| "limb", *column, row, || limb)?;
                    }
                    region.assign_advice(|| "total", config.sum, row, || cell(&totals, i))?;
                    region.assign_fixed(|| "on", config.on, row, || Value::known(Fp::one()))?;
                    let more = Fp::from(u64::from(i > 0));
                    region.assign_fixed(|| "more", config.more, row, || Value::known(more))?;
                }
                Ok(())
            },
        )
    }
}
