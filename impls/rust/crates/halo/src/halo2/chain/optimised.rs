//! The chain in rows of six steps, with neither copies nor cells for what a gate can work out.
//!
//! ```text
//! f²(x) = y·(y + b),  y = x·(x + b)                    degree 4: every other state needs no cell
//!
//! | u      | v        | w        | b |                 later states stand above earlier ones, so that
//! | x_m    |          |          | b |                 x_m lies in row 0, as it does in the public column
//! | x_{m−6}| x_{m−4}  | x_{m−2}  | b |                 v = f²(u), w = f²(v), u above = f²(w)
//! | …      |          |          | b |
//! | x_0    | x_2      | x_4      | b |
//! ```
use std::iter::once;

use halo2_proofs::{
    circuit::{Layouter, SimpleFloorPlanner},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Expression, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::STEPS_A_ROW;
use crate::halo2::laid::{Laid, Witness, cell, smallest_k};

const STATES_A_ROW: usize = STEPS_A_ROW / 2;

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    states: [Column<Advice>; STATES_A_ROW],
    addend: Column<Advice>,
    step: Selector,
    last: Selector,
}

/// f²(x), with b the addend.
fn two_steps(x: &Expression<Fp>, b: &Expression<Fp>) -> Expression<Fp> {
    let y = x.clone() * (x.clone() + b.clone());
    y.clone() * (y + b.clone())
}

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let [u, v, w] = [(); STATES_A_ROW].map(|()| meta.advice_column());
        let addend = meta.advice_column();
        let public: Column<Instance> = meta.instance_column();
        let (step, last) = (meta.selector(), meta.selector());
        meta.create_gate("six steps", |cells| {
            let on = cells.query_selector(step);
            let [later, b_later] = [u, addend].map(|column| cells.query_advice(column, Rotation::cur()));
            let [u, v, w, b] = [u, v, w, addend].map(|column| cells.query_advice(column, Rotation::next()));
            let constraints =
                [two_steps(&u, &b) - v.clone(), two_steps(&v, &b) - w.clone(), two_steps(&w, &b) - later, b - b_later];
            Constraints::with_selector(on, constraints)
        });
        meta.create_gate("the last state is public", |cells| {
            let on = cells.query_selector(last);
            let x = cells.query_advice(u, Rotation::cur());
            let public = cells.query_instance(public, Rotation::cur());
            Constraints::with_selector(on, once(x - public))
        });
        Self { states: [u, v, w], addend, step, last }
    }
}

/// The optimised version.
#[derive(Debug, Clone)]
pub struct Optimised {
    steps: usize,
    witness: Witness,
}

impl Laid for Optimised {
    fn of(k: u32, witness: Witness) -> Self {
        Self { steps: super::steps(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        smallest_k(super::steps(k) / STEPS_A_ROW + 1)
    }
}

impl Circuit<Fp> for Optimised {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { witness: Witness::unknown(), ..*self }
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> Config {
        Config::configure(meta)
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        let states = self.witness.at(0).zip(self.witness.at(1));
        let states = states.map(|(x, b)| super::states(x, b, self.steps).collect::<Vec<_>>());
        let rows = self.steps / STEPS_A_ROW;
        layouter.assign_region(
            || "chain",
            |mut region| {
                config.last.enable(&mut region, 0)?;
                for row in 0..=rows {
                    let first = STEPS_A_ROW * (rows - row);
                    for (i, column) in config.states.iter().enumerate().take(if row == 0 { 1 } else { STATES_A_ROW }) {
                        region.assign_advice(|| "x", *column, row, || cell(&states, first + 2 * i))?;
                    }
                    region.assign_advice(|| "b", config.addend, row, || self.witness.at(1))?;
                    if row < rows {
                        config.step.enable(&mut region, row)?;
                    }
                }
                Ok(())
            },
        )
    }
}
