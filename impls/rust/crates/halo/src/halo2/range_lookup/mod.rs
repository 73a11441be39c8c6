//! Values in a range by lookup, and their sum.
//!
//! ```text
//! v_i = low_i + 2^B·high_i,  0 ≤ low_i, high_i < 2^B,  i = 0 … m − 1        witness v        public Σ v_i
//! ```
//!
//! B is 8 from 2^9 rows on; with fewer rows a table of 2^8 does not fit, and B is k − 2.
mod limbs;
mod optimised;
mod plain;
mod running_sum;

use pasta_curves::Fp;

pub(super) use limbs::{integer_below, limb_bits};
pub use optimised::Optimised;
pub(super) use plain::Adder;
pub use plain::Plain;
pub(super) use running_sum::{RunningSum, load_table};

use crate::halo2::Error;

/// m: as many values as fill the plain version.
pub fn values(k: u32) -> usize {
    plain::most_values(k)
}

/// Σ v_i.
///
/// # Errors
/// [`Error::OutOfRange`] with the first value of 2^2B or more.
pub fn evaluate(k: u32, witness: &[Fp]) -> Result<Fp, Error> {
    let bits = 2 * limb_bits(k);
    for (index, value) in witness.iter().enumerate() {
        if integer_below(value, bits).is_none() {
            return Err(Error::OutOfRange { index, bound: format!("a value below 2^{bits}") });
        }
    }
    Ok(witness.iter().sum())
}
