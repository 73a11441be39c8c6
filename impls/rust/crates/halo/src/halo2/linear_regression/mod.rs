//! The predictions of a quantised linear regression, and their sum.
//!
//! ```text
//! Σ_j w_j·x_ij + b + 2^7 = 2^8·y_i + r_i,   0 ≤ x_ij, r_i < 2^8,   0 ≤ y_i < 2^16,   i = 0 … m − 1
//! witness x (ten features a row)        public Σ y_i
//! ```
//!
//! y_i is the prediction in 128ths, rounded; the model is a part of the circuit, so that its key commits to it.
mod model;
mod optimised;
mod plain;

use pasta_curves::Fp;

pub use model::{FEATURES, WEIGHTS};
pub use optimised::Optimised;
pub use plain::Plain;

use super::range_lookup::integer_below;
use crate::halo2::Error;
use model::{LIMB_BITS, PREDICTION_BITS, predict};

/// The smallest k: a table of 2^8 does not fit into fewer rows.
pub const MIN_K: u32 = 9;

/// m: as many rows of data as fill the plain version.
pub fn samples(k: u32) -> usize {
    plain::most_samples(k)
}

/// Σ y_i of m rows of ten features.
///
/// # Errors
/// [`Error::OutOfRange`] for the first feature of 2^8 or more, or the first of a row whose prediction is out of range.
pub fn evaluate(witness: &[Fp]) -> Result<Fp, Error> {
    for (index, feature) in witness.iter().enumerate() {
        if integer_below(feature, LIMB_BITS).is_none() {
            return Err(Error::OutOfRange { index, bound: format!("a feature below 2^{LIMB_BITS}") });
        }
    }
    let (rows, _) = witness.as_chunks::<FEATURES>();
    let mut total = Fp::zero();
    for (row, features) in rows.iter().enumerate() {
        let bound = || format!("a row of features with a prediction below 2^{PREDICTION_BITS}");
        let refused = || Error::OutOfRange { index: FEATURES * row, bound: bound() };
        total += Fp::from(predict(features).ok_or_else(refused)?.rounded);
    }
    Ok(total)
}
