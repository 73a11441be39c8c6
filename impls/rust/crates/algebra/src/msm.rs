//! Multi-scalar multiplication: Σ kᵢ·Pᵢ by Pippenger's bucket method (arkworks: signed windows, mixed additions).
use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM};

use crate::{InputError, Limbs, Timed, limbs::to_bigints, points::Point};

/// A group that [`msm`] works in.
pub trait MsmGroup: Point + AffineRepr<ScalarField = Fr, Group = Self::Sum> {
    /// Its projective form, where sums are made.
    type Sum: VariableBaseMSM<MulBase = Self, ScalarField = Fr> + CurveGroup<Affine = Self>;
}

impl MsmGroup for G1Affine {
    type Sum = G1Projective;
}

impl MsmGroup for G2Affine {
    type Sum = G2Projective;
}

/// Σ scalarsᵢ · basesᵢ, affine. The kernel's time ends with the sum in projective form made affine.
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm<P: MsmGroup>(bases: &[P], scalars: &[Limbs]) -> Result<Timed<P>, InputError> {
    if scalars.len() != bases.len() {
        return Err(InputError::WrongLength { name: "scalars".into(), expected: bases.len(), got: scalars.len() });
    }
    let scalars = to_bigints::<Fr>("scalars", scalars)?;
    Ok(Timed::measure(|| P::Sum::msm_bigint(bases, &scalars).into_affine()))
}
