"""`halo/decide`: one byte, 1 where m openings and their accumulation all hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict
from zkpair_python.versions import LANGUAGE

from .accumulation import decide
from .cell import ACCUMULATED_N, number_of_openings, shared_params
from .curve import VESTA, Curve
from .params import Params


@dataclass(frozen=True)
class DecideInput:
    params: Params
    m: int
    openings: bytes
    accumulation: bytes


class Python:
    """`halo/decide:python`: m + 1 succinct checks and one linear one."""

    curve: ClassVar[Curve] = VESTA
    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "succinct checks, one sum of n terms, double-and-add multiplications",
    }
    parallel = False
    one_by_one: ClassVar[bool] = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[DecideInput]:
        m, params = number_of_openings(case), shared_params(case, ACCUMULATED_N, self.curve)
        states = []
        for i, blobs in enumerate(case.instances):
            openings, accumulation = (
                require_blob(blobs, name, f"instance {i}") for name in ("openings", "accumulation")
            )
            states.append(DecideInput(params, m, openings, accumulation))
        return states

    def run(self, state: DecideInput) -> Verdict:
        try:
            decide(state.params, state.openings, state.m, state.accumulation, self.one_by_one)
        except InputError as refusal:
            return Verdict(False, str(refusal))
        return Verdict(True, "")

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
