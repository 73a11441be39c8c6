"""STARKs over Goldilocks on winterfell: prove and verify.

A cell (`StarkCell(air, hash, setting, rows)`) fixes the statement, the hash, the options and the trace's length.
Traces, public inputs and proofs are any bytes-like objects. What is refused raises an error of
`zkpair_rust.stark.errors`.
"""

from zkpair_rust._native import StarkCell
from zkpair_rust.stark.prove import prove
from zkpair_rust.stark.verify import verify

__all__ = ["StarkCell", "prove", "verify"]
