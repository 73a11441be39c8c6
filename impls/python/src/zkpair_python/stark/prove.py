"""`stark/prove`: from a trace and public inputs to winterfell's proof bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.versions import LANGUAGE

from .air import Air
from .cell import StarkCell, stark_cell
from .errors import UnsatisfiedTrace
from .field import decode_elements
from .hashing import Hash
from .options import Options
from .proof import encode_proof
from .prover import Prover


@dataclass(frozen=True)
class ProveInput:
    """A trace by columns that satisfies the AIR."""

    air: Air
    trace: list[list[int]]
    options: Options
    hash: Hash


def read_instance(cell: StarkCell, blobs: Mapping[str, bytes], where: str) -> ProveInput:
    """Public inputs and trace of one instance, checked against the AIR.

    Raises `WrongLengthError`, `NonCanonicalFieldElementError`, or `UnsatisfiedTrace` with the first row and constraint.
    """
    public = decode_elements(require_blob(blobs, "public", where), cell.air.num_public, f"{where}: public")
    air, n = cell.air(cell.length, public), cell.length
    flat = decode_elements(require_blob(blobs, "trace", where), n * air.main_width, f"{where}: trace")
    trace = [flat[i * n : (i + 1) * n] for i in range(air.main_width)]
    violation = air.violation(trace)
    if violation is not None:
        raise UnsatisfiedTrace(f"{where}: trace: {violation}; make the trace anew from its inputs")
    return ProveInput(air, trace, cell.options, cell.hash)


class Python:
    """`stark/prove:python`: plain ints and lists, step by step as in the papers."""

    prover: type[Prover] = Prover
    wire_format = "winterfell"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for SHA3-256",
        "algorithm": "recursive NTT on lists of ints, constraints point by point",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        cell = stark_cell(case)
        return [read_instance(cell, blobs, f"instance {i}") for i, blobs in enumerate(case.instances)]

    def run(self, state: ProveInput) -> bytes:
        proof = self.prover(state.air, state.options, state.hash).prove(state.trace)
        return encode_proof(proof, state.air, state.options)

    def encode(self, output: bytes) -> bytes:
        return output
