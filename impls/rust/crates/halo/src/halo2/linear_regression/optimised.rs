//! The regression in seven rows a row of data: two limbs in each, both looked up; one running sum for Σ w·x − r − 2^8·y, which
//! has to be zero at the end of every row of data, and one for the predictions.
//!
//! ```text
//! row  | p     | q      | weight of p | of q   | end | difference        | total        |
//!  0   | low y | high y | −2^8        | −2^16  |  1  | 0                 | Σ y so far   |   later rows stand above
//!  1   | r     | 0      | −1          | 0      |     | Σ w·x − r         | Σ y before   |   earlier ones: the public
//!  2   | x_8   | x_9    | w_8         | w_9    |     | Σ w·x             |              |   sum lies in row 0
//!  …   |       |        |             |        |     |                   |              |
//!  6   | x_0   | x_1    | w_0         | w_1    |     | w_0·x_0 + w_1·x_1 | Σ y before   |
//! ```
//!
//! The offset b + 2^7 is added where a row of data ends.
use std::{array, iter::once};

use halo2_proofs::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Error, Expression, Fixed, Instance, Selector, TableColumn},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::model::{FEATURES, LIMB_BITS, OFFSET, PREDICTION_BITS, WEIGHTS, element, predict};
use crate::halo2::{
    laid::{Laid, Witness, cell, smallest_k},
    range_lookup::load_table,
};

const LIMBS_A_ROW: usize = 2;
/// Ten features, remainder, a zero, and the two limbs of the prediction.
const LIMBS: usize = FEATURES + 4;
const ROWS_A_SAMPLE: usize = LIMBS / LIMBS_A_ROW;

/// What each limb counts for in the difference, in time.
fn coefficients() -> [Fp; LIMBS] {
    let rest = [-1, 0, -(1 << LIMB_BITS), -(1 << PREDICTION_BITS)];
    let mut all = WEIGHTS.into_iter().chain(rest);
    array::from_fn(|_| element(all.next().unwrap_or_default()))
}

/// The limbs of a row of data, in time; for one without a prediction limbs that no table has.
fn limbs(features: &[Fp; FEATURES]) -> [Fp; LIMBS] {
    let rest = predict(features).map_or([-Fp::one(); 4], |p| {
        [p.remainder, 0, p.rounded & ((1 << LIMB_BITS) - 1), p.rounded >> LIMB_BITS].map(Fp::from)
    });
    let mut all = features.iter().copied().chain(rest);
    array::from_fn(|_| all.next().unwrap_or_default())
}

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    limbs: [Column<Advice>; LIMBS_A_ROW],
    weights: [Column<Fixed>; LIMBS_A_ROW],
    difference: Column<Advice>,
    total: Column<Advice>,
    on: Column<Fixed>,
    more: Column<Fixed>,
    end: Column<Fixed>,
    last: Selector,
    table: TableColumn,
}

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let (limbs, weights) = ([(); 2].map(|()| meta.advice_column()), [(); 2].map(|()| meta.fixed_column()));
        let [difference, total] = [(); 2].map(|()| meta.advice_column());
        let [on, more, end] = [(); 3].map(|()| meta.fixed_column());
        let (table, public): (_, Column<Instance>) = (meta.lookup_table_column(), meta.instance_column());
        let last = meta.selector();
        for limb in limbs {
            meta.lookup(|cells| vec![(cells.query_advice(limb, Rotation::cur()), table)]);
        }
        meta.create_gate("running sums", |cells| {
            let [on, more, end] = [on, more, end].map(|column| cells.query_fixed(column));
            let [w_p, w_q] = weights.map(|column| cells.query_fixed(column));
            let [p, q] = limbs.map(|column| cells.query_advice(column, Rotation::cur()));
            let [d, t] = [difference, total].map(|column| cells.query_advice(column, Rotation::cur()));
            let [d_before, t_before] = [difference, total].map(|column| cells.query_advice(column, Rotation::next()));
            let prediction = p.clone() + q.clone() * Fp::from(1 << LIMB_BITS);
            let offset = end.clone() * element(OFFSET);
            vec![
                // `on` is 1 wherever `end` or a weight is not 0.
                on.clone() * d.clone() - more.clone() * d_before - w_p * p - w_q * q - offset,
                on * t - more * t_before - end.clone() * prediction,
                end * d,
            ]
        });
        meta.create_gate("the total is public", |cells| {
            let on = cells.query_selector(last);
            let total = cells.query_advice(total, Rotation::cur());
            let public: Expression<Fp> = cells.query_instance(public, Rotation::cur());
            once(on * (total - public))
        });
        Self { limbs, weights, difference, total, on, more, end, last, table }
    }
}

/// The columns of running sums, in time.
fn running_sums(limbs: &[Fp]) -> (Vec<Fp>, Vec<Fp>) {
    let (mut difference, mut total) = (Fp::zero(), Fp::zero());
    let (mut differences, mut totals) = (Vec::new(), Vec::new());
    let weights = coefficients();
    for sample in limbs.as_chunks::<LIMBS>().0 {
        for (row, (limbs, weights)) in
            sample.as_chunks::<LIMBS_A_ROW>().0.iter().zip(weights.as_chunks::<LIMBS_A_ROW>().0).enumerate()
        {
            difference += limbs.iter().zip(weights).map(|(limb, weight)| limb * weight).sum::<Fp>();
            if row + 1 == ROWS_A_SAMPLE {
                let [low, high] = *limbs;
                difference += element(OFFSET);
                total += low + high * Fp::from(1 << LIMB_BITS);
            }
            differences.push(difference);
            totals.push(total);
        }
    }
    (differences, totals)
}

/// The optimised version.
#[derive(Debug, Clone)]
pub struct Optimised {
    samples: usize,
    witness: Witness,
}

impl Laid for Optimised {
    fn of(k: u32, witness: Witness) -> Self {
        Self { samples: super::samples(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        smallest_k((ROWS_A_SAMPLE * super::samples(k)).max(1 << LIMB_BITS))
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
        load_table(&mut layouter, config.table, LIMB_BITS)?;
        let all = self.witness.map(|x| x.as_chunks().0.iter().flat_map(limbs).collect::<Vec<_>>());
        let (differences, totals) = all.as_ref().map(|all| running_sums(all)).unzip();
        let weights = coefficients();
        let rows = ROWS_A_SAMPLE * self.samples;
        layouter.assign_region(
            || "samples",
            |mut region| {
                config.last.enable(&mut region, 0)?;
                for time in 0..rows {
                    let row = rows - 1 - time;
                    let of_sample = time % ROWS_A_SAMPLE;
                    for (i, (limb, weight)) in config.limbs.iter().zip(config.weights).enumerate() {
                        let coefficient = weights.get(LIMBS_A_ROW * of_sample + i).copied().unwrap_or_default();
                        region.assign_advice(|| "limb", *limb, row, || cell(&all, LIMBS_A_ROW * time + i))?;
                        region.assign_fixed(|| "weight", weight, row, || Value::known(coefficient))?;
                    }
                    region.assign_advice(|| "difference", config.difference, row, || cell(&differences, time))?;
                    region.assign_advice(|| "total", config.total, row, || cell(&totals, time))?;
                    let flags =
                        [(config.on, true), (config.more, time > 0), (config.end, of_sample + 1 == ROWS_A_SAMPLE)];
                    for (column, flag) in flags {
                        region.assign_fixed(|| "flag", column, row, || Value::known(Fp::from(u64::from(flag))))?;
                    }
                }
                Ok(())
            },
        )
    }
}
