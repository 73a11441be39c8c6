//! Multi-scalar multiplication: Σ kᵢ·Pᵢ.
//!
//! Each k becomes k₁ + k₂λ of half its length (`glv`). Short sums go by Straus' method (`straus`), long ones by Pippenger's buckets:
//! with windows of c bits and signed digits, kᵢ = Σ_w dᵢ,w·2^(cw), |dᵢ,w| ≤ 2^(c−1),
//!
//! ```text
//! Σ kᵢ·Pᵢ = Σ_w 2^(cw) · Σ_b b · B_w,b        B_w,b = Σ { ±Pᵢ : |dᵢ,w| = b }
//! ```
//!
//! Most sums of points are made pair by pair in affine coordinates, many pairs to one inversion (`affine`): 6 multiplications an
//! addition where mixed coordinates take 10; where the processor has AVX-512 IFMA eight at once (`eight`). Bernstein, Doumen,
//! Lange, Oosterwijk, Faster batch forgery identification (2012), section 4.
mod affine;
mod buckets;
mod collapse;
mod coordinate;
mod digits;
#[cfg(target_arch = "x86_64")]
mod eight;
mod glv;
mod glv_pasta;
mod inverse;
mod pippenger;
mod straus;
mod weigh;

use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::{CurveGroup, short_weierstrass::Projective};
use ark_ff::BigInt;

use crate::{
    InputError, Limbs, Timed,
    limbs::{LimbField, to_bigints},
    pasta::{self, PallasAffine, PallasConfig, VestaAffine, VestaConfig},
};

/// Σ scalarsᵢ · basesᵢ in G1, affine. The kernel's time ends with the sum made affine.
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g1(bases: &[G1Affine], scalars: &[Limbs]) -> Result<Timed<G1Affine>, InputError> {
    let scalars = checked::<Fr>(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_g1_bigint(bases, &scalars).into_affine()))
}

/// Σ scalarsᵢ · basesᵢ in G2, as [`msm_g1`].
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_g2(bases: &[G2Affine], scalars: &[Limbs]) -> Result<Timed<G2Affine>, InputError> {
    let scalars = checked::<Fr>(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_g2_bigint(bases, &scalars).into_affine()))
}

/// Σ scalarsᵢ · basesᵢ on Pallas, as [`msm_g1`].
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_pallas(bases: &[PallasAffine], scalars: &[Limbs]) -> Result<Timed<PallasAffine>, InputError> {
    let scalars = checked::<pasta::Fq>(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_pallas_parts(&[(bases, &scalars)]).into_affine()))
}

/// Σ scalarsᵢ · basesᵢ on Vesta, as [`msm_g1`].
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn msm_vesta(bases: &[VestaAffine], scalars: &[Limbs]) -> Result<Timed<VestaAffine>, InputError> {
    let scalars = checked::<pasta::Fp>(bases.len(), scalars)?;
    Ok(Timed::measure(|| msm_vesta_parts(&[(bases, &scalars)]).into_affine()))
}

fn checked<F: LimbField>(bases: usize, scalars: &[Limbs]) -> Result<Vec<BigInt<4>>, InputError> {
    if scalars.len() != bases {
        return Err(InputError::WrongLength { name: "scalars".into(), expected: bases, got: scalars.len() });
    }
    to_bigints::<F>("scalars", scalars)
}

/// Bases and scalars below r, taken together up to the end of the shorter list.
pub type Terms<'a, P> = (&'a [P], &'a [BigInt<4>]);

/// Up to so many terms Straus' method is the faster one (measured, in both groups).
const SHORT: usize = 128;

fn count<P>(parts: &[Terms<'_, P>]) -> usize {
    parts.iter().map(|(bases, scalars)| bases.len().min(scalars.len())).sum()
}

/// Σ scalarsᵢ · basesᵢ in G1 over all parts; for the other crates.
// Concrete at the crate's face: a generic function would be compiled again in every crate that calls it.
pub fn msm_g1_parts(parts: &[Terms<'_, G1Affine>]) -> G1Projective {
    if count(parts) <= SHORT { straus::msm(parts) } else { pippenger::msm(parts) }
}

/// Σ scalarsᵢ · basesᵢ in G2 over all parts; every base has order r, else the result means nothing.
pub fn msm_g2_parts(parts: &[Terms<'_, G2Affine>]) -> G2Projective {
    if count(parts) <= SHORT { straus::msm(parts) } else { pippenger::msm(parts) }
}

/// Σ scalarsᵢ · basesᵢ on Pallas over all parts.
pub fn msm_pallas_parts(parts: &[Terms<'_, PallasAffine>]) -> Projective<PallasConfig> {
    if count(parts) <= SHORT { straus::msm(parts) } else { pippenger::msm(parts) }
}

/// Σ scalarsᵢ · basesᵢ on Vesta over all parts.
pub fn msm_vesta_parts(parts: &[Terms<'_, VestaAffine>]) -> Projective<VestaConfig> {
    if count(parts) <= SHORT { straus::msm(parts) } else { pippenger::msm(parts) }
}

/// The vector instructions that sums of points over prime fields use: avx512ifma or none.
pub fn simd() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if eight::available() {
        return "avx512ifma";
    }
    "none"
}

/// lowᵢ + Σ_j k_j·high_{j,i} on Vesta for k_j below the order, over the shortest of all lists: rounds of an inner-product argument.
pub fn collapse_vesta(low: &mut [VestaAffine], highs: &[(&[VestaAffine], BigInt<4>)]) {
    collapse::collapse(low, highs);
}

/// Σ scalarsᵢ · basesᵢ in G1 for scalars below r, over the shorter of both lists.
pub fn msm_g1_bigint(bases: &[G1Affine], scalars: &[BigInt<4>]) -> G1Projective {
    msm_g1_parts(&[(bases, scalars)])
}

/// Σ scalarsᵢ · basesᵢ in G2, as [`msm_g1_bigint`], with bases as in [`msm_g2_parts`].
pub fn msm_g2_bigint(bases: &[G2Affine], scalars: &[BigInt<4>]) -> G2Projective {
    msm_g2_parts(&[(bases, scalars)])
}
