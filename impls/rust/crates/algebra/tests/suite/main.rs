//! One binary for all tests of the crate's face: vectors from outside, laws, malformed input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod field_and_ntt;
mod malformed;
mod msm;
mod narrow;
mod pairing;
mod support;
