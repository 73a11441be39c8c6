//! Poseidon with a round a row, its state in three columns; the start of each hash is copied.
//!
//! ```text
//! | s_0 | s_1 | s_2  | c_0 c_1 c_2 |
//! | h_i | 0   | 2^65 | of round 0  |        row 64 holds the state after the last round; its first cell
//! | …                | …           |        is copied to the next hash's first
//! ```
use halo2_proofs::{
    circuit::{AssignedCell, Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Fixed, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::{
    hash::{initial, is_full, states},
    parameters::{ROUNDS, WIDTH, parameters},
    sequence::{combination, fifth_power},
};
use crate::halo2::laid::{Laid, Witness, cell, usable_rows};

/// Hashes that fit into 2^k rows.
pub(super) fn most_hashes(k: u32) -> usize {
    usable_rows(k) / (ROUNDS + 1)
}

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    state: [Column<Advice>; WIDTH],
    constants: [Column<Fixed>; WIDTH],
    public: Column<Instance>,
    full: Selector,
    partial: Selector,
}

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let (state, constants) =
            ([(); WIDTH].map(|()| meta.advice_column()), [(); WIDTH].map(|()| meta.fixed_column()));
        let (loaded, public) = (meta.fixed_column(), meta.instance_column());
        meta.enable_constant(loaded);
        for column in state {
            meta.enable_equality(column);
        }
        meta.enable_equality(public);
        let (full, partial) = (meta.selector(), meta.selector());
        for (name, selector, is_full) in [("full round", full, true), ("partial round", partial, false)] {
            meta.create_gate(name, |cells| {
                let on = cells.query_selector(selector);
                let constants = constants.map(|column| cells.query_fixed(column));
                let [a, b, c] = state.map(|column| cells.query_advice(column, Rotation::cur()));
                let [c_0, c_1, c_2] = constants;
                let [a, b, c] = [a + c_0, b + c_1, c + c_2];
                let s_boxes = if is_full { [&a, &b, &c].map(fifth_power) } else { [fifth_power(&a), b, c] };
                let next = state.map(|column| cells.query_advice(column, Rotation::next()));
                let rounds = parameters().matrix.iter().zip(next);
                let constraints: Vec<_> = rounds.map(|(row, next)| combination(row, &s_boxes) - next).collect();
                Constraints::with_selector(on, constraints)
            });
        }
        Self { state, constants, public, full, partial }
    }

    /// One hash; its digest. `previous` is the digest that it hashes, none for the first.
    fn hash(
        &self,
        layouter: &mut impl Layouter<Fp>,
        start: Value<Fp>,
        previous: Option<&AssignedCell<Fp, Fp>>,
    ) -> Result<AssignedCell<Fp, Fp>, Error> {
        let states = start.map(|h| states(initial([h, Fp::zero()])).concat());
        let [first, second, third] = self.state;
        let [_, b, c] = initial([Fp::zero(); 2]);
        layouter.assign_region(
            || "hash",
            |mut region| {
                match previous {
                    Some(digest) => digest.copy_advice(|| "h", &mut region, first, 0)?,
                    None => region.assign_advice(|| "h", first, 0, || start)?,
                };
                region.assign_advice_from_constant(|| "0", second, 0, b)?;
                region.assign_advice_from_constant(|| "capacity", third, 0, c)?;
                let mut digest = None;
                for round in 0..ROUNDS {
                    let selector = if is_full(round) { self.full } else { self.partial };
                    selector.enable(&mut region, round)?;
                    for (column, constant) in self.constants.iter().zip(parameters().round(round)) {
                        region.assign_fixed(|| "c", *column, round, || Value::known(constant))?;
                    }
                    let row = round + 1;
                    for (i, column) in self.state.iter().enumerate().rev() {
                        let value = || cell(&states, WIDTH * row + i);
                        digest = Some(region.assign_advice(|| "s", *column, row, value)?);
                    }
                }
                digest.ok_or(Error::Synthesis)
            },
        )
    }
}

/// The plain version.
#[derive(Debug, Clone)]
pub struct Plain {
    hashes: usize,
    witness: Witness,
}

impl Laid for Plain {
    fn of(k: u32, witness: Witness) -> Self {
        Self { hashes: super::hashes(k), witness }
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
        let starts = self.witness.at(0).map(|start| super::chain(start, self.hashes).collect());
        let mut digest = None;
        for i in 0..self.hashes {
            digest = Some(config.hash(&mut layouter, cell(&starts, i), digest.as_ref())?);
        }
        let digest = digest.ok_or(Error::Synthesis)?;
        layouter.constrain_instance(digest.cell(), config.public, 0)
    }
}
