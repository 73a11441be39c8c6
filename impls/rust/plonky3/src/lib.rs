//! plonky3 behind a C ABI: STARKs over Goldilocks and KoalaBear, number-theoretic transforms, Merkle trees.
//!
//! plonky3 picks its vector width when it is compiled; this crate is built once for each SIMD level and the level that
//! it really has is what [`provenance::LEVEL`] says. Everything here is safe Rust but [`abi`], the thin shim that turns
//! pointers into slices, and BLAKE3's lanes.
pub mod abi;
pub mod air;
mod batch;
pub mod blake3;
pub mod cell;
pub mod config;
pub mod envelope;
pub mod error;
pub mod input;
pub mod merkle;
pub mod ntt;
pub mod provenance;
pub mod security;
pub mod sha3;
pub mod stark;
mod uni;

/// A digest's bytes.
pub type Digest = [u8; 32];
