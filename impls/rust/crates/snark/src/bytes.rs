//! A cursor over bytes that never reads past the end, and the little-endian words of field elements.

use crate::error::{Error, Place};

/// Reads forward through the bytes of one section; an error names the section.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    place: Place,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], place: Place) -> Self {
        Self { bytes, place }
    }

    pub(crate) fn place(&self) -> Place {
        self.place.clone()
    }

    pub(crate) fn remaining(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The next `count` bytes.
    pub(crate) fn take(&mut self, count: u64) -> Result<&'a [u8], Error> {
        let split = usize::try_from(count).ok().and_then(|count| self.bytes.split_at_checked(count));
        let (head, tail) = split.ok_or_else(|| Error::Truncated {
            place: self.place.clone(),
            needed: count,
            available: self.remaining(),
        })?;
        self.bytes = tail;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let Some((head, tail)) = self.bytes.split_first_chunk::<N>() else {
            return Err(Error::Truncated { place: self.place.clone(), needed: N as u64, available: self.remaining() });
        };
        self.bytes = tail;
        Ok(head)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(*self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(*self.array()?))
    }

    /// All bytes have been read.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self.remaining() {
            0 => Ok(()),
            bytes => Err(Error::TrailingBytes { place: self.place, bytes }),
        }
    }
}

/// 32 little-endian bytes as four words, least significant first.
pub(crate) fn limbs(bytes: &[u8; 32]) -> [u64; 4] {
    let mut limbs = [0; 4];
    for (limb, word) in limbs.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *limb = u64::from_le_bytes(*word);
    }
    limbs
}

/// Four words as 32 little-endian bytes.
pub(crate) fn le_bytes(limbs: &[u64; 4]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (word, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(limbs) {
        *word = limb.to_le_bytes();
    }
    bytes
}
