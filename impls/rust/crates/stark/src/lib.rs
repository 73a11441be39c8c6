//! The STARK family in Rust: winterfell's prover and verifier behind a strict parser of proofs, no Python in sight.
//!
//! A [`Cell`] proves and verifies one statement about traces of one size. Traces, public inputs and proofs are bytes.
pub mod air;
mod batch;
mod cell;
mod coin;
mod engine;
mod error;
mod field;
mod fri;
mod hash;
mod lde;
mod options;
mod proof;
mod prove;
pub mod sample;
mod security;
mod trace;
mod verify;

pub use cell::{Air, Cell, Hash, MAX_LOG2_ROWS, MIN_LOG2_ROWS};
pub use error::Error;
pub use field::{BaseElement, ELEMENT_BYTES, EXTENSION_BYTES, Extension};
pub use fri::{FriCell, MAX_LOG2_DOMAIN, MIN_LOG2_DOMAIN};
pub use options::Setting;
pub use proof::Rejection;
pub use security::WinterfellSecurity;
