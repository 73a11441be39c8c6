"""`halo/ipa_open`: a polynomial, its blind and a point to commitment ‖ value ‖ proof that the value is right there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE

from .cell import Committed, committed, ipa_size, one_scalar, seed_of, shared_params
from .curve import VESTA, Curve
from .ipa import Statement, create_proof, evaluate
from .params import Params
from .stream import random_scalars
from .transcript import TranscriptWriter
from .wire import encode_opened


@dataclass(frozen=True)
class OpenInput:
    params: Params
    committed: Committed
    point: int
    seed: bytes


class Python:
    """`halo/ipa_open:python`: the protocol as it is written."""

    curve: ClassVar[Curve] = VESTA
    wire_format = "halo2-ipa"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "generators folded in every round, double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[OpenInput]:
        n = ipa_size(case)
        params = shared_params(case, n, self.curve)
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            polynomial = committed(blobs, n, where, self.curve)
            point = one_scalar(blobs, "point", where, self.curve)
            states.append(OpenInput(params, polynomial, point, seed_of(blobs, where)))
        return states

    def run(self, state: OpenInput) -> bytes:
        polynomial, blind = state.committed.polynomial, state.committed.blind
        commitment = state.params.commit(polynomial, blind)
        value = evaluate(self.curve.scalars, polynomial, state.point)
        transcript = TranscriptWriter(self.curve)
        Statement(commitment, state.point, value).absorb(transcript)
        draws = random_scalars(self.curve.scalars, state.seed)
        create_proof(state.params, draws, transcript, polynomial, blind, state.point)
        return encode_opened(self.curve, commitment, value, transcript.proof)

    def encode(self, output: bytes) -> bytes:
        return output
