"""STARKs over Goldilocks on winterfell: prove and verify statements, and the low-degree test alone.

A cell (`StarkCell(air, hash, setting, rows)`, `StarkFriCell(hash, domain_size)`) fixes the statement, the hash, the
options and the size. Traces, public inputs, evaluations and proofs are any bytes-like objects. What is refused
raises an error of `zkpair_rust.stark.errors`.
"""

from zkpair_rust._native import StarkCell, StarkFriCell
from zkpair_rust.stark.fri_prove import fri_prove
from zkpair_rust.stark.fri_verify import fri_verify
from zkpair_rust.stark.prove import prove
from zkpair_rust.stark.verify import verify

__all__ = ["StarkCell", "StarkFriCell", "fri_prove", "fri_verify", "prove", "verify"]
