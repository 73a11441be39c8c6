"""`stark/verify` with plonky3: does a proof of the wire format `plonky3` hold for this cell and these public inputs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.plonky3.adapter import WIRE_FORMAT, Plonky3, demand
from zkpair_rust.plonky3.library import Cell, Library
from zkpair_rust.plonky3.stark import ALGORITHM, operation, operations, stark_cell


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of verifying."""

    library: Library
    cell: Cell
    proof: bytes
    public: bytes


class Best(Plonky3):
    """`stark/verify:plonky3`."""

    wire_format = "verdict-byte"
    algorithm = ALGORITHM
    operations = operations("verify")

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        """Nothing that comes with an instance is refused."""
        demand(case.params, "format", (WIRE_FORMAT,))
        cell = stark_cell(case)
        library = self.library(operation("verify", cell))
        library.security(cell)  # refuses a cell that the library does not have

        def taken(blobs: Blobs) -> VerifyInput:
            return VerifyInput(library, cell, blob(blobs, "proof"), blob(blobs, "public"))

        return each_instance(case, taken)

    def run(self, state: VerifyInput) -> bool:
        """Parses and verifies; what is malformed is rejected."""
        return state.library.verify(state.cell, state.proof, state.public)

    def encode(self, output: bool) -> bytes:
        """One byte: 1 accepted, 0 rejected."""
        return bytes([output])


class Scalar(Best):
    """`stark/verify:plonky3+scalar`."""

    level = "scalar"


class Avx2(Best):
    """`stark/verify:plonky3+avx2`."""

    level = "avx2"


class Avx512(Best):
    """`stark/verify:plonky3+avx512`."""

    level = "avx512"
