//! The regression from general chips: running sums with lookups for every range, a dot product of one term a row, additions.
//!
//! ```text
//! | z                  | x    | w    | acc             | v   | y   | r   | a, b, c      |
//! | each x_j, y, r in  | x_0  | w_0  | b + 2^7         | acc | y   | r   | sums of y    |
//! | limbs of 8 bits:   | x_1  | w_1  | acc + w_0·x_0   |
//! | 2, 3, 2 rows       | …    | …    | …               |       v = 2^8·y + r
//! ```
use halo2_proofs::{
    circuit::{AssignedCell, Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Fixed, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::model::{FEATURES, LIMB_BITS, OFFSET, WEIGHTS, element, predict};
use crate::halo2::{
    laid::{Laid, Witness, usable_rows},
    range_lookup::{Adder, RunningSum},
};

type Cell = AssignedCell<Fp, Fp>;

const PREDICTION_LIMBS: usize = 2;
const ROWS_A_SAMPLE: usize =
    (FEATURES + 1) * RunningSum::<LIMB_BITS>::rows(1) + RunningSum::<LIMB_BITS>::rows(PREDICTION_LIMBS);

/// Rows of data that fit into 2^k rows.
pub(super) fn most_samples(k: u32) -> usize {
    usable_rows(k) / ROWS_A_SAMPLE
}

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    range: RunningSum<LIMB_BITS>,
    x: Column<Advice>,
    weight: Column<Fixed>,
    accumulator: Column<Advice>,
    multiply: Selector,
    scaled: [Column<Advice>; 3],
    rescale: Selector,
    adder: Adder,
    public: Column<Instance>,
}

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let [z, x, accumulator] = [(); 3].map(|()| meta.advice_column());
        let scaled = [(); 3].map(|()| meta.advice_column());
        let (constants, weight, public) = (meta.fixed_column(), meta.fixed_column(), meta.instance_column());
        meta.enable_constant(constants);
        for column in [z, x, accumulator].into_iter().chain(scaled) {
            meta.enable_equality(column);
        }
        meta.enable_equality(public);
        let (multiply, rescale) = (meta.selector(), meta.selector());
        meta.create_gate("one term", |cells| {
            let on = cells.query_selector(multiply);
            let [x, before] = [x, accumulator].map(|column| cells.query_advice(column, Rotation::cur()));
            let (weight, after) = (cells.query_fixed(weight), cells.query_advice(accumulator, Rotation::next()));
            Constraints::with_selector(on, [before + weight * x - after])
        });
        meta.create_gate("rescale", |cells| {
            let on = cells.query_selector(rescale);
            let [value, prediction, rest] = scaled.map(|column| cells.query_advice(column, Rotation::cur()));
            Constraints::with_selector(on, [prediction * Fp::from(1 << LIMB_BITS) + rest - value])
        });
        let (range, adder) = (RunningSum::configure(meta, z), Adder::configure(meta));
        Self { range, x, weight, accumulator, multiply, scaled, rescale, adder, public }
    }

    /// b + 2^7 + Σ w_j·x_j.
    fn dot(&self, layouter: &mut impl Layouter<Fp>, features: &[Cell]) -> Result<Cell, Error> {
        layouter.assign_region(
            || "dot product",
            |mut region| {
                let offset = element(OFFSET);
                let mut sum = region.assign_advice_from_constant(|| "offset", self.accumulator, 0, offset)?;
                for (row, (feature, weight)) in features.iter().zip(WEIGHTS).enumerate() {
                    self.multiply.enable(&mut region, row)?;
                    let (x, weight) = (feature.copy_advice(|| "x", &mut region, self.x, row)?, element(weight));
                    region.assign_fixed(|| "w", self.weight, row, || Value::known(weight))?;
                    let after = sum.value().zip(x.value()).map(|(sum, x)| *sum + weight * x);
                    sum = region.assign_advice(|| "sum", self.accumulator, row + 1, || after)?;
                }
                Ok(sum)
            },
        )
    }

    fn rescaled(&self, layouter: &mut impl Layouter<Fp>, cells: [&Cell; 3]) -> Result<(), Error> {
        layouter.assign_region(
            || "rescale",
            |mut region| {
                self.rescale.enable(&mut region, 0)?;
                for (column, cell) in self.scaled.iter().zip(cells) {
                    cell.copy_advice(|| "scaled", &mut region, *column, 0)?;
                }
                Ok(())
            },
        )
    }
}

/// The plain version.
#[derive(Debug, Clone)]
pub struct Plain {
    samples: usize,
    witness: Witness,
}

impl Laid for Plain {
    fn of(k: u32, witness: Witness) -> Self {
        Self { samples: super::samples(k), witness }
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
        config.range.load(&mut layouter)?;
        let mut sum = config.adder.zero(&mut layouter)?;
        for sample in 0..self.samples {
            let values: [Value<Fp>; FEATURES] = std::array::from_fn(|j| self.witness.at(FEATURES * sample + j));
            let check = |value: &Value<Fp>| config.range.check(&mut layouter, *value, 1);
            let features = values.iter().map(check).collect::<Result<Vec<_>, _>>()?;
            let all: Value<Vec<Fp>> = values.into_iter().collect();
            // A row without a prediction has a y that no lookup takes.
            let predicted = all.map(|row| row.first_chunk().and_then(predict).map(|p| [p.rounded, p.remainder]));
            let [y, r] = predicted.map(|p| p.map_or([-Fp::one(); 2], |p| p.map(Fp::from))).transpose_array();
            let y = config.range.check(&mut layouter, y, PREDICTION_LIMBS)?;
            let r = config.range.check(&mut layouter, r, 1)?;
            let dot = config.dot(&mut layouter, &features)?;
            config.rescaled(&mut layouter, [&dot, &y, &r])?;
            sum = config.adder.add(&mut layouter, &sum, &y)?;
        }
        layouter.constrain_instance(sum.cell(), config.public, 0)
    }
}
