//! Hash functions and Merkle trees over rows of eight Goldilocks elements.
//!
//! SHA3-256 and BLAKE3-256 are those of the crates `sha3` and `blake3`; Poseidon2 is our own, eight or four permutations at a
//! time. Work is spread over rayon's current pool; a pool of one thread works as one thread.
mod constants;
pub mod merkle;
pub mod poseidon2;

pub use merkle::{Hash, Opening, tree};
