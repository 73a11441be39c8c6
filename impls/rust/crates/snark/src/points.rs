//! Points as the `.zkey` has them: affine, Montgomery words, infinity (0, 0), F_p2 as c0 ‖ c1; checked when read.

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::AdditiveGroup;
use rayon::prelude::*;

use crate::bytes::Reader;
use crate::error::{Error, Place};
use crate::field::{fq_from_montgomery, fq_to_montgomery};
use crate::subgroup::is_in_g2;

/// Bytes of a point of G1.
pub(crate) const G1_BYTES: usize = 64;
/// Bytes of a point of G2.
pub(crate) const G2_BYTES: usize = 128;

/// What is wrong with the bytes of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NonCanonical,
    OffCurve,
    WrongSubgroup,
    Flags,
}

impl Fault {
    pub(crate) fn at(self, place: Place, what: &'static str) -> Error {
        match self {
            Self::NonCanonical => Error::NonCanonical { place, what },
            Self::OffCurve => Error::OffCurve { place, what },
            Self::WrongSubgroup => Error::WrongSubgroup { place, what },
            Self::Flags => Error::Flags { place, what },
        }
    }
}

/// A point by its coordinates, (0, 0) for infinity. G1 has cofactor 1: on the curve means in the group.
pub(crate) fn g1_from_coordinates(x: Fq, y: Fq) -> Result<G1Affine, Fault> {
    if x == Fq::ZERO && y == Fq::ZERO {
        return Ok(G1Affine::zero());
    }
    let point = G1Affine::new_unchecked(x, y);
    if point.is_on_curve() { Ok(point) } else { Err(Fault::OffCurve) }
}

/// A point by its coordinates, (0, 0) for infinity: on the curve and in the subgroup of order r.
pub(crate) fn g2_from_coordinates(x: Fq2, y: Fq2) -> Result<G2Affine, Fault> {
    if x == Fq2::ZERO && y == Fq2::ZERO {
        return Ok(G2Affine::zero());
    }
    let point = G2Affine::new_unchecked(x, y);
    if !point.is_on_curve() {
        return Err(Fault::OffCurve);
    }
    if is_in_g2(&point) { Ok(point) } else { Err(Fault::WrongSubgroup) }
}

fn g1_from_bytes(bytes: &[u8; G1_BYTES]) -> Result<G1Affine, Fault> {
    let [x, y] = coordinates(bytes)?;
    g1_from_coordinates(x, y)
}

fn g2_from_bytes(bytes: &[u8; G2_BYTES]) -> Result<G2Affine, Fault> {
    let [x0, x1, y0, y1] = coordinates(bytes)?;
    g2_from_coordinates(Fq2::new(x0, x1), Fq2::new(y0, y1))
}

fn coordinates<const BYTES: usize, const COUNT: usize>(bytes: &[u8; BYTES]) -> Result<[Fq; COUNT], Fault> {
    let mut out = [Fq::ZERO; COUNT];
    for (coordinate, word) in out.iter_mut().zip(bytes.as_chunks::<32>().0) {
        *coordinate = fq_from_montgomery(word).ok_or(Fault::NonCanonical)?;
    }
    Ok(out)
}

pub(crate) fn g1_to_bytes(point: &G1Affine) -> [u8; G1_BYTES] {
    let mut out = [0; G1_BYTES];
    if let Some((x, y)) = point.xy() {
        fill(&mut out, [&x, &y]);
    }
    out
}

pub(crate) fn g2_to_bytes(point: &G2Affine) -> [u8; G2_BYTES] {
    let mut out = [0; G2_BYTES];
    if let Some((x, y)) = point.xy() {
        fill(&mut out, [&x.c0, &x.c1, &y.c0, &y.c1]);
    }
    out
}

fn fill<const COUNT: usize>(out: &mut [u8], coordinates: [&Fq; COUNT]) {
    for (word, coordinate) in out.as_chunks_mut::<32>().0.iter_mut().zip(coordinates) {
        *word = fq_to_montgomery(coordinate);
    }
}

/// Exactly `count` points of G1, to the end of the section; checked in parallel.
pub(crate) fn read_g1s(reader: Reader<'_>, count: u64, what: &'static str) -> Result<Vec<G1Affine>, Error> {
    read_points::<G1_BYTES, _>(reader, count, what, g1_from_bytes)
}

/// Exactly `count` points of G2, to the end of the section; checked in parallel. The subgroup costs about 40 µs of a quiet core a
/// point, 2.7 s for 2^16: by far the most of what reading a key takes.
pub(crate) fn read_g2s(reader: Reader<'_>, count: u64, what: &'static str) -> Result<Vec<G2Affine>, Error> {
    read_points::<G2_BYTES, _>(reader, count, what, g2_from_bytes)
}

fn read_points<const BYTES: usize, P: Send>(
    mut reader: Reader<'_>,
    count: u64,
    what: &'static str,
    parse: fn(&[u8; BYTES]) -> Result<P, Fault>,
) -> Result<Vec<P>, Error> {
    let (expected, found) = (BYTES as u64 * count, reader.remaining());
    if found != expected {
        return Err(Error::SectionSize { place: reader.place(), expected, found });
    }
    let place = reader.place();
    let (points, _) = reader.take(expected)?.as_chunks::<BYTES>();
    let all: Result<Vec<P>, Fault> = points.par_iter().map(parse).collect();
    // On success nothing is parsed twice; on failure any bad point may have come first, so look for the lowest index.
    all.map_err(|any| {
        let first = points.par_iter().enumerate().find_map_first(|(index, bytes)| Some((index, parse(bytes).err()?)));
        let (index, fault) = first.unwrap_or((0, any));
        fault.at(place.at(index as u64), what)
    })
}

/// One point of G1 from a header.
pub(crate) fn read_g1(reader: &mut Reader<'_>, what: &'static str) -> Result<G1Affine, Error> {
    g1_from_bytes(reader.array()?).map_err(|fault| fault.at(reader.place(), what))
}

/// One point of G2 from a header.
pub(crate) fn read_g2(reader: &mut Reader<'_>, what: &'static str) -> Result<G2Affine, Error> {
    g2_from_bytes(reader.array()?).map_err(|fault| fault.at(reader.place(), what))
}
