"""zkpair's Rust implementations: arkworks and own kernels behind Python's buffers.

`zkpair_rust.algebra`, `zkpair_rust.snark` and `zkpair_rust.inference` hold one module an operation: functions for
users at the top, the harness' adapter (class `Rust`) at the bottom. `zkpair_rust.errors` names what can be refused.
"""
