"""`stark/prove_batch`: many independent traces of one cell, in one call or in a call each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust._native import StarkCell
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.errors import WrongLengthError
from zkpair_rust.stark.cell import WIRE_FORMAT, prover_attributes, stark_cell
from zkpair_rust.stark.errors import UnsupportedCellError

ELEMENT_BYTES = 8


@dataclass(frozen=True)
class BatchInput:
    """One instance, each trace checked."""

    cell: StarkCell
    traces: bytes
    publics: bytes
    count: int

    def each(self) -> list[tuple[memoryview, memoryview]]:
        """The traces and their public inputs, as views."""
        columns, inputs = (elements * ELEMENT_BYTES for elements in self.cell.elements())
        traces, publics = memoryview(self.traces), memoryview(self.publics)
        starts = range(self.count)
        return [(traces[i * columns : (i + 1) * columns], publics[i * inputs : (i + 1) * inputs]) for i in starts]


class Rust(Adapter):
    """`stark/prove_batch:rust`: one call, whole traces in parallel."""

    wire_format = WIRE_FORMAT
    attributes = prover_attributes("one call, parallel over traces")

    def prepare(self, case: Case, threads: int) -> Sequence[BatchInput]:
        """Each trace checked against the AIR."""
        rows = case.params.get("trace", "")
        if not rows.isascii() or not rows.isdecimal():
            raise UnsupportedCellError(f"trace={rows!r} is not a number of rows")
        cell = stark_cell(case, int(rows))
        return each_instance(case, lambda blobs: self._input(cell, blobs, case.size))

    def _input(self, cell: StarkCell, blobs: Blobs, count: int) -> BatchInput:
        state = BatchInput(cell, blob(blobs, "traces"), blob(blobs, "publics"), count)
        for name, data, elements in zip(
            ("traces", "publics"), (state.traces, state.publics), cell.elements(), strict=True
        ):
            expected = count * elements * ELEMENT_BYTES
            if count < 1 or len(data) != expected:
                raise WrongLengthError(f"{name} has {len(data)} bytes, {expected} are needed ({count} traces)")
        for trace, public in state.each():
            cell.check(trace, public)
        return state

    def run(self, state: BatchInput) -> list[bytes]:
        """The proofs."""
        proofs, self._kernel_ns = state.cell.prove_batch(state.traces, state.publics, state.count)
        return proofs

    def encode(self, output: list[bytes]) -> bytes:
        """For each proof its length as u32 and its bytes."""
        return b"".join(len(proof).to_bytes(4, "little") + proof for proof in output)


class RustOneByOne(Rust):
    """`stark/prove_batch:rust+one-by-one`: a call for each trace."""

    attributes = prover_attributes("a call for each trace")

    def run(self, state: BatchInput) -> list[bytes]:
        """The proofs, one after the other."""
        proofs, kernel_ns = [], 0
        for trace, public in state.each():
            proof, ns = state.cell.prove(trace, public)
            proofs.append(proof)
            kernel_ns += ns
        self._kernel_ns = kernel_ns
        return proofs
