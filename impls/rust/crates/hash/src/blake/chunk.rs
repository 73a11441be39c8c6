//! BLAKE3 of messages of one chunk: as many as a vector has lanes.
use super::compression::{IV, Word, compress};
use crate::Digest;

/// Bytes of a chunk: longer messages are trees.
pub(super) const CHUNK_BYTES: usize = 1024;
pub(super) const BLOCK_BYTES: usize = 64;
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const ROOT: u32 = 8;

/// A word of several states that can be filled and read.
pub(super) trait Lanes: Word {
    /// How many states.
    const COUNT: usize;

    /// The little-endian word at the same place of each message; messages are `stride` bytes apart.
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self;
    /// The low and the high halves of the first words of a column, one for each state; zeros where there are fewer.
    fn load(words: &[u64]) -> [Self; 2];
    /// The words of each state as bytes.
    fn scatter(words: [Self; 8], digests: &mut [Digest]);

    /// The sixteen words of each message of 64 bytes; zeros where there are fewer messages.
    #[inline(always)]
    fn sixteen(messages: &[u8]) -> [Self; 16] {
        let mut words = [Self::splat(0); 16];
        for (index, word) in words.iter_mut().enumerate() {
            *word = Self::gather(messages, 4 * index, BLOCK_BYTES);
        }
        words
    }
}

/// The digests of as many messages of one block, `bytes` long, as there are lanes.
#[inline(always)]
pub(super) fn digest_block<L: Lanes>(block: [L; 16], bytes: usize, digests: &mut [Digest]) {
    L::scatter(compress(IV.map(L::splat), block, bytes as u32, CHUNK_START | CHUNK_END | ROOT), digests);
}

/// Words that stand in a row in a slice, for [`Lanes::gather`]: what of a message is less than a word, zeros behind it.
#[inline(always)]
fn tails(messages: &[u8], length: usize) -> [[u8; 4]; 16] {
    let mut tails = [[0; 4]; 16];
    for (tail, message) in tails.iter_mut().zip(messages.chunks_exact(length)) {
        let bytes = message.get(length / 4 * 4..).unwrap_or_default();
        tail.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    }
    tails
}

/// The digests of as many messages of `length` bytes as there are lanes, or fewer, one after the other; 1 ≤ `length` ≤ 1024.
#[inline(always)]
pub(super) fn digest<L: Lanes>(messages: &[u8], length: usize, digests: &mut [Digest]) {
    let mut chaining = IV.map(L::splat);
    let mut start = 0;
    while start < length {
        let bytes = BLOCK_BYTES.min(length - start);
        let mut block = [L::splat(0); 16];
        for (index, word) in block.iter_mut().enumerate().take(bytes / 4) {
            *word = L::gather(messages, start + 4 * index, length);
        }
        if let Some(word) = block.get_mut(bytes / 4).filter(|_| !bytes.is_multiple_of(4)) {
            *word = L::gather(tails(messages, length).as_flattened(), 0, 4);
        }
        let first = if start == 0 { CHUNK_START } else { 0 };
        let last = if start + bytes == length { CHUNK_END | ROOT } else { 0 };
        chaining = compress(chaining, block, bytes as u32, first | last);
        start += bytes;
    }
    L::scatter(chaining, digests);
}
