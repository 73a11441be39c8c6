//! zkpair: the inference crate.
