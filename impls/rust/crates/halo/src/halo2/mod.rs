//! Proofs of halo2: four circuits, each in a plain version of general chips and copies, and in one with fewer rows and columns.
//!
//! A statement's size is 2^k: the work that fills the rows of the plain version. The optimised version proves the same statement
//! in a circuit of its own, often smaller, k. Proofs are byte for byte halo2's, by a prover of this crate (`prover`) or by halo2's;
//! what its verifier leaves unchecked (bytes after a proof, public elements padded with zeros) is checked here.
mod cell;
pub mod chain;
mod count;
mod error;
mod keys;
mod laid;
mod linear;
pub mod linear_regression;
pub mod poseidon;
mod prover;
pub mod range_lookup;
mod statement;
mod verify;

pub use cell::{Cell, Version, Witnessed};
pub use error::Error;
pub use keys::{Keys, Shape, key_text};
pub use laid::{Laid, UNUSABLE_ROWS, Witness};
pub use statement::Statement;
pub use verify::Rejection;

#[cfg(test)]
mod tests;
