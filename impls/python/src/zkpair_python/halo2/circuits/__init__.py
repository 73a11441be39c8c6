"""The four circuits of halo2/*, plain and optimised: the same rows as the Rust crate's (docs/halo2-circuits.md)."""
