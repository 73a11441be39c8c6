//! Multi-scalar multiplication: Σ kᵢ·Pᵢ by Pippenger's bucket method (arkworks: signed windows, mixed additions).
use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM};

use crate::{InputError, Limbs, Timed, limbs::to_bigints, points::Point};

/// A group of BN254 with the sums made in its projective form.
trait MsmGroup: Point + AffineRepr<ScalarField = Fr, Group = Self::Sum> {
    type Sum: VariableBaseMSM<MulBase = Self, ScalarField = Fr> + CurveGroup<Affine = Self>;
}

impl MsmGroup for G1Affine {
    type Sum = G1Projective;
}

impl MsmGroup for G2Affine {
    type Sum = G2Projective;
}

/// Σ scalarsᵢ · basesᵢ in G1, affine. The kernel's time ends with the sum made affine.
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g1(bases: &[G1Affine], scalars: &[Limbs]) -> Result<Timed<G1Affine>, InputError> {
    msm(bases, scalars)
}

/// Σ scalarsᵢ · basesᵢ in G2, as [`msm_g1`].
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g2(bases: &[G2Affine], scalars: &[Limbs]) -> Result<Timed<G2Affine>, InputError> {
    msm(bases, scalars)
}

// Concrete at the crate's face: a generic one would be compiled again in every crate that calls it.
fn msm<P: MsmGroup>(bases: &[P], scalars: &[Limbs]) -> Result<Timed<P>, InputError> {
    if scalars.len() != bases.len() {
        return Err(InputError::WrongLength { name: "scalars".into(), expected: bases.len(), got: scalars.len() });
    }
    let scalars = to_bigints::<Fr>("scalars", scalars)?;
    Ok(Timed::measure(|| P::Sum::msm_bigint(bases, &scalars).into_affine()))
}
