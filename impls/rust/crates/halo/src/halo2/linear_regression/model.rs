//! The model: least squares on the diabetes data, its features scaled to 0 … 255 between their extremes.
//!
//! Of the exact solution β, β_0 (in rationals), with lo_j, hi_j the extremes of feature j:
//!
//! ```text
//! w_j = round(2^15·β_j·(hi_j − lo_j)/255)        b = round(2^15·(β_0 + Σ β_j·lo_j))
//! ```
//!
//! `zkpair.tasks.halo2.model` computes the same integers from the data; a test there compares them.
use pasta_curves::Fp;

use crate::halo2::range_lookup::integer_below;

/// Features of a row.
pub const FEATURES: usize = 10;
/// Bits of a feature and of the remainder: one limb each.
pub const LIMB_BITS: u32 = 8;
/// Bits of a prediction: two limbs.
pub const PREDICTION_BITS: u32 = 2 * LIMB_BITS;

/// w_j.
pub const WEIGHTS: [i64; FEATURES] = [-280, -2938, 17424, 10189, -28574, 19261, 3681, 5953, 25071, 2376];
/// b.
const INTERCEPT: i64 = -68030;
/// What is added once a row: b, and a half so that rounding down rounds.
pub const OFFSET: i64 = INTERCEPT + (1 << (LIMB_BITS - 1));

/// A prediction and what rounding left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prediction {
    /// y.
    pub rounded: u64,
    /// r.
    pub remainder: u64,
}

/// An integer of any sign as an element.
pub fn element(value: i64) -> Fp {
    let magnitude = Fp::from(value.unsigned_abs());
    if value < 0 { -magnitude } else { magnitude }
}

/// y and r of a row; `None` where a feature has more than 8 bits, or y would be negative or have more than 16.
pub fn predict(features: &[Fp; FEATURES]) -> Option<Prediction> {
    let products = features.iter().zip(WEIGHTS).map(|(x, w)| Some(w * integer_below(x, LIMB_BITS)? as i64));
    let sum: u64 = (products.sum::<Option<i64>>()? + OFFSET).try_into().ok()?;
    let prediction = Prediction { rounded: sum >> LIMB_BITS, remainder: sum & ((1 << LIMB_BITS) - 1) };
    (prediction.rounded >> PREDICTION_BITS == 0).then_some(prediction)
}
