"""`stark/prove_batch:python-tuned`: the prover over NumPy arrays, one trace after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.versions import LANGUAGE, library

from .prove_batch import batch_cell, split
from .prove_tuned import prove
from .tuned.commitment import fast_hash
from .tuned.trace import TraceInput, read_instance


class PythonTuned:
    wire_format = "winterfell"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('numpy')}; sha3_256: hashlib; blake3: {library('blake3')}",
        "algorithm": "as stark/prove:python-tuned, one proof after the other",
        "simd": "NumPy's",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[list[TraceInput]]:
        cell, count = batch_cell(case), case.size
        h = fast_hash(case.params["hash"])
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            size = cell.length * cell.air.main_width
            traces = split(require_blob(blobs, "traces", where), count, size, f"{where}: traces")
            publics = split(require_blob(blobs, "publics", where), count, cell.air.num_public, f"{where}: publics")
            parts = [{"trace": trace, "public": public} for trace, public in zip(traces, publics, strict=True)]
            states.append([read_instance(cell, h, part, f"{where}, trace {k}") for k, part in enumerate(parts)])
        return states

    def run(self, state: list[TraceInput]) -> list[bytes]:
        return [prove(one) for one in state]

    def encode(self, output: list[bytes]) -> bytes:
        return b"".join(len(proof).to_bytes(4, "little") + proof for proof in output)
