//! The integer engine against the golden graphs, and against the definition on random graphs.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod definition;
mod golden;
mod padding;
mod random;
mod threads;
