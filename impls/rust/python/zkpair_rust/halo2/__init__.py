"""Proofs of halo2 (Vesta, inner-product argument): four circuits, each plain and optimised.

A cell (`Halo2Cell(circuit, version, rows)`) fixes the statement, its layout and its size. Keys are the text of halo2's
pinned verifying key; witnesses and public elements are canonical elements of F_p, 32 bytes each. What is refused raises
an error of `zkpair_rust.halo2.errors`.
"""

from zkpair_rust._native import Halo2Cell
from zkpair_rust.halo2.keygen import keygen
from zkpair_rust.halo2.prove import prove
from zkpair_rust.halo2.verify import verify
from zkpair_rust.halo2.verify_batch import verify_batch

__all__ = ["Halo2Cell", "keygen", "prove", "verify", "verify_batch"]
