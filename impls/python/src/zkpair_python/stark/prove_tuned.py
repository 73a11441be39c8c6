"""`stark/prove:python-tuned`: the prover over NumPy arrays (`tuned/`), the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

from .cell import stark_cell
from .proof import encode_proof
from .tuned.commitment import fast_hash
from .tuned.prover import TunedProver
from .tuned.trace import TraceInput, read_instance


def prove(state: TraceInput) -> bytes:
    """The proof's bytes."""
    proof = TunedProver(state.air, state.options, state.hash).prove(state.trace)
    return encode_proof(proof, state.air, state.options)


class PythonTuned:
    wire_format = "winterfell"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('numpy')}; sha3_256: hashlib; blake3: {library('blake3')}",
        "algorithm": "columns as uint64 arrays, NTT by passes of 64 rows, constraints over arrays, hashes one by one",
        "simd": "NumPy's",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[TraceInput]:
        cell = stark_cell(case)
        h = fast_hash(case.params["hash"])
        return [read_instance(cell, h, blobs, f"instance {i}") for i, blobs in enumerate(case.instances)]

    def run(self, state: TraceInput) -> bytes:
        return prove(state)

    def encode(self, output: bytes) -> bytes:
        return output
