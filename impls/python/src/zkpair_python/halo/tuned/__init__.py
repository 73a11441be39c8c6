"""Halo with gmpy2: the protocol of the readable modules over a curve whose sums and folds are fast."""
