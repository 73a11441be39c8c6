"""The groups by py_ecc's optimized_bn128: what a reader of the papers would write first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py_ecc.optimized_bn128.optimized_curve import Z1, Z2, is_inf, multiply, normalize

from zkpair_python.algebra.field import R
from zkpair_python.algebra.msm import msm
from zkpair_python.algebra.ntt import ntt
from zkpair_python.algebra.pairing import pairing_product, to_tower
from zkpair_python.algebra.points import to_py_ecc_g1, to_py_ecc_g2

from .points import G1, G1_GENERATOR, G2, G2_GENERATOR


class ReferenceCurve:
    """Double-and-add for each scalar, one Miller loop for each pair."""

    name = "py_ecc optimized_bn128"

    def msm_g1(self, points: Sequence[G1], scalars: Sequence[int]) -> G1:
        return _from_g1(msm([to_py_ecc_g1(p) for p in points], scalars, Z1))

    def msm_g2(self, points: Sequence[G2], scalars: Sequence[int]) -> G2:
        return _from_g2(msm([_to_g2(p) for p in points], scalars, Z2))

    def multiples_g1(self, scalars: Sequence[int]) -> list[G1]:
        return [_from_g1(multiply(to_py_ecc_g1(G1_GENERATOR), k)) for k in scalars]

    def multiples_g2(self, scalars: Sequence[int]) -> list[G2]:
        return [_from_g2(multiply(_to_g2(G2_GENERATOR), k)) for k in scalars]

    def first_outside_subgroup(self, points: Sequence[G2]) -> int | None:
        for i, point in enumerate(points):
            if not is_inf(multiply(_to_g2(point), R)):
                return i
        return None

    def pairing_product(self, pairs: Sequence[tuple[G1, G2]]) -> tuple[int, ...]:
        return tuple(to_tower(pairing_product([(to_py_ecc_g1(p), _to_g2(q)) for p, q in pairs])))

    def ntt(self, coefficients: Sequence[int], root: int) -> list[int]:
        return ntt(coefficients, root)


def _to_g2(point: G2) -> Any:
    return to_py_ecc_g2(None if point is None else (*point[0], *point[1]))


def _from_g1(point: Any) -> G1:
    if is_inf(point):
        return None
    x, y = normalize(point)
    return int(x), int(y)


def _from_g2(point: Any) -> G2:
    if is_inf(point):
        return None
    (x0, x1), (y0, y1) = (coordinate.coeffs for coordinate in normalize(point))
    return (int(x0), int(x1)), (int(y0), int(y1))
