//! Digests of the rows of a matrix that is kept by columns.
use winter_crypto::Hasher;
use zkpair_hash::{blake, keccak};

use crate::{
    hash::{Blake3, Sha3},
    prove::StarkHasher,
};

/// Messages that are laid out and hashed in one go: they stay in a core's first cache.
pub(super) const TOGETHER: usize = 64;

/// A hasher of winterfell's with digests of 32 bytes that hashes many messages of one length at a time.
pub(crate) trait ManyHasher: StarkHasher {
    /// The digests of messages of `length` bytes, one after the other.
    fn many(messages: &[u8], length: usize, digests: &mut [[u8; 32]]);
    /// The digests of rows of two elements, the width of Fibonacci's trace and of one column of the extension.
    fn pairs(columns: [&[u64]; 2], digests: &mut [[u8; 32]]);
    /// The digests of rows of eight elements, the width of FRI's layers.
    fn eights(columns: [&[u64]; 8], digests: &mut [[u8; 32]]);
    /// A digest of its bytes.
    fn digest(bytes: [u8; 32]) -> Self::Digest;
}

impl ManyHasher for Sha3 {
    fn many(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
        keccak::sha3_256_many(messages, length, digests);
    }

    fn pairs(columns: [&[u64]; 2], digests: &mut [[u8; 32]]) {
        keccak::sha3_256_columns(columns, digests);
    }

    fn eights(columns: [&[u64]; 8], digests: &mut [[u8; 32]]) {
        keccak::sha3_256_columns(columns, digests);
    }

    fn digest(bytes: [u8; 32]) -> Self::Digest {
        <<Self as Hasher>::Digest>::new(bytes)
    }
}

impl ManyHasher for Blake3 {
    fn many(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
        blake::blake3_many(messages, length, digests);
    }

    fn pairs(columns: [&[u64]; 2], digests: &mut [[u8; 32]]) {
        blake::blake3_columns(columns, digests);
    }

    fn eights(columns: [&[u64]; 8], digests: &mut [[u8; 32]]) {
        blake::blake3_columns(columns, digests);
    }

    fn digest(bytes: [u8; 32]) -> Self::Digest {
        <<Self as Hasher>::Digest>::new(bytes)
    }
}

/// These rows of W columns; none where a column is shorter.
fn part<'a, const W: usize>(columns: &[&'a [u64]; W], first: usize, count: usize) -> [&'a [u64]; W] {
    columns.map(|column| column.get(first..first + count).unwrap_or_default())
}

/// The digests of the rows from `first` on: each row is its elements as canonical little-endian integers, in the order of the columns.
pub(super) fn hash_rows<H: ManyHasher>(columns: &[&[u64]], first: usize, digests: &mut [[u8; 32]]) {
    // Where a row fits a block of the hash, columns are loaded as they lie.
    if let Ok(columns) = columns.try_into() {
        return H::pairs(part(columns, first, digests.len()), digests);
    }
    if let Ok(columns) = columns.try_into() {
        return H::eights(part(columns, first, digests.len()), digests);
    }
    hash_places::<H>(columns, first.., digests);
}

/// The digests of the rows at these places.
pub(super) fn hash_some<H: ManyHasher>(columns: &[&[u64]], rows: &[usize]) -> Vec<[u8; 32]> {
    let mut digests = vec![[0; 32]; rows.len()];
    hash_places::<H>(columns, rows.iter().copied(), &mut digests);
    digests
}

/// As many digests of the rows at these places as there is room for.
fn hash_places<H: ManyHasher>(columns: &[&[u64]], mut rows: impl Iterator<Item = usize>, digests: &mut [[u8; 32]]) {
    let width = columns.len().max(1);
    let mut messages = vec![[0; 8]; width * TOGETHER];
    for digests in digests.chunks_mut(TOGETHER) {
        let messages = messages.get_mut(..width * digests.len()).unwrap_or_default();
        for (message, row) in messages.chunks_mut(width).zip(&mut rows) {
            let words = columns.iter().map(|column| column.get(row).copied().unwrap_or_default());
            message.iter_mut().zip(words).for_each(|(to, word)| *to = word.to_le_bytes());
        }
        H::many(messages.as_flattened(), 8 * width, digests);
    }
}
