//! Hash functions and Merkle trees over rows of eight Goldilocks elements.
//!
//! SHA3-256 ([`keccak`]), BLAKE3-256 ([`blake`]) and Poseidon2 ([`poseidon2`]) hash as many messages at a time as the
//! processor's vectors have lanes; without vectors the first two are those of the crates `sha3` and `blake3`. Work is spread over rayon's current pool; a pool of one thread works as one thread.
pub mod blake;
mod constants;
pub mod keccak;
pub mod merkle;
pub mod poseidon2;

pub use zkpair_algebra::simd::Level;

/// A digest's bytes.
pub type Digest = [u8; 32];

pub use merkle::{Hash, Opening, tree};
