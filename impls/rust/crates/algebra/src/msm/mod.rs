//! Multi-scalar multiplication: Σ kᵢ·Pᵢ, Pippenger's bucket method with affine buckets.
//!
//! With windows of c bits and signed digits, kᵢ = Σ_w dᵢ,w·2^(cw), |dᵢ,w| ≤ 2^(c−1):
//!
//! ```text
//! Σ kᵢ·Pᵢ = Σ_w 2^(cw) · Σ_b b · B_w,b        B_w,b = Σ { ±Pᵢ : |dᵢ,w| = b }
//! ```
//!
//! The buckets B are summed pair by pair in affine coordinates, many pairs to one inversion (`buckets`): 6
//! multiplications an addition where mixed coordinates take 10. Bernstein, Doumen, Lange, Oosterwijk, Faster batch
//! forgery identification (2012), section 4.
mod buckets;
mod digits;
mod pippenger;

use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::CurveGroup;
use ark_ff::BigInt;

use crate::{InputError, Limbs, Timed, limbs::to_bigints};

/// Σ scalarsᵢ · basesᵢ in G1, affine. The kernel's time ends with the sum made affine.
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g1(bases: &[G1Affine], scalars: &[Limbs]) -> Result<Timed<G1Affine>, InputError> {
    let scalars = checked(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_g1_bigint(bases, &scalars).into_affine()))
}

/// Σ scalarsᵢ · basesᵢ in G2, as [`msm_g1`].
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g2(bases: &[G2Affine], scalars: &[Limbs]) -> Result<Timed<G2Affine>, InputError> {
    let scalars = checked(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_g2_bigint(bases, &scalars).into_affine()))
}

fn checked(bases: usize, scalars: &[Limbs]) -> Result<Vec<BigInt<4>>, InputError> {
    if scalars.len() != bases {
        return Err(InputError::WrongLength { name: "scalars".into(), expected: bases, got: scalars.len() });
    }
    to_bigints::<Fr>("scalars", scalars)
}

/// Σ scalarsᵢ · basesᵢ in G1 for scalars below r, over the shorter of both lists; for the other crates.
// Concrete at the crate's face: a generic function would be compiled again in every crate that calls it.
pub fn msm_g1_bigint(bases: &[G1Affine], scalars: &[BigInt<4>]) -> G1Projective {
    pippenger::msm(bases, scalars)
}

/// Σ scalarsᵢ · basesᵢ in G2, as [`msm_g1_bigint`].
pub fn msm_g2_bigint(bases: &[G2Affine], scalars: &[BigInt<4>]) -> G2Projective {
    pippenger::msm(bases, scalars)
}
