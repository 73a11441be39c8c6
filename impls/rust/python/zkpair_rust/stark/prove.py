"""`stark/prove`: a proof that a trace satisfies its AIR (ePrint 2018/046; ethSTARK, ePrint 2021/582)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import StarkCell
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.stark.cell import WIRE_FORMAT, prover_attributes, stark_cell

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Rust", "StarkCell", "prove"]


def prove(cell: StarkCell, trace: Buffer, public: Buffer) -> bytes:
    """The proof, winterfell 0.13's `Proof::to_bytes()`, for a trace that was checked against the AIR.

    `trace` holds the columns one after the other and `public` the public inputs, canonical u64 little-endian (or uint64
    arrays); a read-only buffer is read in place. Raises UnsatisfiedTraceError with the first row and constraint that
    fail, WrongLengthError, NonCanonicalFieldElementError, DegenerateTraceError.
    """
    cell.check(trace, public)
    return cell.prove(trace, public)[0]


@dataclass(frozen=True)
class ProveInput:
    """One instance, checked. The trace stays the bytes that it is: proving converts each element once."""

    cell: StarkCell
    trace: bytes
    public: bytes


class Rust(Adapter):
    """`stark/prove:rust`."""

    wire_format = WIRE_FORMAT
    attributes = prover_attributes("smallest nonce whatever the threads")

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        """Each trace checked against the AIR."""
        cell = stark_cell(case, case.size)
        return each_instance(case, lambda blobs: self._input(cell, blobs))

    def _input(self, cell: StarkCell, blobs: Blobs) -> ProveInput:
        trace, public = blob(blobs, "trace"), blob(blobs, "public")
        cell.check(trace, public)
        return ProveInput(cell, trace, public)

    def run(self, state: ProveInput) -> bytes:
        """The proof."""
        proof, self._kernel_ns = state.cell.prove(state.trace, state.public)
        return proof

    def encode(self, output: bytes) -> bytes:
        """The proof as it is."""
        return output
