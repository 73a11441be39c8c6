//! The number-theoretic transform over the scalar field: f(ω^0), f(ω^1), …, f(ω^(n−1)) from f's coefficients.
//!
//! ω = 5^((r−1)/n); 5 generates the multiplicative group of F_r, and r − 1 = 2^28 · odd.
use ark_bn254::Fr;
use ark_ff::{FftField, PrimeField};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};

use crate::{
    InputError, Limbs, Timed,
    limbs::{from_field, to_field},
};

/// The subgroup of order `n`, or why there is none.
fn domain(name: &str, n: usize) -> Result<Radix2EvaluationDomain<Fr>, InputError> {
    if !n.is_power_of_two() || n.trailing_zeros() > Fr::TWO_ADICITY {
        return Err(InputError::NotAPowerOfTwo { name: name.into(), got: n });
    }
    Radix2EvaluationDomain::new(n).ok_or(InputError::NotAPowerOfTwo { name: name.into(), got: n })
}

/// Coefficients to evaluations, natural order on both sides.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn ntt(coefficients: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    let domain = domain("coefficients", coefficients.len())?;
    let mut values: Vec<Fr> = to_field("coefficients", coefficients)?;
    let timed = Timed::measure(|| domain.fft_in_place(&mut values));
    Ok(timed.map(|()| from_field(&values)))
}

/// Evaluations to coefficients: the inverse of [`ntt`].
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn intt(evaluations: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    let domain = domain("evaluations", evaluations.len())?;
    let mut values: Vec<Fr> = to_field("evaluations", evaluations)?;
    let timed = Timed::measure(|| domain.ifft_in_place(&mut values));
    Ok(timed.map(|()| from_field(&values)))
}

/// ω = 5^((r−1)/n), the generator of the subgroup of order `n`.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`].
pub fn root_of_unity(n: usize) -> Result<Limbs, InputError> {
    Ok(domain("n", n)?.group_gen().into_bigint().0)
}
