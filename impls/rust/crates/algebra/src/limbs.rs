//! Canonical limbs to Montgomery form and back.
//!
//! arkworks keeps x as x·2^256 mod m (Montgomery form); outside, x itself travels as four little-endian 64-bit limbs.
use std::sync::atomic::{AtomicBool, Ordering};

use ark_ff::{BigInt, PrimeField};

use crate::{InputError, pasta, spread::convert};

/// An integer below 2^256 as four 64-bit limbs, the least significant first.
pub type Limbs = [u64; 4];

/// A field whose elements fit [`Limbs`].
pub trait LimbField: PrimeField<BigInt = BigInt<4>> {
    /// The field's name in messages.
    const NAME: &'static str;
}

impl LimbField for ark_bn254::Fr {
    const NAME: &'static str = "bn254_fr";
}

impl LimbField for ark_bn254::Fq {
    const NAME: &'static str = "bn254_fq";
}

impl LimbField for pasta::Fp {
    const NAME: &'static str = "pasta_fp";
}

impl LimbField for pasta::Fq {
    const NAME: &'static str = "pasta_fq";
}

/// Checks that every element is canonical.
///
/// # Errors
/// [`InputError::NotCanonical`] with the first offender.
pub fn check_canonical<F: LimbField>(name: &str, elements: &[Limbs]) -> Result<(), InputError> {
    match elements.iter().position(|limbs| BigInt(*limbs) >= F::MODULUS) {
        None => Ok(()),
        Some(index) => Err(InputError::NotCanonical { name: name.into(), field: F::NAME, index }),
    }
}

/// Applies `one` to each element; `one` gives `None` for what is not below the modulus.
fn convert_all<F: LimbField, T: Send + Default>(
    name: &str,
    elements: &[Limbs],
    one: impl Fn(Limbs) -> Option<T> + Sync + Send,
) -> Result<Vec<T>, InputError> {
    let refused = AtomicBool::new(false);
    let converted = convert(elements, |limbs| {
        one(*limbs).unwrap_or_else(|| {
            refused.store(true, Ordering::Relaxed);
            T::default()
        })
    });
    if refused.into_inner() {
        check_canonical::<F>(name, elements)?; // names the first offender, whichever thread met one
    }
    Ok(converted)
}

/// Canonical limbs to field elements.
///
/// # Errors
/// [`InputError::NotCanonical`] with the first element that is not below the modulus.
pub fn to_field<F: LimbField>(name: &str, elements: &[Limbs]) -> Result<Vec<F>, InputError> {
    convert_all::<F, F>(name, elements, |limbs| F::from_bigint(BigInt(limbs)))
}

/// Canonical limbs to the integers that multi-scalar multiplication takes: a copy and a check, no arithmetic.
///
/// # Errors
/// [`InputError::NotCanonical`] with the first element that is not below the modulus.
pub fn to_bigints<F: LimbField>(name: &str, elements: &[Limbs]) -> Result<Vec<BigInt<4>>, InputError> {
    convert_all::<F, BigInt<4>>(name, elements, |limbs| {
        let integer = BigInt(limbs);
        (integer < F::MODULUS).then_some(integer)
    })
}

/// Field elements to canonical limbs.
pub fn from_field<F: LimbField>(elements: &[F]) -> Vec<Limbs> {
    convert(elements, |element| element.into_bigint().0)
}

/// One element, for coordinates: `None` when it is not below the modulus.
pub(crate) fn coordinate<F: LimbField>(limbs: &Limbs) -> Option<F> {
    F::from_bigint(BigInt(*limbs))
}
