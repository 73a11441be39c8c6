"""`stark/prove` with plonky3: the proof, in an envelope with its options, that a trace satisfies its AIR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.plonky3.adapter import Plonky3
from zkpair_rust.plonky3.library import Cell, Library
from zkpair_rust.plonky3.stark import ALGORITHM, operation, operations, stark_cell


@dataclass(frozen=True)
class ProveInput:
    """One instance, checked. The trace stays the bytes that it is; the library reads it in place."""

    library: Library
    cell: Cell
    trace: bytes
    public: bytes


class Best(Plonky3):
    """`stark/prove:plonky3`."""

    algorithm = ALGORITHM
    operations = operations("prove")

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        """Each trace checked against the AIR."""
        cell = stark_cell(case)
        library = self.library(operation("prove", cell))
        return each_instance(case, lambda blobs: self._input(library, cell, blobs))

    def _input(self, library: Library, cell: Cell, blobs: Blobs) -> ProveInput:
        trace, public = blob(blobs, "trace"), blob(blobs, "public")
        library.check(cell, trace, public)
        return ProveInput(library, cell, trace, public)

    def run(self, state: ProveInput) -> bytes:
        """The proof."""
        return state.library.prove(state.cell, state.trace, state.public)

    def encode(self, output: bytes) -> bytes:
        """The proof as it is."""
        return output


class Scalar(Best):
    """`stark/prove:plonky3+scalar`."""

    level = "scalar"


class Avx2(Best):
    """`stark/prove:plonky3+avx2`."""

    level = "avx2"


class Avx512(Best):
    """`stark/prove:plonky3+avx512`."""

    level = "avx512"
