//! Goldilocks, p = 2^64 − 2^32 + 1, and its quadratic extension F_p[φ]/(φ² − φ + 2), encoded as canonical little-endian u64.
use rayon::prelude::*;
pub use winter_math::{FieldElement, fields::f64::BaseElement};
use winter_math::{StarkField, fields::QuadExtension};

use crate::Error;

/// An element of the quadratic extension: c0 + c1·φ.
pub type Extension = QuadExtension<BaseElement>;

/// Bytes of an element of the base field.
pub const ELEMENT_BYTES: usize = 8;
/// Bytes of an element of the quadratic extension.
pub const EXTENSION_BYTES: usize = 16;

/// Elements a task of the parallel conversion has at least.
const PARALLEL: usize = 1 << 13;

/// The elements of `bytes`: one pass that checks, converts to Montgomery form and writes each element to its place.
///
/// # Errors
/// [`Error::NotCanonical`] for the first integer that is not below p; `first` is the index of the first element.
pub(crate) fn elements(name: &'static str, bytes: &[u8], first: usize) -> Result<Vec<BaseElement>, Error> {
    let (encoded, _) = bytes.as_chunks::<ELEMENT_BYTES>();
    let convert = |encoded: &[u8; 8]| BaseElement::try_from(*encoded).ok();
    let converted: Option<Vec<_>> = if encoded.len() < 2 * PARALLEL || rayon::current_num_threads() == 1 {
        let mut converted = Vec::with_capacity(encoded.len());
        converted.extend(encoded.iter().map_while(convert));
        (converted.len() == encoded.len()).then_some(converted)
    } else {
        let mut converted = vec![BaseElement::ZERO; encoded.len()];
        let sound = converted.par_chunks_mut(PARALLEL).zip(encoded.par_chunks(PARALLEL)).all(|(to, from)| {
            to.iter_mut().zip(from).all(|(to, from)| convert(from).map(|element| *to = element).is_some())
        });
        sound.then_some(converted)
    };
    converted.ok_or_else(|| first_offender(name, encoded, first))
}

/// Whether all the integers of `bytes`, a whole number of elements, are below p.
pub(crate) fn all_canonical(bytes: &[u8]) -> bool {
    let (encoded, rest) = bytes.as_chunks::<ELEMENT_BYTES>();
    rest.is_empty() && encoded.iter().all(|encoded| u64::from_le_bytes(*encoded) < BaseElement::MODULUS)
}

fn first_offender(name: &'static str, encoded: &[[u8; 8]], first: usize) -> Error {
    let at = encoded.iter().position(|encoded| u64::from_le_bytes(*encoded) >= BaseElement::MODULUS);
    Error::NotCanonical { name, index: first + at.unwrap_or(0) }
}
