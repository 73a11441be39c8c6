//! Signed digits of half-length scalars without carries.
//!
//! Adding 2^(c−1) to every window of a scalar but the top one and subtracting it again from every digit read makes the
//! digits signed, −2^(c−1) ≤ d < 2^(c−1), each readable on its own. There are enough windows that the top digit
//! stays within 0 ≤ d ≤ 2^(c−1).
use super::glv::HALF_BITS;

/// Field multiplications for adding a point to a bucket, and for weighing a bucket: what the width is chosen by.
const COST_OF_ADDITION: usize = 7;
const COST_OF_BUCKET: usize = 17;

/// How scalars are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Windows {
    /// c, bits a window.
    pub bits: usize,
    /// How many windows.
    pub count: usize,
    /// Σ 2^(c−1)·2^(cw) over all windows but the top one.
    shift: u128,
}

impl Windows {
    /// Windows of `bits` bits; one bit more than the scalar has leaves room for the sign of the digit below the top.
    pub fn of(bits: usize) -> Self {
        let count = (HALF_BITS + 1).div_ceil(bits);
        Self { bits, count, shift: shift(bits, count) }
    }

    /// The cheapest width for `terms` terms.
    pub fn for_terms(terms: usize) -> Self {
        let cost = |w: &Self| w.count * (terms * COST_OF_ADDITION + w.buckets() * COST_OF_BUCKET);
        (2..=16).map(Self::of).min_by_key(cost).unwrap_or(Self::of(8))
    }

    /// Buckets a window: the magnitudes 1 to 2^(c−1).
    pub fn buckets(&self) -> usize {
        1 << (self.bits - 1)
    }

    /// A magnitude below 2^127 prepared for [`Self::digit`].
    pub fn shifted(&self, magnitude: u128) -> u128 {
        magnitude + self.shift // below 2^127 + 2^127
    }

    /// The signed digit of a shifted magnitude in a window.
    #[inline]
    pub fn digit(&self, shifted: u128, window: usize) -> i32 {
        let raw = ((shifted >> (window * self.bits)) as u64 & ((1 << self.bits) - 1)) as i32;
        if window + 1 == self.count { raw } else { raw - (1 << (self.bits - 1)) }
    }
}

/// The top window's digit has no sign: below it all add up to less than 2^127.
fn shift(bits: usize, count: usize) -> u128 {
    (0..count - 1).map(|window| 1 << (window * bits + bits - 1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Σ d·2^(cw) gives the magnitude back, and no digit leaves its range.
    fn check(magnitude: u128, bits: usize) {
        let windows = Windows::of(bits);
        let shifted = windows.shifted(magnitude);
        let mut value = 0_i128;
        for window in (0..windows.count).rev() {
            let digit = windows.digit(shifted, window);
            assert!(digit.unsigned_abs() as usize <= windows.buckets(), "{digit} of {bits} bits");
            value = value * (1 << bits) + i128::from(digit);
        }
        assert_eq!(value, magnitude as i128, "{bits} bits");
    }

    proptest! {
        #[test]
        fn digits_give_the_magnitude_back(magnitude in 0..1_u128 << HALF_BITS, bits in 2_usize..=16) {
            check(magnitude, bits);
        }
    }

    #[test]
    fn digits_of_the_corners() {
        for bits in 2..=16 {
            for small in 0..70 {
                check(small, bits);
                check((1 << HALF_BITS) - 1 - small, bits);
            }
            for exponent in 0..HALF_BITS {
                check(1 << exponent, bits);
                check((1 << exponent) - 1, bits);
            }
        }
    }

    #[test]
    fn widths_grow_with_the_number_of_terms() {
        let widths: Vec<usize> = (0..=20).map(|k| Windows::for_terms(1 << k).bits).collect();
        assert!(widths.is_sorted(), "{widths:?}");
        assert!(widths[4] <= 4 && (9..=12).contains(&widths[14]), "{widths:?}");
    }
}
