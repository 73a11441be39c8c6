"""plonky3 0.8: STARKs, transforms and Merkle trees, in one library for each SIMD level (impls/rust/plonky3).

plonky3 chooses its vectors when it is compiled. `make setup` builds the scalar library and the best that this CPU has,
`make simd` all of them; `simd.open_level` loads one by its path.
"""
