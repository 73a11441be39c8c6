//! What batches of affine additions need of a coordinate's field beside products.
use ark_bn254::{Fq, Fq2};
use ark_ff::{BigInt, Field, PrimeField};

use super::inverse::inverse;

/// F_p or F_p².
pub(super) trait Coordinate: Field {
    /// 1/x; 0 for 0.
    fn inverted(&self) -> Self;

    /// x − y without a branch: arkworks compares first, and on coordinates every second guess of the processor is wrong.
    fn minus(&self, other: &Self) -> Self;
}

impl Coordinate for Fq {
    #[inline]
    fn inverted(&self) -> Self {
        inverse(self)
    }

    #[inline]
    fn minus(&self, other: &Self) -> Self {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (self.0.0, other.0.0);
        let (d0, borrow) = a0.overflowing_sub(b0);
        let (d1, borrow) = borrowing(a1, b1, borrow);
        let (d2, borrow) = borrowing(a2, b2, borrow);
        let (d3, borrow) = borrowing(a3, b3, borrow);
        let mask = u64::from(borrow).wrapping_neg();
        let [p0, p1, p2, p3] = Self::MODULUS.0;
        let (d0, carry) = d0.overflowing_add(p0 & mask);
        let (d1, carry) = carrying(d1, p1 & mask, carry);
        let (d2, carry) = carrying(d2, p2 & mask, carry);
        let (d3, _) = carrying(d3, p3 & mask, carry);
        Self::new_unchecked(BigInt([d0, d1, d2, d3]))
    }
}

impl Coordinate for Fq2 {
    /// 1/(a + bu) = (a − bu)/(a² + b²).
    fn inverted(&self) -> Self {
        let inverse = (self.c0.square() + self.c1.square()).inverted();
        Self::new(self.c0 * inverse, -(self.c1 * inverse))
    }

    #[inline]
    fn minus(&self, other: &Self) -> Self {
        Self::new(self.c0.minus(&other.c0), self.c1.minus(&other.c1))
    }
}

#[inline]
fn borrowing(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first | second)
}

#[inline]
fn carrying(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first | second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::AdditiveGroup;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn differences_and_inverses_are_arkworks_own(words in any::<[[u8; 32]; 4]>()) {
            let [a, b, c, d] = words.map(|bytes| Fq::from_le_bytes_mod_order(&bytes));
            prop_assert_eq!(a.minus(&b), a - b);
            for (x, y) in [(Fq2::new(a, b), Fq2::new(c, d)), (Fq2::new(a, Fq::ZERO), Fq2::new(Fq::ZERO, d))] {
                prop_assert_eq!(x.minus(&y), x - y);
                prop_assert_eq!(x.inverted(), x.inverse().unwrap_or_default());
            }
        }
    }

    #[test]
    fn differences_of_the_corners() {
        let corners: Vec<Fq> = (0_u64..4)
            .flat_map(|k| {
                let words = Fq::new_unchecked(BigInt([k, 0, 0, 0]));
                let high = Fq::new_unchecked(BigInt([0, 0, 0, k]));
                [words, -words, high, -high, Fq::from(k), -Fq::from(k)]
            })
            .collect();
        for (a, b) in corners.iter().flat_map(|a| corners.iter().map(move |b| (a, b))) {
            assert_eq!(a.minus(b), *a - b);
        }
        assert_eq!(Fq2::ZERO.inverted(), Fq2::ZERO);
    }
}
