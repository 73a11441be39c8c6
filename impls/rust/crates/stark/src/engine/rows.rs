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
    /// A digest of its bytes.
    fn digest(bytes: [u8; 32]) -> Self::Digest;
}

impl ManyHasher for Sha3 {
    fn many(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
        keccak::sha3_256_many(messages, length, digests);
    }

    fn digest(bytes: [u8; 32]) -> Self::Digest {
        <<Self as Hasher>::Digest>::new(bytes)
    }
}

impl ManyHasher for Blake3 {
    fn many(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
        blake::blake3_many(messages, length, digests);
    }

    fn digest(bytes: [u8; 32]) -> Self::Digest {
        <<Self as Hasher>::Digest>::new(bytes)
    }
}

/// The digests of the rows from `first` on: each row is its elements as canonical little-endian integers, in the order of the columns.
pub(super) fn hash_rows<H: ManyHasher>(columns: &[&[u64]], first: usize, digests: &mut [H::Digest]) {
    let width = columns.len();
    let mut messages = vec![[0; 8]; width * TOGETHER];
    let mut hashes = [[0; 32]; TOGETHER];
    for (group, digests) in digests.chunks_mut(TOGETHER).enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let words = column.iter().skip(first + group * TOGETHER);
            for (to, word) in messages.iter_mut().skip(j).step_by(width).zip(words) {
                *to = word.to_le_bytes();
            }
        }
        let count = digests.len();
        let (Some(messages), Some(hashes)) = (messages.get(..width * count), hashes.get_mut(..count)) else { return };
        H::many(messages.as_flattened(), 8 * width, hashes);
        digests.iter_mut().zip(hashes).for_each(|(digest, hash)| *digest = H::digest(*hash));
    }
}
