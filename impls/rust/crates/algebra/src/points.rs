//! Affine points in canonical limbs, checked: coordinates below p, on the curve, in the subgroup of order r.
//!
//! G1: y² = x³ + 3 over F_p. G2: y² = x³ + 3/(9+u) over F_p² = F_p[u]/(u²+1). Infinity is all zeros, which is no point
//! of either curve.
use ark_bn254::{Fq, Fq2, g1::G1Affine, g2::G2Affine};
use ark_ec::AffineRepr;
use ark_ff::PrimeField;

use crate::{InputError, Limbs, limbs::coordinate, spread::spread};

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

impl Point for G1Affine {
    const CURVE: &'static str = "bn254_g1";
    const LIMBS: usize = 8;

    fn to_limbs(&self) -> Vec<Limbs> {
        match self.xy() {
            None => vec![[0; 4]; 2],
            Some((x, y)) => vec![x.into_bigint().0, y.into_bigint().0],
        }
    }

    fn from_limbs(limbs: &[Limbs]) -> Result<Self, Failed> {
        if is_zero(limbs) {
            return Ok(Self::zero());
        }
        let [x, y] = limbs else { return Err(Failed::Canonical) };
        let (x, y): (Fq, Fq) = (coordinate(x).ok_or(Failed::Canonical)?, coordinate(y).ok_or(Failed::Canonical)?);
        let point = Self::new_unchecked(x, y);
        // The cofactor is 1: every point of the curve is in the group.
        if point.is_on_curve() { Ok(point) } else { Err(Failed::Curve) }
    }
}

impl Point for G2Affine {
    const CURVE: &'static str = "bn254_g2";
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
        Failed::Canonical => InputError::NotCanonical { name: name.into(), field: "bn254_fq", index },
        Failed::Curve => InputError::NotOnCurve { name: name.into(), curve: P::CURVE, index },
        Failed::Subgroup => InputError::NotInSubgroup { name: name.into(), curve: P::CURVE, index },
    };
    parsed
        .into_iter()
        .enumerate()
        .map(|(index, slot)| slot.unwrap_or(Err(Failed::Canonical)).map_err(|failed| refuse(index, failed)))
        .collect()
}
