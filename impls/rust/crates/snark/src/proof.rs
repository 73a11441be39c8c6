//! A proof (A, B, C) and its 128 bytes: A ‖ B ‖ C compressed as arkworks does it. x little-endian (G2: c0 ‖ c1); in the last byte
//! 0x80 when y > −y (G2 compares c1 first), 0x40 for infinity, which has all other bits zero.

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{AdditiveGroup, PrimeField};

use crate::bytes::{le_bytes, limbs};
use crate::error::{Error, Place};
use crate::field::fq_from_canonical;
use crate::points::Fault;
use crate::subgroup::is_in_g2;

/// Bytes of a proof.
pub const PROOF_BYTES: usize = 128;

const NEGATIVE: u8 = 0x80;
const INFINITY: u8 = 0x40;

/// A Groth16 proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// A in G1.
    pub a: G1Affine,
    /// B in G2.
    pub b: G2Affine,
    /// C in G1.
    pub c: G1Affine,
}

impl Proof {
    /// A ‖ B ‖ C, compressed.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; PROOF_BYTES] {
        let mut out = [0; PROOF_BYTES];
        let parts = [compress_g1(&self.a).to_vec(), compress_g2(&self.b).to_vec(), compress_g1(&self.c).to_vec()];
        for (to, from) in out.iter_mut().zip(parts.iter().flatten()) {
            *to = *from;
        }
        out
    }

    /// Parses exactly 128 bytes; every point is canonical, on its curve and in its group.
    ///
    /// # Errors
    /// What is wrong, with the point's name.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, Error> {
        let place = Place::file(file);
        let Some((a, rest)) = bytes.split_first_chunk::<32>() else { return Err(wrong_length(bytes, place)) };
        let Some((b, rest)) = rest.split_first_chunk::<64>() else { return Err(wrong_length(bytes, place)) };
        let Ok(c) = <&[u8; 32]>::try_from(rest) else { return Err(wrong_length(bytes, place)) };
        Ok(Self {
            a: decompress_g1(a).map_err(|fault| fault.at(place.clone(), "A"))?,
            b: decompress_g2(b).map_err(|fault| fault.at(place.clone(), "B"))?,
            c: decompress_g1(c).map_err(|fault| fault.at(place, "C"))?,
        })
    }
}

fn wrong_length(bytes: &[u8], place: Place) -> Error {
    match bytes.len().checked_sub(PROOF_BYTES) {
        None => Error::Truncated { place, needed: PROOF_BYTES as u64, available: bytes.len() as u64 },
        Some(extra) => Error::TrailingBytes { place, bytes: extra as u64 },
    }
}

fn compress_g1(point: &G1Affine) -> [u8; 32] {
    let Some((x, y)) = point.xy() else { return with_flag([0; 32], INFINITY) };
    with_flag(le_bytes(&x.into_bigint().0), if y > -y { NEGATIVE } else { 0 })
}

fn compress_g2(point: &G2Affine) -> [u8; 64] {
    let Some((x, y)) = point.xy() else { return with_flag([0; 64], INFINITY) };
    let mut out = [0; 64];
    for (word, coordinate) in out.as_chunks_mut::<32>().0.iter_mut().zip([x.c0, x.c1]) {
        *word = le_bytes(&coordinate.into_bigint().0);
    }
    with_flag(out, if is_larger_half(&y) { NEGATIVE } else { 0 })
}

/// y > −y, comparing c1 first.
fn is_larger_half(y: &Fq2) -> bool {
    (y.c1, y.c0) > (-y.c1, -y.c0)
}

fn with_flag<const N: usize>(mut bytes: [u8; N], flag: u8) -> [u8; N] {
    if let Some(last) = bytes.last_mut() {
        *last |= flag;
    }
    bytes
}

/// The coordinates of x and the flag y > −y; `None` for infinity.
fn split_flags<const COUNT: usize>(bytes: &[u8]) -> Result<Option<([Fq; COUNT], bool)>, Fault> {
    let mut bytes = bytes.to_vec();
    let flags = bytes.last().copied().unwrap_or_default() & (NEGATIVE | INFINITY);
    if let Some(last) = bytes.last_mut() {
        *last &= !(NEGATIVE | INFINITY);
    }
    if flags & INFINITY != 0 {
        let clean = flags == INFINITY && bytes.iter().all(|byte| *byte == 0);
        return if clean { Ok(None) } else { Err(Fault::Flags) };
    }
    let mut x = [Fq::ZERO; COUNT];
    for (coordinate, word) in x.iter_mut().zip(bytes.as_chunks::<32>().0) {
        *coordinate = fq_from_canonical(limbs(word)).ok_or(Fault::NonCanonical)?;
    }
    Ok(Some((x, flags & NEGATIVE != 0)))
}

fn decompress_g1(bytes: &[u8; 32]) -> Result<G1Affine, Fault> {
    let Some(([x], negative)) = split_flags::<1>(bytes)? else { return Ok(G1Affine::zero()) };
    let (small, large) = G1Affine::get_ys_from_x_unchecked(x).ok_or(Fault::OffCurve)?;
    let (small, large) = if small < large { (small, large) } else { (large, small) };
    Ok(G1Affine::new_unchecked(x, if negative { large } else { small }))
}

fn decompress_g2(bytes: &[u8; 64]) -> Result<G2Affine, Fault> {
    let Some(([x0, x1], negative)) = split_flags::<2>(bytes)? else { return Ok(G2Affine::zero()) };
    let x = Fq2::new(x0, x1);
    let (one, other) = G2Affine::get_ys_from_x_unchecked(x).ok_or(Fault::OffCurve)?;
    let y = if is_larger_half(&one) == negative { one } else { other };
    let point = G2Affine::new_unchecked(x, y);
    if is_in_g2(&point) { Ok(point) } else { Err(Fault::WrongSubgroup) }
}
