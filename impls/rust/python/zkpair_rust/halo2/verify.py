"""`halo2/verify`: does a proof hold for this circuit and this public element?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import Halo2Cell
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo2.cell import attributes, with_key
from zkpair_rust.halo2.errors import ProofRejectedError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Halo2Cell", "Rust", "Verdict", "verify"]


def verify(cell: Halo2Cell, proof: Buffer, public: Buffer) -> None:
    """Returns when the proof holds for this cell, else raises ProofRejectedError with the reason. Takes any bytes."""
    reason, _ = cell.verify(proof, public)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of verifying."""

    cell: Halo2Cell
    proof: bytes
    public: bytes


class Rust(Verifier):
    """`halo2/verify:rust`."""

    attributes = attributes("exact lengths, halo2's verifier up to its equation, our sum over the generators")

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        """The key held against the cell's; nothing that comes with an instance is refused."""
        cell = with_key(case, case.size, proving=False)
        return each_instance(case, lambda blobs: VerifyInput(cell, blob(blobs, "proof"), blob(blobs, "public")))

    def run(self, state: VerifyInput) -> Verdict:
        """Parses and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.cell.verify(state.proof, state.public)
        return Verdict(reason)
