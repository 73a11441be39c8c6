//! All tests of the library in one binary: it is compiled once, with the library as it is shipped.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod abi;
mod blake3;
mod common;
mod merkle;
mod ntt;
mod security;
mod sha3;
mod stark;
