//! zkpair: the algebra crate.
