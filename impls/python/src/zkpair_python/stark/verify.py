"""`stark/verify` for winterfell's proofs: one byte, 1 accepted, 0 rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict
from zkpair_python.versions import LANGUAGE

from .air import Air
from .cell import StarkCell, stark_cell
from .errors import UnsupportedCellError
from .field import decode_elements
from .hashing import Hash
from .options import Options
from .proof import Proof
from .verifier import judge, verify


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: decoding it strictly is a part of verifying."""

    cell: StarkCell
    public: bytes
    proof: bytes


class Python:
    """`stark/verify:python`: the transcript again, then constraints, openings and FRI at the queries."""

    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for SHA3-256",
        "algorithm": "strict reader, constraints at one point, batch Merkle openings, FRI on rows of 4",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        cell = self.cell(case)
        if case.params.get("format") != "winterfell":
            raise UnsupportedCellError(f"format={case.params.get('format')!r} is not done here; use winterfell")
        return [
            VerifyInput(
                cell, require_blob(blobs, "public", f"instance {i}"), require_blob(blobs, "proof", f"instance {i}")
            )
            for i, blobs in enumerate(case.instances)
        ]

    def cell(self, case: Case) -> StarkCell:
        return stark_cell(case)

    def run(self, state: VerifyInput) -> Verdict:
        cell = state.cell
        try:
            public = decode_elements(state.public, cell.air.num_public, "public")
        except InputError as refusal:
            return Verdict(False, str(refusal))
        return judge(state.proof, cell.air(cell.length, public), cell.options, cell.hash, self.verify)

    def verify(self, proof: Proof, air: Air, options: Options, h: Hash) -> None:
        verify(proof, air, options, h)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
