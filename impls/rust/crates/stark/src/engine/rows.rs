//! Digests of the rows of a matrix that is kept by columns.
use rayon::prelude::*;
use winter_crypto::Hasher;
use zkpair_hash::{blake, keccak};

use crate::{
    hash::{Blake3, Sha3},
    prove::StarkHasher,
};

/// Messages that are laid out and hashed in one go: they stay in a core's first cache.
pub(super) const TOGETHER: usize = 64;
/// Digests that a task of the pool makes, and below twice that number there is only one.
const TASK: usize = 1 << 10;

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

/// `fill` for parts of the digests, each with the index of its first, on the pool where there is enough to do.
pub(super) fn in_parts<D: Send>(digests: &mut [D], fill: impl Fn(usize, &mut [D]) + Sync) {
    if digests.len() < 2 * TASK || rayon::current_num_threads() == 1 {
        fill(0, digests);
    } else {
        digests.par_chunks_mut(TASK).enumerate().for_each(|(part, digests)| fill(part * TASK, digests));
    }
}

/// The digests of the rows: each row is its elements as canonical little-endian integers, in the order of the columns.
pub(super) fn hash_rows<H: ManyHasher>(columns: &[&[u64]]) -> Vec<H::Digest> {
    let (width, rows) = (columns.len(), columns.first().map_or(0, |column| column.len()));
    let mut digests = vec![H::Digest::default(); rows];
    in_parts(&mut digests, |first, digests| {
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
            let (Some(messages), Some(hashes)) = (messages.get(..width * count), hashes.get_mut(..count)) else {
                return;
            };
            H::many(messages.as_flattened(), 8 * width, hashes);
            digests.iter_mut().zip(hashes).for_each(|(digest, hash)| *digest = H::digest(*hash));
        }
    });
    digests
}
