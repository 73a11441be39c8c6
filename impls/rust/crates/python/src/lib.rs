//! zkpair: the python crate.
