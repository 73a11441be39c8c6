"""`halo/ipa_verify`: one byte, 1 where the proof shows that the committed polynomial has the value at the point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict
from zkpair_python.versions import LANGUAGE

from .cell import ipa_size, shared_params
from .curve import VESTA, Curve
from .ipa import check_opening, read_opening, start
from .params import Params
from .wire import decode_statement


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: decoding it strictly is a part of verifying."""

    params: Params
    statement: bytes
    proof: bytes


def judge(params: Params, statement: bytes, proof: bytes) -> Verdict:
    """The whole verifier; whatever comes is answered."""
    try:
        claim = decode_statement(params.curve, statement)
        transcript = start(params.curve, claim, proof)
        opening = read_opening(params.k, transcript, claim)
        transcript.finish()
        check_opening(params, opening)
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return Verdict(True, "")


class Python:
    """`halo/ipa_verify:python`: the transcript again, then one sum of n + 2k + 5 terms."""

    curve: ClassVar[Curve] = VESTA
    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "the verifier's equation, double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        params = shared_params(case, ipa_size(case), self.curve)
        return [
            VerifyInput(
                params,
                require_blob(blobs, "statement", f"instance {i}"),
                require_blob(blobs, "proof", f"instance {i}"),
            )
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: VerifyInput) -> Verdict:
        return judge(state.params, state.statement, state.proof)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
