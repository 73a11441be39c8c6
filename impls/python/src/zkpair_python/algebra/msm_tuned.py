"""Multi-scalar multiplication with gmpy2: Pippenger's buckets, see `zkpair_python.algebra.pippenger`."""

from typing import Any, ClassVar

from zkpair_python.algebra.bn254.codec import encode_g1, encode_g2
from zkpair_python.algebra.bn254.g1 import G1Point
from zkpair_python.algebra.bn254.g2 import G2Point
from zkpair_python.algebra.bn254.msm import msm_g1, msm_g2
from zkpair_python.algebra.msm_input import MsmInput, decode_bases, decode_scalars
from zkpair_python.algebra.number import gmpy2_reason, mpz
from zkpair_python.algebra.pippenger import msm
from zkpair_python.case import Case
from zkpair_python.halo.curve import CURVES
from zkpair_python.halo.encoding import encode_point
from zkpair_python.halo.tuned.curve import GROUPS, fast
from zkpair_python.versions import LANGUAGE, library

MsmOutput = tuple[str, G1Point | G2Point | None]  # the curve, the sum


class PythonTuned:
    """`algebra/msm:python-tuned`: GLV, signed windows, batched affine additions."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("gmpy2"),
        "algorithm": "Pippenger, signed windows, GLV, affine additions with shared inversions",
    }
    parallel = False

    def available(self) -> str | None:
        return gmpy2_reason()

    def prepare(self, case: Case, threads: int) -> list[MsmInput[Any]]:
        curve, bases = decode_bases(case)
        if curve in CURVES:
            bases = [fast(base) for base in bases]  # type: ignore[arg-type]
        return [MsmInput(curve, bases, list(map(mpz, scalars))) for scalars in decode_scalars(case)]

    def run(self, state: MsmInput[Any]) -> MsmOutput:
        if state.curve in CURVES:
            return state.curve, msm(GROUPS[state.curve], state.bases, state.scalars)
        of_bn254 = msm_g1 if state.curve == "bn254_g1" else msm_g2
        return state.curve, of_bn254(state.bases, state.scalars)

    def encode(self, output: MsmOutput) -> bytes:
        curve, point = output
        if curve in CURVES:
            return encode_point(CURVES[curve], point)  # type: ignore[arg-type]
        return encode_g1([point]) if curve == "bn254_g1" else encode_g2([point])  # type: ignore[list-item]
