//! The two ways in which the files write field elements: canonical (x) and Montgomery (x·2^256 mod the modulus).

use ark_bn254::{Fq, Fr};
use ark_ff::{AdditiveGroup, BigInt, PrimeField};

use crate::bytes::{le_bytes, limbs};
use crate::error::{Error, Place};

/// Canonical little-endian bytes; `None` at or above r.
pub(crate) fn fr_from_canonical(bytes: &[u8; 32]) -> Option<Fr> {
    Fr::from_bigint(BigInt(limbs(bytes)))
}

/// Canonical little-endian bytes of an element of F_r.
pub(crate) fn fr_to_canonical(value: &Fr) -> [u8; 32] {
    le_bytes(&value.into_bigint().0)
}

/// Canonical little-endian bytes; `None` at or above p.
pub(crate) fn fq_from_canonical(limbs: [u64; 4]) -> Option<Fq> {
    Fq::from_bigint(BigInt(limbs))
}

/// The words x·2^256 mod p of an element x of F_p; `None` at or above p.
pub(crate) fn fq_from_montgomery(bytes: &[u8; 32]) -> Option<Fq> {
    let words = BigInt(limbs(bytes));
    (words < Fq::MODULUS).then(|| Fq::new_unchecked(words)) // Fq keeps exactly these words
}

/// The inverse of [`fq_from_montgomery`].
pub(crate) fn fq_to_montgomery(value: &Fq) -> [u8; 32] {
    le_bytes(&value.0.0)
}

/// A coefficient n as the `.zkey` has it: the words n·2^512 mod r; `None` at or above r.
///
/// Read as Montgomery words they stand for n·2^256, whose canonical words are the Montgomery words of n.
pub(crate) fn fr_from_double_montgomery(bytes: &[u8; 32]) -> Option<Fr> {
    let words = BigInt(limbs(bytes));
    (words < Fr::MODULUS).then(|| Fr::new_unchecked(Fr::new_unchecked(words).into_bigint()))
}

/// The inverse of [`fr_from_double_montgomery`].
pub(crate) fn fr_to_double_montgomery(value: &Fr) -> [u8; 32] {
    // n's Montgomery words are below r, so they are themselves a canonical element: n·2^256.
    let twice = Fr::new(value.0);
    le_bytes(&twice.0.0)
}

/// Exactly `COUNT` elements of F_r from canonical words; `name` is what errors show.
///
/// # Errors
/// Another number of elements; one at or above r.
pub fn fr_from_words<const COUNT: usize>(words: &[[u64; 4]], name: &str) -> Result<[Fr; COUNT], Error> {
    let mut elements = [Fr::ZERO; COUNT];
    if words.len() != COUNT {
        let what = format!("{} elements given, {COUNT} needed", words.len()).into();
        return Err(Error::Mismatch { place: Place::file(name), what });
    }
    for (index, (element, word)) in elements.iter_mut().zip(words).enumerate() {
        *element = Fr::from_bigint(BigInt(*word))
            .ok_or_else(|| Error::NonCanonical { place: Place::file(name).at(index as u64), what: "the element" })?;
    }
    Ok(elements)
}
