//! Our prover on winterfell's parts: its AIRs, transcript, constraint evaluation and proof objects, and so its very bytes.
//!
//! Ours is what winterfell does one element at a time: transforms ([`transform`]) and hashes ([`rows`], [`tree`]) run in vectors,
//! FRI and DEEP work on canonical columns, as the vectors do.
mod composition;
mod deep;
mod fold;
mod fri;
mod lde;
mod low_degree;
mod memory;
mod pool;
mod rows;
mod transcript;
mod transform;
mod tree;

mod prove;

pub(crate) use low_degree::prove_low_degree;
pub(crate) use prove::prove;
pub(crate) use rows::ManyHasher;
