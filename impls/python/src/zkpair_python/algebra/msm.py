"""Multi-scalar multiplication as it is defined, over py_ecc's optimized_bn128 and our own Pasta curves:

Σ_i k_i · P_i        each k_i · P_i by double-and-add in projective coordinates
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from py_ecc.optimized_bn128.optimized_curve import Z1, Z2, add, multiply

from zkpair_python.algebra.msm_input import MsmInput, decode_bases, decode_scalars
from zkpair_python.algebra.points import encode_point, to_py_ecc_g1, to_py_ecc_g2
from zkpair_python.case import Case
from zkpair_python.halo.curve import CURVES
from zkpair_python.halo.encoding import encode_point as encode_pasta
from zkpair_python.versions import LANGUAGE, library

PyEccPoint = Any  # py_ecc's projective (x, y, z) over FQ or FQ2

Output = tuple[str, PyEccPoint]  # the curve, the sum


def msm(points: Sequence[PyEccPoint], scalars: Sequence[int], zero: PyEccPoint) -> PyEccPoint:
    """Σ scalars[i] · points[i]; `zero` is the curve's point at infinity."""
    total = zero
    for point, scalar in zip(points, scalars, strict=True):
        total = add(total, multiply(point, scalar))
    return total


class Python:
    """`algebra/msm:python`: one multiplication after the other, in BN254 py_ecc's."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"BN254: {library('py_ecc')}",
        "algorithm": "sum of double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[MsmInput[PyEccPoint]]:
        curve, bases = decode_bases(case)
        if curve in CURVES:
            return [MsmInput(curve, bases, scalars) for scalars in decode_scalars(case)]
        to_py_ecc = to_py_ecc_g1 if curve == "bn254_g1" else to_py_ecc_g2
        points = [to_py_ecc(base) for base in bases]
        return [MsmInput(curve, points, scalars) for scalars in decode_scalars(case)]

    def run(self, state: MsmInput[PyEccPoint]) -> Output:
        if state.curve in CURVES:
            return state.curve, CURVES[state.curve].msm(state.scalars, state.bases)
        return state.curve, msm(state.bases, state.scalars, Z1 if state.curve == "bn254_g1" else Z2)

    def encode(self, output: Output) -> bytes:
        curve, point = output
        return encode_pasta(CURVES[curve], point) if curve in CURVES else encode_point(point)
