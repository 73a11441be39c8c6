//! Section 10 of the `.zkey`: 64 bytes circuit hash, u32 count, then snarkjs's records of the ceremony. Nothing here enters a
//! proof; it is checked because a file is taken whole or not at all.

use ark_bn254::G1Affine;

use crate::bytes::Reader;
use crate::error::Error;
use crate::points::{read_g1, read_g2};

/// A circuit hash of zeros and no contribution.
pub(crate) fn none() -> Vec<u8> {
    vec![0; 68]
}

/// Reads to the exact end; the last contribution's δ has to be the key's.
pub(crate) fn check(mut reader: Reader<'_>, delta_g1: &G1Affine) -> Result<(), Error> {
    reader.take(64)?;
    let count = reader.u32()?;
    let mut last = None;
    for _ in 0..count {
        last = Some(read_g1(&mut reader, "δ after a contribution")?);
        let _checked = read_g1(&mut reader, "s of a contribution")?;
        let _checked = read_g1(&mut reader, "s·x of a contribution")?;
        let _checked = read_g2(&mut reader, "s'·x of a contribution")?;
        reader.take(64)?; // transcript
        reader.u32()?; // type
        let length = reader.u32()?;
        reader.take(u64::from(length))?;
    }
    if last.is_some_and(|last| last != *delta_g1) {
        return Err(Error::Inconsistent {
            place: reader.place(),
            what: "the last contribution's δ is not the header's; the key is corrupt, fetch it again".into(),
        });
    }
    reader.finish()
}
