//! SHA3-256 (FIPS 202), which plonky3 has only the permutation of.
//!
//! Merkle trees hash 64-bit words: SHA3(words) = SHA3-256 of their little-endian bytes. One message, or one in each lane
//! of the vector Keccak-f of the compiled level (2 lanes with SSE2, 4 with AVX2, 8 with AVX-512). The transcript hashes bytes.
use p3_keccak::{KeccakF, VECTOR_LEN};
use p3_symmetric::{CryptographicHasher, Permutation};
use sha3::{Digest, Sha3_256};

/// Words absorbed for each permutation: (1600 − 2·256)/64.
const RATE: usize = 17;
/// Domain bits 01 and the first bit of the padding, at the message's end.
const PAD_FIRST: u64 = 0x06;
/// The last bit of the padding, at the rate's end.
const PAD_LAST: u64 = 1 << 63;

/// A word of the state, or one for each lane.
trait Word: Copy {
    const ZERO: Self;
    fn xor(self, other: Self) -> Self;
    fn all(word: u64) -> Self;
}

impl Word for u64 {
    const ZERO: Self = 0;

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline(always)]
    fn all(word: u64) -> Self {
        word
    }
}

impl Word for [u64; VECTOR_LEN] {
    const ZERO: Self = [0; VECTOR_LEN];

    #[inline(always)]
    fn xor(mut self, other: Self) -> Self {
        for (word, operand) in self.iter_mut().zip(other) {
            *word ^= operand;
        }
        self
    }

    #[inline(always)]
    fn all(word: u64) -> Self {
        [word; VECTOR_LEN]
    }
}

/// SHA3-256 over 64-bit words.
#[derive(Clone, Copy, Debug)]
pub struct Sha3Words;

#[inline]
fn hash<W: Word>(input: impl Iterator<Item = W>) -> [W; 4]
where
    KeccakF: Permutation<[W; 25]>,
{
    let mut state = [W::ZERO; 25];
    let mut filled = 0;
    for word in input {
        if let Some(slot) = state.get_mut(filled) {
            *slot = slot.xor(word);
        }
        filled += 1;
        if filled == RATE {
            KeccakF.permute_mut(&mut state);
            filled = 0;
        }
    }
    if let Some(slot) = state.get_mut(filled) {
        *slot = slot.xor(W::all(PAD_FIRST));
    }
    if let Some(slot) = state.get_mut(RATE - 1) {
        *slot = slot.xor(W::all(PAD_LAST));
    }
    KeccakF.permute_mut(&mut state);
    let [first, second, third, fourth, ..] = state;
    [first, second, third, fourth]
}

impl CryptographicHasher<u64, [u64; 4]> for Sha3Words {
    fn hash_iter<I: IntoIterator<Item = u64>>(&self, input: I) -> [u64; 4] {
        hash(input.into_iter())
    }
}

impl CryptographicHasher<[u64; VECTOR_LEN], [[u64; VECTOR_LEN]; 4]> for Sha3Words {
    fn hash_iter<I: IntoIterator<Item = [u64; VECTOR_LEN]>>(&self, input: I) -> [[u64; VECTOR_LEN]; 4] {
        hash(input.into_iter())
    }
}

/// SHA3-256 over bytes, for the transcript.
#[derive(Clone, Copy, Debug)]
pub struct Sha3Bytes;

impl CryptographicHasher<u8, [u8; 32]> for Sha3Bytes {
    fn hash_iter<I: IntoIterator<Item = u8>>(&self, input: I) -> [u8; 32] {
        let mut hasher = Sha3_256::new();
        let mut block = [0; 136];
        let mut filled = 0;
        for byte in input {
            if let Some(slot) = block.get_mut(filled) {
                *slot = byte;
            }
            filled += 1;
            if filled == block.len() {
                hasher.update(block);
                filled = 0;
            }
        }
        hasher.update(block.get(..filled).unwrap_or_default());
        hasher.finalize().into()
    }
}
