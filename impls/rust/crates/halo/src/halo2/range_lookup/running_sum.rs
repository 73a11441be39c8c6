//! The chip that takes a value apart limb by limb, as halo2's gadgets do: a running sum in one column, one lookup a row.
//!
//! ```text
//! z_0 = value,  z_{i+1} = (z_i − limb_i)/2^B,  limb_i = z_i − 2^B·z_{i+1} ∈ table,  z_count = 0
//! ```
use halo2_proofs::{
    circuit::{AssignedCell, Layouter, Value},
    plonk::{Advice, Column, ConstraintSystem, Error, Selector, TableColumn},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::limbs::integer_below;

/// A column with its lookup in 0 … 2^BITS − 1.
#[derive(Debug, Clone)]
pub struct RunningSum<const BITS: u32> {
    z: Column<Advice>,
    on: Selector,
    table: TableColumn,
}

impl<const BITS: u32> RunningSum<BITS> {
    /// Rows that a value of `limbs` limbs takes.
    pub const fn rows(limbs: usize) -> usize {
        limbs + 1
    }

    /// `z` must take part in copies, and some fixed column must hold constants.
    pub fn configure(meta: &mut ConstraintSystem<Fp>, z: Column<Advice>) -> Self {
        let (on, table) = (meta.complex_selector(), meta.lookup_table_column());
        meta.lookup(|cells| {
            let on = cells.query_selector(on);
            let z_next = cells.query_advice(z, Rotation::next());
            let z = cells.query_advice(z, Rotation::cur());
            vec![(on * (z - z_next * Fp::from(1 << BITS)), table)]
        });
        Self { z, on, table }
    }

    /// The table, once a circuit.
    pub fn load(&self, layouter: &mut impl Layouter<Fp>) -> Result<(), Error> {
        load_table(layouter, self.table, BITS)
    }

    /// The cell of a value that is below 2^(BITS·limbs).
    pub fn check(
        &self,
        layouter: &mut impl Layouter<Fp>,
        value: Value<Fp>,
        limbs: usize,
    ) -> Result<AssignedCell<Fp, Fp>, Error> {
        layouter.assign_region(
            || "running sum",
            |mut region| {
                let mut z = region.assign_advice(|| "z_0", self.z, 0, || value)?;
                let first = z.clone();
                for i in 1..=limbs {
                    self.on.enable(&mut region, i - 1)?;
                    let rest = z.value().map(|z| integer_below(z, 63).map_or(*z, |integer| Fp::from(integer >> BITS)));
                    z = region.assign_advice(|| "z", self.z, i, || rest)?;
                }
                region.constrain_constant(z.cell(), Fp::zero())?;
                Ok(first)
            },
        )
    }
}

/// 0 … 2^bits − 1.
pub fn load_table(layouter: &mut impl Layouter<Fp>, column: TableColumn, bits: u32) -> Result<(), Error> {
    layouter.assign_table(
        || "limbs",
        |mut table| {
            (0..1_u64 << bits).try_for_each(|limb| {
                table.assign_cell(|| "limb", column, limb as usize, || Value::known(Fp::from(limb)))
            })
        },
    )
}
