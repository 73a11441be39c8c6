//! zkpair: the snark crate.
