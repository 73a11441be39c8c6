//! The Halo family in Rust: inner-product arguments over Vesta, their accumulation, halo2's parameters. No Python in sight.
//!
//! Everything random comes from a [`Stream`], so that a seed decides each byte of a proof. Input is untrusted: each function
//! checks it and names the first offender in an [`Error`].
pub mod encoding;
mod error;
pub mod halo2;
pub mod ipa;
pub mod params;
mod point;
mod stream;

pub use error::Error;
pub use stream::{SEED_BYTES, Stream};
