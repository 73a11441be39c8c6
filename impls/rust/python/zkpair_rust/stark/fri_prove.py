"""`stark/fri_prove`: the low-degree test alone (FRI, ICALP 2018; winter-fri 0.13's transcript)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import StarkFriCell
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.stark.cell import attributes, fri_cell

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Rust", "StarkFriCell", "fri_prove"]


def fri_prove(cell: StarkFriCell, evaluations: Buffer) -> bytes:
    """The proof that `evaluations` belong to a polynomial of degree below n/8.

    n elements of the quadratic extension, 16 bytes each (c0, c1), on the coset 7·⟨ω_n⟩ in natural order, with
    winterfell's ω of order 2^32, 7277203076849721926. Raises
    DegreeTooHighError, WrongLengthError, NonCanonicalFieldElementError.
    """
    cell.check(evaluations)
    return cell.prove(evaluations)[0]


@dataclass(frozen=True)
class FriProveInput:
    """One instance: evaluations whose degree was checked, as the bytes that they are."""

    cell: StarkFriCell
    evaluations: bytes


class Rust(Adapter):
    """`stark/fri_prove:rust`."""

    wire_format = "winter-fri"
    attributes = attributes("winter-fri")

    def prepare(self, case: Case, threads: int) -> Sequence[FriProveInput]:
        """The degree of all evaluations checked, by interpolation."""
        cell = fri_cell(case)
        return each_instance(case, lambda blobs: self._input(cell, blobs))

    def _input(self, cell: StarkFriCell, blobs: Blobs) -> FriProveInput:
        evaluations = blob(blobs, "evaluations")
        cell.check(evaluations)
        return FriProveInput(cell, evaluations)

    def run(self, state: FriProveInput) -> bytes:
        """The proof."""
        proof, self._kernel_ns = state.cell.prove(state.evaluations)
        return proof

    def encode(self, output: bytes) -> bytes:
        """The proof as it is."""
        return output
