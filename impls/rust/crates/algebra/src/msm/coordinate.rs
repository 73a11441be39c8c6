//! What batches of affine additions need of a coordinate's field beside products.
use ark_bn254::{Fq, Fq2};
use ark_ff::{Field, Fp, MontBackend, MontConfig};

#[cfg(target_arch = "x86_64")]
use super::eight;
use super::{
    affine::{Pair, Point},
    inverse::inverse,
};
use crate::branchless;

/// F_p, below 2^255, or BN254's F_p².
pub(super) trait Coordinate: Field {
    /// 1/x; 0 for 0.
    fn inverted(&self) -> Self;

    /// x − y without a branch.
    fn minus(&self, other: &Self) -> Self;

    /// What `add_by_eight` works in.
    type Eights: Default + Send;

    /// `affine::add_pairs` in vectors; false, and nothing done, where this field or this machine has none.
    fn add_by_eight(_: &[Point<Self>], _: &[Pair], _: &mut [Point<Self>], _: &mut Self::Eights) -> bool {
        false
    }
}

impl<C: MontConfig<4>> Coordinate for Fp<MontBackend<C, 4>, 4> {
    #[inline]
    fn inverted(&self) -> Self {
        inverse(self)
    }

    #[inline]
    fn minus(&self, other: &Self) -> Self {
        branchless::sub(self, other)
    }

    #[cfg(target_arch = "x86_64")]
    type Eights = Vec<eight::Waiting>;
    #[cfg(not(target_arch = "x86_64"))]
    type Eights = ();

    #[cfg(target_arch = "x86_64")]
    fn add_by_eight(
        points: &[Point<Self>],
        pairs: &[Pair],
        sums: &mut [Point<Self>],
        memory: &mut Self::Eights,
    ) -> bool {
        eight::add_pairs(points, pairs, sums, memory)
    }
}

impl Coordinate for Fq2 {
    type Eights = ();

    /// 1/(a + bu) = (a − bu)/(a² + b²).
    fn inverted(&self) -> Self {
        let norm: Fq = self.c0.square() + self.c1.square();
        let inverse = norm.inverted();
        Self::new(self.c0 * inverse, -(self.c1 * inverse))
    }

    #[inline]
    fn minus(&self, other: &Self) -> Self {
        Self::new(self.c0.minus(&other.c0), self.c1.minus(&other.c1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::{AdditiveGroup, PrimeField};
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
    fn zero_has_zero() {
        assert_eq!((Fq::ZERO.inverted(), Fq2::ZERO.inverted()), (Fq::ZERO, Fq2::ZERO));
    }
}
