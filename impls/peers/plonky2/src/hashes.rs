//! SHA3-256 and BLAKE3 as plonky2 hashers: digests of 32 bytes in the Merkle trees, and a transcript over the same hash.
//!
//! plonky2's transcript is a sponge over a permutation of twelve elements. As for its own Keccak, the "permutation" sends a
//! state to the first twelve words below the modulus of H(state) ‖ H(H(state)) ‖ …
use std::fmt::Debug;
use std::marker::PhantomData;

use plonky2::field::goldilocks_field::GoldilocksField as F;
use plonky2::field::types::{Field64, PrimeField64};
use plonky2::hash::hash_types::BytesHash;
use plonky2::hash::hashing::PlonkyPermutation;
use plonky2::plonk::config::Hasher;
use sha3::Digest;

const WIDTH: usize = 12;
const RATE: usize = 8;

/// A hash of bytes.
pub trait ByteHash: Copy + Debug + Default + Eq + Send + Sync + 'static {
    fn digest(bytes: &[u8]) -> [u8; 32];
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sha3;

impl ByteHash for Sha3 {
    fn digest(bytes: &[u8]) -> [u8; 32] {
        sha3::Sha3_256::digest(bytes).into()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blake3;

impl ByteHash for Blake3 {
    fn digest(bytes: &[u8]) -> [u8; 32] {
        blake3::hash(bytes).into()
    }
}

/// The transcript's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sponge<H> {
    state: [F; WIDTH],
    hash: PhantomData<H>,
}

impl<H> AsRef<[F]> for Sponge<H> {
    fn as_ref(&self) -> &[F] {
        &self.state
    }
}

impl<H: ByteHash> PlonkyPermutation<F> for Sponge<H> {
    const RATE: usize = RATE;
    const WIDTH: usize = WIDTH;

    fn new<I: IntoIterator<Item = F>>(elements: I) -> Self {
        let mut sponge = Self::default();
        sponge.set_from_iter(elements, 0);
        sponge
    }

    fn set_elt(&mut self, element: F, place: usize) {
        self.state[place] = element;
    }

    fn set_from_iter<I: IntoIterator<Item = F>>(&mut self, elements: I, start: usize) {
        for (slot, element) in self.state[start..].iter_mut().zip(elements) {
            *slot = element;
        }
    }

    fn set_from_slice(&mut self, elements: &[F], start: usize) {
        self.set_from_iter(elements.iter().copied(), start);
    }

    fn permute(&mut self) {
        let mut message = canonical_bytes(&self.state);
        let mut filled = 0;
        while filled < WIDTH {
            let digest = H::digest(&message);
            for word in digest.chunks_exact(8) {
                let word = word.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
                if word < F::ORDER && filled < WIDTH {
                    self.state[filled] = F(word);
                    filled += 1;
                }
            }
            message = digest.to_vec();
        }
    }

    fn squeeze(&self) -> &[F] {
        &self.state[..RATE]
    }
}

fn canonical_bytes(elements: &[F]) -> Vec<u8> {
    elements.iter().flat_map(|element| element.to_canonical_u64().to_le_bytes()).collect()
}

/// The Merkle trees' hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tree<H>(PhantomData<H>);

impl<H: ByteHash> Hasher<F> for Tree<H> {
    const HASH_SIZE: usize = 32;
    type Hash = BytesHash<32>;
    type Permutation = Sponge<H>;

    fn hash_no_pad(input: &[F]) -> Self::Hash {
        BytesHash(H::digest(&canonical_bytes(input)))
    }

    fn two_to_one(left: Self::Hash, right: Self::Hash) -> Self::Hash {
        BytesHash(H::digest(&[left.0, right.0].concat()))
    }
}
