"""`halo/accumulate`: m openings to one that holds, in O(n), if all of them do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.versions import LANGUAGE

from .accumulation import accumulate
from .cell import ACCUMULATED_N, number_of_openings, seed_of, shared_params
from .curve import VESTA, Curve
from .params import Params
from .stream import random_scalars


@dataclass(frozen=True)
class AccumulateInput:
    """The openings stay in bytes: reading and checking them is a part of accumulating."""

    params: Params
    m: int
    openings: bytes
    seed: bytes


class Python:
    """`halo/accumulate:python`: m succinct checks, then one opening of the sum."""

    curve: ClassVar[Curve] = VESTA
    wire_format = "halo2-ipa-accumulation"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "succinct checks, generators folded in every round, double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[AccumulateInput]:
        m, params = number_of_openings(case), shared_params(case, ACCUMULATED_N, self.curve)
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            states.append(AccumulateInput(params, m, require_blob(blobs, "openings", where), seed_of(blobs, where)))
        return states

    def run(self, state: AccumulateInput) -> bytes:
        return accumulate(state.params, state.openings, state.m, random_scalars(self.curve.scalars, state.seed))

    def encode(self, output: bytes) -> bytes:
        return output
