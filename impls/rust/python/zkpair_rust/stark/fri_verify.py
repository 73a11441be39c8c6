"""`stark/fri_verify`: does a proof of low degree hold for this cell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import StarkFriCell
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.stark.cell import attributes, fri_cell
from zkpair_rust.stark.errors import ProofRejectedError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Rust", "StarkFriCell", "fri_verify"]


def fri_verify(cell: StarkFriCell, proof: Buffer) -> None:
    """Returns when the proof holds for this cell, else raises ProofRejectedError with the reason. Takes any bytes."""
    reason, _ = cell.verify(proof)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class FriVerifyInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of verifying."""

    cell: StarkFriCell
    proof: bytes


class Rust(Verifier):
    """`stark/fri_verify:rust`."""

    attributes = attributes("own strict parser, then winter-fri")

    def prepare(self, case: Case, threads: int) -> Sequence[FriVerifyInput]:
        """Nothing that comes with an instance is refused."""
        cell = fri_cell(case)
        return each_instance(case, lambda blobs: FriVerifyInput(cell, blob(blobs, "proof")))

    def run(self, state: FriVerifyInput) -> Verdict:
        """Parses and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.cell.verify(state.proof)
        return Verdict(reason)
