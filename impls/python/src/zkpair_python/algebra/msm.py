"""Multi-scalar multiplication as it is defined, over py_ecc's optimized_bn128:

Σ_i k_i · P_i        each k_i · P_i by double-and-add in projective coordinates
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from py_ecc.optimized_bn128.optimized_curve import Z1, Z2, add, multiply

from zkpair_python.algebra.msm_input import MsmInput, decode_bases, decode_scalars
from zkpair_python.algebra.points import encode_point, to_py_ecc_g1, to_py_ecc_g2
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

PyEccPoint = Any  # py_ecc's projective (x, y, z) over FQ or FQ2


def msm(points: Sequence[PyEccPoint], scalars: Sequence[int], zero: PyEccPoint) -> PyEccPoint:
    """Σ scalars[i] · points[i]; `zero` is the curve's point at infinity."""
    total = zero
    for point, scalar in zip(points, scalars, strict=True):
        total = add(total, multiply(point, scalar))
    return total


class Python:
    """`algebra/msm:python`: one py_ecc multiplication after the other."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("py_ecc"),
        "algorithm": "sum of double-and-add multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[MsmInput[PyEccPoint]]:
        curve, bases = decode_bases(case)
        to_py_ecc = to_py_ecc_g1 if curve == "bn254_g1" else to_py_ecc_g2
        points = [to_py_ecc(base) for base in bases]
        return [MsmInput(curve, points, scalars) for scalars in decode_scalars(case)]

    def run(self, state: MsmInput[PyEccPoint]) -> PyEccPoint:
        return msm(state.bases, state.scalars, Z1 if state.curve == "bn254_g1" else Z2)

    def encode(self, output: PyEccPoint) -> bytes:
        return encode_point(output)
