"""`stark/fri_prove`, `stark/fri_verify`: the low-degree test alone (FRI, ICALP 2018; winter-fri 0.13's transcript)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import StarkFriCell
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.stark.cell import attributes, demand
from zkpair_rust.stark.errors import ProofRejectedError
from zkpair_rust.stark.verify import Verdict

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["RustProve", "RustVerify", "StarkFriCell", "fri_prove", "fri_verify"]


def fri_prove(cell: StarkFriCell, evaluations: Buffer) -> bytes:
    """The proof that `evaluations` belong to a polynomial of degree below n/8.

    n elements of the quadratic extension, 16 bytes each (c0, c1), on the coset 7·⟨ω_n⟩ in natural order, with
    winterfell's ω of order 2^32, 7277203076849721926. Raises
    DegreeTooHighError, WrongLengthError, NonCanonicalFieldElementError.
    """
    cell.check(evaluations)
    return cell.prove(evaluations)[0]


def fri_verify(cell: StarkFriCell, proof: Buffer) -> None:
    """Returns when the proof holds for this cell, else raises ProofRejectedError with the reason. Takes any bytes."""
    reason, _ = cell.verify(proof)
    if reason is not None:
        raise ProofRejectedError(reason)


def fri_cell(case: Case) -> StarkFriCell:
    """The cell of a case; raises UnsupportedCellError or UnsupportedSizeError."""
    demand(case, "field", "goldilocks")
    return StarkFriCell(case.params.get("hash", ""), case.size)


@dataclass(frozen=True)
class FriInput:
    """One instance: evaluations whose degree was checked, or a proof, as the bytes that they are."""

    cell: StarkFriCell
    data: bytes


class RustProve(Adapter):
    """`stark/fri_prove:rust`."""

    wire_format = "winter-fri"
    attributes = attributes("winter-fri")

    def prepare(self, case: Case, threads: int) -> Sequence[FriInput]:
        """The degree of all evaluations checked, by interpolation."""
        cell = fri_cell(case)
        return each_instance(case, lambda blobs: self._input(cell, blobs))

    def _input(self, cell: StarkFriCell, blobs: Blobs) -> FriInput:
        evaluations = blob(blobs, "evaluations")
        cell.check(evaluations)
        return FriInput(cell, evaluations)

    def run(self, state: FriInput) -> bytes:
        """The proof."""
        proof, self._kernel_ns = state.cell.prove(state.data)
        return proof

    def encode(self, output: bytes) -> bytes:
        """The proof as it is."""
        return output


class RustVerify(Adapter):
    """`stark/fri_verify:rust`."""

    wire_format = "verdict-byte"
    attributes = attributes("own strict parser, then winter-fri")

    def prepare(self, case: Case, threads: int) -> Sequence[FriInput]:
        """Nothing that comes with an instance is refused."""
        cell = fri_cell(case)
        return each_instance(case, lambda blobs: FriInput(cell, blob(blobs, "proof")))

    def run(self, state: FriInput) -> Verdict:
        """Parses and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.cell.verify(state.data)
        return Verdict(reason)

    def encode(self, output: Verdict) -> bytes:
        """One byte: 1 accepted, 0 rejected."""
        return bytes([output.reason is None])
