"""`stark/verify:python-tuned`: compiled hashes, and all queries side by side in NumPy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.versions import LANGUAGE, library

from .cell import StarkCell, stark_cell
from .errors import UnsupportedCellError
from .field import decode_elements
from .tuned.commitment import fast_hash
from .tuned.verifier import judge
from .verifier import Verdict
from .verify import VerifyInput


def judge_bytes(state: VerifyInput) -> Verdict:
    cell = state.cell
    try:
        public = decode_elements(state.public, cell.air.num_public, "public")
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return judge(state.proof, cell.air(cell.length, public), cell.options, cell.hash)


class PythonTuned:
    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('numpy')}; sha3_256: hashlib; blake3: {library('blake3')}",
        "algorithm": "strict reader, constraints at one point, the queries' DEEP values and folds as arrays",
        "simd": "NumPy's",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        cell = stark_cell(case)
        if case.params.get("format") != "winterfell":
            raise UnsupportedCellError(f"format={case.params.get('format')!r} is not done here; use winterfell")
        fast = StarkCell(cell.air, cell.length, fast_hash(case.params["hash"]), cell.options)
        return [
            VerifyInput(
                fast, require_blob(blobs, "public", f"instance {i}"), require_blob(blobs, "proof", f"instance {i}")
            )
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: VerifyInput) -> Verdict:
        return judge_bytes(state)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
