"""Inner-product arguments over Vesta and their accumulation, byte for byte those of halo2.

`HaloGenerators(params, n)` checks halo2's parameters for one size. Polynomials, scalars, statements and proofs are any
bytes-like objects. What is refused raises an error of `zkpair_rust.halo.errors`.
"""

from zkpair_rust._native import HaloGenerators
from zkpair_rust.halo.ipa_open import ipa_open
from zkpair_rust.halo.ipa_verify import ipa_verify

__all__ = ["HaloGenerators", "ipa_open", "ipa_verify"]
