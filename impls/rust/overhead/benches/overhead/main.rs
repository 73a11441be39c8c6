//! Our path, bytes in and bytes out, against the libraries called bare on the same statement: `make overhead`.
//!
//! `bare` calls the library alone, on input that lies there in its form; `ours` is what the Python edge calls: canonical bytes to
//! the library's form, checks, proof, bytes. Each sample runs both, now one, now the other first, and takes the CPU time of the
//! whole process for the one that is measured: a neighbour's load meets both alike. One thread, unless RAYON_NUM_THREADS says
//! otherwise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)] // a benchmark may end
mod beside;
mod halo2;
mod winterfell;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, winterfell::pairs, halo2::pairs);
criterion_main!(benches);
