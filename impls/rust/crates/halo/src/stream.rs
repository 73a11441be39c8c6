//! The random stream that a seed gives, wherever a prover is random.
//!
//! ```text
//! B_i = BLAKE2b-512(key = seed, data = i as u64 little-endian)      stream = B_0 ‖ B_1 ‖ …
//! ```
//!
//! halo2 reads it as little-endian u64. A scalar takes eight of them, one block: B_i mod p.
use std::convert::Infallible;

use blake2b_simd::Params;
use ff::FromUniformBytes;
use pasta_curves::Fp;
use rand_core::{TryRng, utils::fill_bytes_via_next_word};

/// Bytes of a seed.
pub const SEED_BYTES: usize = 32;
const BLOCK_BYTES: usize = 64;
const WORD_BYTES: usize = 8;

/// The stream of a seed, from any block on.
#[derive(Debug, Clone)]
pub struct Stream {
    keyed: Params,
    /// The block after the one that is being read.
    next: u64,
    block: [u8; BLOCK_BYTES],
    read: usize,
}

impl Stream {
    /// From the first block on.
    pub fn new(seed: &[u8; SEED_BYTES]) -> Self {
        let mut keyed = Params::new();
        keyed.hash_length(BLOCK_BYTES).key(seed);
        Self { keyed, next: 0, block: [0; BLOCK_BYTES], read: BLOCK_BYTES }
    }

    /// B_i.
    pub fn block(&self, i: u64) -> [u8; BLOCK_BYTES] {
        *self.keyed.hash(&i.to_le_bytes()).as_array()
    }

    /// The scalar that is drawn `ahead` scalars from here on, the next for 0; nothing is used up.
    pub fn peek(&self, ahead: u64) -> Fp {
        Fp::from_uniform_bytes(&self.block(self.next.wrapping_add(ahead)))
    }

    /// Leaves out `count` scalars.
    pub fn skip(&mut self, count: u64) {
        self.next = self.next.wrapping_add(count);
    }

    /// The next scalar. As [`Self::peek`] it begins a block: mix neither with reading words.
    pub fn scalar(&mut self) -> Fp {
        let scalar = self.peek(0);
        self.skip(1);
        scalar
    }

    fn word(&mut self) -> u64 {
        if self.read == BLOCK_BYTES {
            self.block = self.block(self.next);
            self.next = self.next.wrapping_add(1);
            self.read = 0;
        }
        let word =
            self.block.iter().skip(self.read).take(WORD_BYTES).rev().fold(0, |word, b| word << 8 | u64::from(*b));
        self.read += WORD_BYTES;
        word
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word() as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(out, || self.try_next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::{Field, PrimeField};
    use rand_core::Rng;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn blocks_are_hashlibs_blake2b() {
        // hashlib.blake2b(i.to_bytes(8, "little"), key=bytes(range(32))).hexdigest()[:64]
        let stream = Stream::new(&std::array::from_fn(|i| i as u8));
        assert_eq!(hex(&stream.block(0)[..32]), "9212bc97156556f62890b1af163258514c78fd9c7a4fffa97a3381bca1fa788f");
        assert_eq!(hex(&stream.block(1)[..32]), "b8a90f1bb350aac5f18d5c8014e25218aa90cf806d35020b07fecedb41b5942b");
    }

    #[test]
    fn halo2_draws_a_block_a_scalar() {
        let stream = Stream::new(&[7; SEED_BYTES]);
        let (mut words, mut scalars) = (stream.clone(), stream.clone());
        for i in 0..5 {
            let drawn = Fp::random(&mut words);
            assert_eq!(drawn, scalars.scalar());
            assert_eq!(drawn, stream.peek(i));
            assert_eq!(drawn, Fp::from_uniform_bytes(&stream.block(i)));
        }
        assert_ne!(stream.peek(0).to_repr(), stream.peek(1).to_repr());
    }

    #[test]
    fn bytes_are_the_stream() {
        let stream = Stream::new(&[1; SEED_BYTES]);
        let mut bytes = [0; 128];
        stream.clone().fill_bytes(&mut bytes);
        assert_eq!(bytes[..64], stream.block(0));
        assert_eq!(bytes[64..], stream.block(1));
    }
}
