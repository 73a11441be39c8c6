//! SHA3-256 (FIPS 202, section 6.1) of as many messages as a vector has lanes.
use super::permutation::{Lane, permute};
use crate::Digest;

/// Bytes that a block has: rate 1088 bits.
const RATE_BYTES: usize = 136;
/// The word that the last bit of the padding is in.
const LAST_WORD: usize = RATE_BYTES / 8 - 1;

/// A lane of several states that can be filled and read.
pub(super) trait Lanes: Lane {
    /// How many states.
    const COUNT: usize;

    /// The little-endian word at the same place of each message; messages are `stride` bytes apart.
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self;
    /// The first words of a column, one for each state; zeros where there are fewer.
    fn load(words: &[u64]) -> Self;
    /// The first four words of each state as bytes.
    fn scatter(words: [Self; 4], digests: &mut [Digest]);

    /// The eight words of each message of 64 bytes; zeros where there are fewer messages.
    #[inline(always)]
    fn eight(messages: &[u8]) -> [Self; 8] {
        let mut words = [Self::splat(0); 8];
        for (index, word) in words.iter_mut().enumerate() {
            *word = Self::gather(messages, 8 * index, 64);
        }
        words
    }
}

/// The word of the last 0 to 7 bytes of a message, with the padding's first bits 0110.
fn tail(message: &[u8]) -> u64 {
    let mut word = [0; 8];
    word.iter_mut().zip(message.iter().chain([&0x06])).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(word)
}

/// The digests of as many messages of `length` bytes as there are lanes, one after the other.
#[inline(always)]
pub(super) fn digest<L: Lanes>(messages: &[u8], length: usize, digests: &mut [Digest]) {
    let mut state = [L::splat(0); 25];
    let mut start = 0;
    while length - start >= RATE_BYTES {
        absorb(&mut state, messages, start, length, RATE_BYTES / 8);
        state = permute(state);
        start += RATE_BYTES;
    }
    let words = (length - start) / 8;
    absorb(&mut state, messages, start, length, words);
    let mut tails = [[0; 8]; 8];
    for (word, message) in tails.iter_mut().zip(messages.chunks_exact(length.max(1))) {
        *word = tail(message.get(start + 8 * words..).unwrap_or_default()).to_le_bytes();
    }
    if length == 0 {
        tails = [tail(&[]).to_le_bytes(); 8];
    }
    if let Some(lane) = state.get_mut(words) {
        *lane = lane.xor(L::gather(tails.as_flattened(), 0, 8));
    }
    if let Some(lane) = state.get_mut(LAST_WORD) {
        *lane = lane.xor(L::splat(0x80 << 56));
    }
    let [a, e, i, o, ..] = permute(state);
    L::scatter([a, e, i, o], digests);
}

/// The digests of as many messages of W words, at most 15, as there are lanes.
///
/// What is zero is known when this is compiled, and the first round is the shorter for it.
#[inline(always)]
pub(super) fn digest_words<L: Lanes, const W: usize>(words: [L; W], digests: &mut [Digest]) {
    const { assert!(W < LAST_WORD, "padding in a word of its own") };
    let mut state = [L::splat(0); 25];
    for (lane, word) in state.iter_mut().zip(words) {
        *lane = word;
    }
    if let Some(lane) = state.get_mut(W) {
        *lane = L::splat(0x06);
    }
    if let Some(lane) = state.get_mut(LAST_WORD) {
        *lane = L::splat(0x80 << 56);
    }
    let [a, e, i, o, ..] = permute(state);
    L::scatter([a, e, i, o], digests);
}

/// Adds `words` words from the place `start` of each message.
#[inline(always)]
fn absorb<L: Lanes>(state: &mut [L; 25], messages: &[u8], start: usize, length: usize, words: usize) {
    for (index, lane) in state.iter_mut().enumerate().take(words) {
        *lane = lane.xor(L::gather(messages, start + 8 * index, length));
    }
}
