//! Interpolation and low-degree extension of canonical columns, on winterfell's domains.
//!
//! The transform evaluates at the powers of h = 7^((p−1)/n). winterfell's root of unity is another one, ω = h^k, so coefficient i
//! stands at the place k·i: Σ_i c_i·ω^(ij) = Σ_i c_i·h^((ki)·j).
use zkpair_algebra::narrow::{Goldilocks, NarrowField, ntt};

use crate::Error;

/// k: winterfell's root of unity of order 2^32 is this power of 7^((p−1)/2^32). Odd, and taken mod n for smaller orders.
const ROOT_EXPONENT: usize = 0xf87d_1185;

/// The generator, offset of every domain.
pub(super) const OFFSET: u64 = 7;

/// A canonical column.
pub(super) type Column = Vec<u64>;

fn mul(x: u64, y: u64) -> u64 {
    Goldilocks::mul(x, y)
}

/// x^−1 = x^(p−2).
fn inverse(x: u64) -> u64 {
    Goldilocks::power(x, (Goldilocks::MODULUS - 2) as usize)
}

/// factor·step^i times the i-th of `values`, canonical.
fn scale(values: &mut [u64], factor: u64, step: u64) {
    let mut power = factor;
    for value in values {
        *value = Goldilocks::canonical(mul(*value, power));
        power = mul(power, step);
    }
}

fn transform(column: &[u64]) -> Result<Column, Error> {
    ntt::<Goldilocks>(column).map(|timed| timed.value).map_err(|error| Error::Prover(error.to_string()))
}

/// The coefficients of the polynomial that takes `values` on the subgroup of their number, a power of two:
/// c_i = (1/n)·Σ_j v_j·ω^(−ij).
pub(super) fn interpolate(values: impl ExactSizeIterator<Item = u64>) -> Result<Column, Error> {
    interpolate_at(values, 1)
}

/// The same on the coset of the subgroup by [`OFFSET`].
pub(super) fn interpolate_coset(values: impl ExactSizeIterator<Item = u64>) -> Result<Column, Error> {
    interpolate_at(values, inverse(OFFSET))
}

fn interpolate_at(values: impl ExactSizeIterator<Item = u64>, step: u64) -> Result<Column, Error> {
    let n = values.len();
    let mut placed = vec![0; n];
    let mut place = 0_usize;
    for value in values {
        if let Some(to) = placed.get_mut(place) {
            *to = value;
        }
        place = place.wrapping_sub(ROOT_EXPONENT) & (n - 1);
    }
    let mut coefficients = transform(&placed)?;
    scale(&mut coefficients, inverse(n as u64), step);
    Ok(coefficients)
}

/// The polynomial's values on the coset by [`OFFSET`] of the subgroup of `size` elements, a power of two and no fewer than there
/// are coefficients.
pub(super) fn extend(coefficients: impl Iterator<Item = u64>, size: usize) -> Result<Column, Error> {
    let mut placed = vec![0; size];
    let (mut place, mut power) = (0_usize, 1);
    for coefficient in coefficients {
        if let Some(to) = placed.get_mut(place) {
            *to = Goldilocks::canonical(mul(coefficient, power));
        }
        power = mul(power, OFFSET);
        place = place.wrapping_add(ROOT_EXPONENT) & (size - 1);
    }
    transform(&placed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
    use winter_math::{FieldElement, StarkField, polynom};

    use super::*;
    use crate::BaseElement;

    /// Against the definition, on winterfell's domains, for sizes on both sides of the vectors' smallest.
    #[test]
    fn as_winterfell_defines() {
        for log in [1, 3, 6, 8, 9] {
            let n = 1_usize << log;
            let coefficients: Column = (0..n as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).collect();
            let polynomial: Vec<_> = coefficients.iter().map(|&c| BaseElement::new(c)).collect();
            let values = |size: usize, offset: BaseElement| -> Column {
                let root = BaseElement::get_root_of_unity(size.ilog2());
                (0..size as u64).map(|j| polynom::eval(&polynomial, offset * root.exp(j)).as_int()).collect()
            };
            let offset = BaseElement::new(OFFSET);
            assert_eq!(extend(coefficients.iter().copied(), 8 * n).unwrap(), values(8 * n, offset));
            assert_eq!(interpolate_coset(values(n, offset).into_iter()).unwrap(), coefficients);
            assert_eq!(interpolate(values(n, BaseElement::ONE).into_iter()).unwrap(), coefficients);
        }
    }
}
