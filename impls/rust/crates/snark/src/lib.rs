//! zkpair: the snark family in Rust, no Python in sight.
//!
//! Groth16 over BN254 in snarkjs's form: one key format, one prover, and snarkjs reads what we write. Which bytes stand where is in
//! `docs/contract.md`. Everything that comes in is checked; what is wrong comes back as an [`Error`] or a [`Rejection`].

mod bytes;
pub mod chain;
mod coefficients;
mod container;
mod contributions;
mod error;
mod field;
mod fixed_base;
mod header;
mod key;
mod matrix;
mod points;
mod proof;
mod prove;
pub mod r1cs;
mod setup;
mod subgroup;
mod verify;
pub mod witness;
pub mod zkey;

pub use error::{Error, Place, Rejection};
pub use field::fr_from_words;
pub use key::{ProvingKey, VerifyingKey, domain_size};
pub use matrix::{Matrix, Term};
pub use proof::{PROOF_BYTES, Proof};
pub use prove::{prove, rerandomise};
pub use setup::{Trapdoor, setup};
pub use verify::{PreparedVerifyingKey, negate_a_and_b};
pub use witness::Witness;
