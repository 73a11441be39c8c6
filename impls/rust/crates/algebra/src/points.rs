//! Affine points in canonical limbs, checked: coordinates below p, on the curve, in the subgroup of order r.
//!
//! BN254's G1: y² = x³ + 3 over F_p. G2: y² = x³ + 3/(9+u) over F_p² = F_p[u]/(u²+1). Pallas and Vesta: y² = x³ + 5.
//! Infinity is all zeros, which is no point of any of them.
use ark_bn254::{Fq2, g1::G1Affine, g2::G2Affine};
use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::PrimeField;

use crate::{
    InputError, Limbs,
    limbs::{LimbField, coordinate},
    pasta::{PallasAffine, VestaAffine},
    spread::spread,
};

/// The check that a single point failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// A coordinate is not below p.
    Canonical,
    /// The curve's equation does not hold.
    Curve,
    /// r times the point is not infinity.
    Subgroup,
}

/// A group whose affine points have a canonical encoding of `LIMBS` limbs.
pub trait Point: AffineRepr {
    /// The curve's name in messages and in the task's parameters.
    const CURVE: &'static str;
    /// The name of the coordinates' field in messages.
    const FIELD: &'static str;
    /// 64-bit limbs a point.
    const LIMBS: usize;

    /// The coordinates' limbs, most significant coordinate last: x, y or x.c0, x.c1, y.c0, y.c1.
    fn to_limbs(&self) -> Vec<Limbs>;

    /// Parses and checks one point.
    ///
    /// # Errors
    /// The first check that fails.
    fn from_limbs(limbs: &[Limbs]) -> Result<Self, Failed>;
}

fn is_zero(limbs: &[Limbs]) -> bool {
    limbs.iter().all(|l| *l == [0; 4])
}

fn prime_to_limbs<C: SWCurveConfig<BaseField: LimbField>>(point: &Affine<C>) -> Vec<Limbs> {
    point.xy().map_or(vec![[0; 4]; 2], |(x, y)| vec![x.into_bigint().0, y.into_bigint().0])
}

/// A point of a curve over a prime field with cofactor 1: every point of the curve is in the group.
fn prime_from_limbs<C: SWCurveConfig<BaseField: LimbField>>(limbs: &[Limbs]) -> Result<Affine<C>, Failed> {
    if is_zero(limbs) {
        return Ok(Affine::zero());
    }
    let [x, y] = limbs else { return Err(Failed::Canonical) };
    let (x, y) = (coordinate(x).ok_or(Failed::Canonical)?, coordinate(y).ok_or(Failed::Canonical)?);
    let point = Affine::new_unchecked(x, y);
    if point.is_on_curve() { Ok(point) } else { Err(Failed::Curve) }
}

macro_rules! prime_point {
    ($affine:ty, $curve:literal) => {
        impl Point for $affine {
            const CURVE: &'static str = $curve;
            const FIELD: &'static str = <<Self as AffineRepr>::BaseField as LimbField>::NAME;
            const LIMBS: usize = 8;

            fn to_limbs(&self) -> Vec<Limbs> {
                prime_to_limbs(self)
            }

            fn from_limbs(limbs: &[Limbs]) -> Result<Self, Failed> {
                prime_from_limbs(limbs)
            }
        }
    };
}

prime_point!(G1Affine, "bn254_g1");
prime_point!(PallasAffine, "pallas");
prime_point!(VestaAffine, "vesta");

impl Point for G2Affine {
    const CURVE: &'static str = "bn254_g2";
    const FIELD: &'static str = "bn254_fq";
    const LIMBS: usize = 16;

    fn to_limbs(&self) -> Vec<Limbs> {
        match self.xy() {
            None => vec![[0; 4]; 4],
            Some((x, y)) => [x.c0, x.c1, y.c0, y.c1].iter().map(|c| c.into_bigint().0).collect(),
        }
    }

    fn from_limbs(limbs: &[Limbs]) -> Result<Self, Failed> {
        if is_zero(limbs) {
            return Ok(Self::zero());
        }
        let [x0, x1, y0, y1] = limbs else { return Err(Failed::Canonical) };
        let fq2 = |c0: &Limbs, c1: &Limbs| -> Result<Fq2, Failed> {
            Ok(Fq2::new(coordinate(c0).ok_or(Failed::Canonical)?, coordinate(c1).ok_or(Failed::Canonical)?))
        };
        let point = Self::new_unchecked(fq2(x0, x1)?, fq2(y0, y1)?);
        if !point.is_on_curve() {
            return Err(Failed::Curve);
        }
        if point.is_in_correct_subgroup_assuming_on_curve() { Ok(point) } else { Err(Failed::Subgroup) }
    }
}

/// Parses points and checks each of them; `limbs` holds `P::LIMBS / 4` elements a point.
///
/// # Errors
/// [`InputError::NotCanonical`], [`InputError::NotOnCurve`], [`InputError::NotInSubgroup`] with the first offender's
/// index, [`InputError::WrongLength`] when the last point is cut off.
pub fn parse_points<P: Point>(name: &str, limbs: &[Limbs]) -> Result<Vec<P>, InputError> {
    let coordinates = P::LIMBS / 4;
    let count = limbs.len() / coordinates;
    if limbs.len() != count * coordinates {
        return Err(InputError::WrongLength { name: name.into(), expected: count * coordinates, got: limbs.len() });
    }
    let mut parsed: Vec<Option<Result<P, Failed>>> = vec![None; count];
    spread(&mut parsed, |first, part| {
        for (slot, encoded) in part.iter_mut().zip(limbs.chunks_exact(coordinates).skip(first)) {
            *slot = Some(P::from_limbs(encoded));
        }
    });
    let refuse = |index: usize, failed: Failed| match failed {
        Failed::Canonical => InputError::NotCanonical { name: name.into(), field: P::FIELD, index },
        Failed::Curve => InputError::NotOnCurve { name: name.into(), curve: P::CURVE, index },
        Failed::Subgroup => InputError::NotInSubgroup { name: name.into(), curve: P::CURVE, index },
    };
    parsed
        .into_iter()
        .enumerate()
        .map(|(index, slot)| slot.unwrap_or(Err(Failed::Canonical)).map_err(|failed| refuse(index, failed)))
        .collect()
}
