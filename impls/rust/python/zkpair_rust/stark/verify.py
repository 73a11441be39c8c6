"""`stark/verify`: does a proof of the wire format `winterfell` hold for this cell and these public inputs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import StarkCell
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.stark.cell import WIRE_FORMAT, attributes, demand, stark_cell
from zkpair_rust.stark.errors import ProofRejectedError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Rust", "StarkCell", "Verdict", "verify"]


def verify(cell: StarkCell, proof: Buffer, public: Buffer) -> None:
    """Returns when the proof holds for this cell, else raises ProofRejectedError with the reason. Takes any bytes."""
    reason, _ = cell.verify(proof, public)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of verifying."""

    cell: StarkCell
    proof: bytes
    public: bytes


class Rust(Verifier):
    """`stark/verify:rust`."""

    attributes = attributes("own strict parser, then winterfell")

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        """Nothing that comes with an instance is refused."""
        demand(case, "format", WIRE_FORMAT)
        cell = stark_cell(case, case.size)
        return each_instance(case, lambda blobs: VerifyInput(cell, blob(blobs, "proof"), blob(blobs, "public")))

    def run(self, state: VerifyInput) -> Verdict:
        """Parses and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.cell.verify(state.proof, state.public)
        return Verdict(reason)
