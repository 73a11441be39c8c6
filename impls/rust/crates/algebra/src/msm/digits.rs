//! Signed digits of scalars without carries.
//!
//! Adding 2^(c−1) to every window of a scalar but the top one and subtracting it again from every digit read makes the
//! digits signed, −2^(c−1) ≤ d < 2^(c−1), each readable on its own. There are enough windows that the top digit
//! stays within 0 ≤ d ≤ 2^(c−1).
use ark_ff::{BigInt, BigInteger};

/// Bits of the largest scalar.
const SCALAR_BITS: usize = 254;
/// Field multiplications for adding a point to a bucket, and for weighing a bucket: what the width is chosen by.
const COST_OF_ADDITION: usize = 7;
const COST_OF_BUCKET: usize = 26;

/// How scalars are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Windows {
    /// c, bits a window.
    pub bits: usize,
    /// How many windows.
    pub count: usize,
    /// Σ 2^(c−1)·2^(cw) over all windows but the top one.
    shift: BigInt<4>,
}

impl Windows {
    /// Windows of `bits` bits; one bit more than the scalar has leaves room for the sign of the digit below the top.
    pub fn of(bits: usize) -> Self {
        let count = (SCALAR_BITS + 1).div_ceil(bits);
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

    /// A scalar below 2^254 prepared for [`Self::digit`].
    pub fn shifted(&self, scalar: &BigInt<4>) -> BigInt<4> {
        let mut shifted = *scalar;
        shifted.add_with_carry(&self.shift); // below 2^254 + 2^255: no carry
        shifted
    }

    /// The signed digit of a shifted scalar in a window.
    #[inline]
    pub fn digit(&self, shifted: &BigInt<4>, window: usize) -> i32 {
        let (limb, bit) = (window * self.bits / 64, window * self.bits % 64);
        let at = |i: usize| shifted.0.get(i).copied().unwrap_or(0);
        let above = if bit == 0 { 0 } else { at(limb + 1) << (64 - bit) };
        let raw = ((at(limb) >> bit | above) & ((1 << self.bits) - 1)) as i32;
        if window + 1 == self.count { raw } else { raw - (1 << (self.bits - 1)) }
    }
}

fn shift(bits: usize, count: usize) -> BigInt<4> {
    let mut limbs = [0_u64; 4];
    for window in 0..count - 1 {
        let bit = window * bits + bits - 1;
        if let Some(limb) = limbs.get_mut(bit / 64) {
            *limb |= 1 << (bit % 64);
        }
    }
    BigInt(limbs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::Fr;
    use ark_ff::PrimeField;
    use proptest::prelude::*;

    /// Σ d·2^(cw) gives the scalar back, in the field, and no digit leaves its range.
    fn check(scalar: Fr, bits: usize) {
        let windows = Windows::of(bits);
        let shifted = windows.shifted(&scalar.into_bigint());
        let mut value = Fr::from(0_u64);
        for window in (0..windows.count).rev() {
            let digit = windows.digit(&shifted, window);
            assert!(digit.unsigned_abs() as usize <= windows.buckets(), "{digit} of {bits} bits");
            value = value * Fr::from(1_u64 << bits) + Fr::from(digit);
        }
        assert_eq!(value, scalar, "{bits} bits");
    }

    proptest! {
        #[test]
        fn digits_give_the_scalar_back(bytes in any::<[u8; 32]>(), bits in 2_usize..=16) {
            check(Fr::from_le_bytes_mod_order(&bytes), bits);
        }
    }

    #[test]
    fn digits_of_the_corners() {
        for bits in 2..=16 {
            for small in 0_u64..70 {
                check(Fr::from(small), bits);
                check(-Fr::from(small), bits);
            }
            for exponent in 0..253 {
                let power = Fr::from(2_u64);
                let power = ark_ff::Field::pow(&power, [exponent]);
                check(power, bits);
                check(power - Fr::from(1_u64), bits);
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
