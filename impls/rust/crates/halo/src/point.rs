//! Between pasta_curves, which encodes and hashes, and the algebra crate, which sums.
use ark_ec::AffineRepr;
use ark_ff::{BigInt, PrimeField as _};
use ff::PrimeField;
use group::CurveAffine as _;
use pasta_curves::{EqAffine, Fp, Fq, arithmetic::CurveAffine};
use zkpair_algebra::pasta::{self, VestaAffine};

/// The words of 32 little-endian bytes.
fn words(bytes: &[u8; 32]) -> BigInt<4> {
    let (words, _) = bytes.as_chunks::<8>();
    let mut limbs = [0; 4];
    limbs.iter_mut().zip(words).for_each(|(limb, word)| *limb = u64::from_le_bytes(*word));
    BigInt(limbs)
}

fn bytes(integer: BigInt<4>) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.chunks_exact_mut(8).zip(integer.0).for_each(|(to, limb)| to.copy_from_slice(&limb.to_le_bytes()));
    bytes
}

/// A scalar as the integer that sums take.
pub(crate) fn integer(scalar: &Fp) -> BigInt<4> {
    words(&scalar.to_repr())
}

/// The point as sums take it.
pub(crate) fn to_sum(point: &EqAffine) -> VestaAffine {
    let coordinate = |x: &Fq| pasta::Fq::from_bigint(words(&x.to_repr())).unwrap_or_default();
    match Option::from(point.coordinates()) {
        None => VestaAffine::zero(),
        Some(xy) => {
            let xy: pasta_curves::arithmetic::Coordinates<EqAffine> = xy;
            VestaAffine::new_unchecked(coordinate(xy.x()), coordinate(xy.y()))
        }
    }
}

/// A sum as transcripts and encodings take it.
pub(crate) fn from_sum(point: &VestaAffine) -> EqAffine {
    let coordinate = |x: pasta::Fq| Fq::from_repr(bytes(x.into_bigint())).unwrap_or(Fq::zero());
    let finite = point.xy().and_then(|(x, y)| Option::from(EqAffine::from_xy(coordinate(x), coordinate(y))));
    finite.unwrap_or_else(EqAffine::identity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use group::{Curve, Group};
    use pasta_curves::Eq;

    #[test]
    fn points_and_scalars_come_back() {
        for k in 0..40_u64 {
            let point = (Eq::generator() * Fp::from(k)).to_affine();
            assert_eq!(from_sum(&to_sum(&point)), point);
            assert_eq!(to_sum(&point), VestaAffine::from(VestaAffine::generator() * pasta::Fp::from(k)));
            assert_eq!(integer(&Fp::from(k)), BigInt([k, 0, 0, 0]));
        }
    }
}
