"""halo2's proofs with gmpy2."""
