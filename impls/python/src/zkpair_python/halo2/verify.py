"""`halo2/verify`: one byte, 1 accepted, 0 rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.halo.curve import VESTA, Curve
from zkpair_python.halo.errors import MalformedKey
from zkpair_python.halo.field import FP
from zkpair_python.verdict import Verdict
from zkpair_python.versions import LANGUAGE

from .cell import PUBLIC_LENGTHS, cell_of
from .judge import judge
from .key_text import parse_key
from .params_cache import cached_params
from .verifier import Statement, statement


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: decoding it strictly is a part of verifying."""

    statement: Statement
    public: bytes
    proof: bytes


class Python:
    """`halo2/verify:python`: the transcript again, the constraints at x, one multi-scalar multiplication at the end."""

    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "strict reader, constraints at one point, multiopen, IPA; double and add for each of n points",
        "simd": "none",
    }
    parallel = False
    curve: Curve = VESTA

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        circuit = cell_of(case).circuit()
        key = parse_key(require_blob(case.shared, "key", "shared"))
        if key.domain.k != circuit.log_rows:
            raise MalformedKey(f"the key is for 2^{key.domain.k} rows, the cell's circuit has 2^{circuit.log_rows}")
        prepared = statement(key, cached_params(key.domain.k, self.curve), PUBLIC_LENGTHS)
        return [
            VerifyInput(
                prepared, require_blob(blobs, "public", f"instance {i}"), require_blob(blobs, "proof", f"instance {i}")
            )
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: VerifyInput) -> Verdict:
        lengths = state.statement.public_lengths
        try:
            elements = FP.decode(state.public, sum(lengths), "public")
        except InputError as refusal:
            return Verdict(False, str(refusal))
        columns = [elements[end - length : end] for length, end in zip(lengths, accumulate(lengths), strict=True)]
        return judge(state.statement, [columns], state.proof)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
