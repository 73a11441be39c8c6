//! Scalars and points of Vesta in bytes, parsed strictly: exact lengths, canonical integers, points on the curve.
//!
//! A scalar is 32 bytes little-endian, below p. A point is x ‖ y, 64 bytes, or compressed as pasta_curves has it: x and in the
//! top bit whether y is odd; infinity is all zeros in both.
use ff::PrimeField;
use group::{CurveAffine as _, GroupEncoding};
use pasta_curves::{EqAffine, Fp, Fq, arithmetic::CurveAffine};

use crate::Error;

/// Bytes of a scalar.
pub const SCALAR_BYTES: usize = 32;
/// Bytes of a compressed point.
pub const COMPRESSED_BYTES: usize = 32;
/// Bytes of an affine point.
pub const POINT_BYTES: usize = 64;

/// `data` has exactly `expected` bytes.
///
/// # Errors
/// [`Error::Length`].
pub fn exactly(name: &'static str, data: &[u8], expected: usize) -> Result<(), Error> {
    if data.len() == expected { Ok(()) } else { Err(Error::Length { name, expected, got: data.len() }) }
}

/// `data` as an array of exactly its length.
///
/// # Errors
/// [`Error::Length`].
pub fn array<const N: usize>(name: &'static str, data: &[u8]) -> Result<[u8; N], Error> {
    data.try_into().map_err(|_| Error::Length { name, expected: N, got: data.len() })
}

/// The elements of a field in 32 bytes each, or the index of the first that is not canonical.
fn elements<F: PrimeField<Repr = [u8; 32]>>(name: &'static str, data: &[u8]) -> Result<Vec<F>, Error> {
    let (elements, rest) = data.as_chunks::<SCALAR_BYTES>();
    exactly(name, rest, 0)?;
    let parse = |(index, bytes): (usize, &[u8; 32])| {
        Option::from(F::from_repr(*bytes)).ok_or(Error::NotCanonical { name, index })
    };
    elements.iter().enumerate().map(parse).collect()
}

/// `count` scalars.
///
/// # Errors
/// [`Error::Length`], [`Error::NotCanonical`].
pub fn scalars(name: &'static str, data: &[u8], count: usize) -> Result<Vec<Fp>, Error> {
    exactly(name, data, count.saturating_mul(SCALAR_BYTES))?;
    elements(name, data)
}

/// One scalar.
///
/// # Errors
/// As [`scalars`].
pub fn scalar(name: &'static str, data: &[u8]) -> Result<Fp, Error> {
    Option::from(Fp::from_repr(array(name, data)?)).ok_or(Error::NotCanonical { name, index: 0 })
}

/// `count` affine points of 64 bytes; infinity is taken.
///
/// # Errors
/// [`Error::Length`], [`Error::NotCanonical`], [`Error::NotOnCurve`].
pub fn points(name: &'static str, data: &[u8], count: usize) -> Result<Vec<EqAffine>, Error> {
    exactly(name, data, count.saturating_mul(POINT_BYTES))?;
    let (points, _) = data.as_chunks::<POINT_BYTES>();
    let parse = |(index, bytes): (usize, &[u8; POINT_BYTES])| {
        if bytes.iter().all(|byte| *byte == 0) {
            return Ok(EqAffine::identity());
        }
        let coordinates: Vec<Fq> = elements(name, bytes).map_err(|_| Error::NotCanonical { name, index })?;
        let [x, y] = *coordinates else { return Err(Error::NotCanonical { name, index }) };
        Option::from(EqAffine::from_xy(x, y)).ok_or(Error::NotOnCurve { name, index })
    };
    points.iter().enumerate().map(parse).collect()
}

/// The affine encoding of a point.
pub fn point_bytes(point: &EqAffine) -> [u8; POINT_BYTES] {
    let mut bytes = [0; POINT_BYTES];
    if let Some(coordinates) = Option::<pasta_curves::arithmetic::Coordinates<EqAffine>>::from(point.coordinates()) {
        let (x, y) = bytes.split_at_mut(SCALAR_BYTES);
        x.copy_from_slice(&coordinates.x().to_repr());
        y.copy_from_slice(&coordinates.y().to_repr());
    }
    bytes
}

/// The compressed point at `index` of an argument, which a transcript will absorb: infinity is refused.
///
/// # Errors
/// [`Error::Length`], [`Error::Infinity`], [`Error::NotOnCurve`]; a coordinate that is not canonical counts as no point.
pub fn compressed(name: &'static str, data: &[u8], index: usize) -> Result<EqAffine, Error> {
    let bytes = array::<COMPRESSED_BYTES>(name, data)?;
    let point: EqAffine = Option::from(EqAffine::from_bytes(&bytes)).ok_or(Error::NotOnCurve { name, index })?;
    if bool::from(point.is_identity()) { Err(Error::Infinity { name, index }) } else { Ok(point) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use group::{Curve, Group};
    use pasta_curves::Eq;
    use proptest::prelude::*;

    fn multiple(k: u64) -> EqAffine {
        (Eq::generator() * Fp::from(k)).to_affine()
    }

    #[test]
    fn points_come_back() {
        let all: Vec<EqAffine> = (0..9).map(multiple).collect();
        let bytes: Vec<u8> = all.iter().flat_map(point_bytes).collect();
        assert_eq!(points("p", &bytes, all.len()), Ok(all.clone()));
        assert_eq!(bytes[..64], [0; 64]);
        for point in &all[1..] {
            assert_eq!(compressed("p", &point.to_bytes(), 0), Ok(*point));
        }
    }

    #[test]
    fn what_is_not_a_point_is_refused_by_its_index() {
        let mut bytes: Vec<u8> = [1, 2].iter().flat_map(|k| point_bytes(&multiple(*k))).collect();
        bytes[64] ^= 1;
        assert_eq!(points("p", &bytes, 2), Err(Error::NotOnCurve { name: "p", index: 1 }));
        bytes[64..96].fill(0xff);
        assert_eq!(points("p", &bytes, 2), Err(Error::NotCanonical { name: "p", index: 1 }));
        assert_eq!(points("p", &bytes[1..], 2), Err(Error::Length { name: "p", expected: 128, got: 127 }));
        assert_eq!(compressed("p", &[0; 32], 3), Err(Error::Infinity { name: "p", index: 3 }));
        let mut sign_of_infinity = [0; 32];
        sign_of_infinity[31] = 0x80;
        assert_eq!(compressed("p", &sign_of_infinity, 3), Err(Error::NotOnCurve { name: "p", index: 3 }));
    }

    #[test]
    fn scalars_end_below_p() {
        let p_less_one = (-Fp::one()).to_repr();
        assert_eq!(scalar("s", &p_less_one), Ok(-Fp::one()));
        let mut p = p_less_one;
        p[0] += 1;
        assert_eq!(scalar("s", &p), Err(Error::NotCanonical { name: "s", index: 0 }));
        assert_eq!(scalars("s", &[p_less_one, p].concat(), 2), Err(Error::NotCanonical { name: "s", index: 1 }));
        assert_eq!(scalars("s", &p, 2), Err(Error::Length { name: "s", expected: 64, got: 32 }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_one_way_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(point) = compressed("p", &bytes, 0) {
                prop_assert_eq!(point.to_bytes().to_vec(), bytes.clone());
            }
            if let Ok(scalar) = scalar("s", &bytes) {
                prop_assert_eq!(scalar.to_repr().to_vec(), bytes.clone());
            }
            prop_assert_eq!(points("p", &bytes, 1).is_ok() && bytes.len() != 64, false);
        }
    }
}
