"""`halo/ipa_commit`: n coefficients and a blind to their Pedersen commitment Σ p_i·g_i + r·w over Vesta, 32 bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE

from .cell import Committed, committed, ipa_size, shared_params
from .curve import VESTA, Curve, Point
from .encoding import compress
from .params import Params


@dataclass(frozen=True)
class CommitInput:
    params: Params
    committed: Committed


class Python:
    """`halo/ipa_commit:python`: one multiplication after the other."""

    curve: ClassVar[Curve] = VESTA
    wire_format = "halo2-point"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "sum of double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[CommitInput]:
        n = ipa_size(case)
        params = shared_params(case, n, self.curve)
        return [
            CommitInput(params, committed(blobs, n, f"instance {i}", self.curve))
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: CommitInput) -> Point:
        return state.params.commit(state.committed.polynomial, state.committed.blind)

    def encode(self, output: Point) -> bytes:
        return compress(self.curve, output)
