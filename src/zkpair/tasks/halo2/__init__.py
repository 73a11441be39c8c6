"""Proofs of halo2: keys, proofs, verdicts, for four circuits in two versions each."""
