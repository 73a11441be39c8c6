"""The groups by py_ecc's optimized_bn128: what a reader of the papers would write first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from py_ecc import optimized_bn128 as bn128
from py_ecc.optimized_bn128 import FQ, FQ2, FQ12

from zkpair_python.algebra.ntt import ntt

from .points import G1, G1_GENERATOR, G2, G2_GENERATOR, P, R


class ReferenceCurve:
    """Double-and-add for each scalar, one Miller loop for each pair."""

    name = "py_ecc optimized_bn128"

    def msm_g1(self, points: Sequence[G1], scalars: Sequence[int]) -> G1:
        return _from_g1(_sum_of_multiples([_to_g1(p) for p in points], scalars, bn128.Z1))

    def msm_g2(self, points: Sequence[G2], scalars: Sequence[int]) -> G2:
        return _from_g2(_sum_of_multiples([_to_g2(p) for p in points], scalars, bn128.Z2))

    def multiples_g1(self, scalars: Sequence[int]) -> list[G1]:
        return [_from_g1(bn128.multiply(_to_g1(G1_GENERATOR), k)) for k in scalars]

    def multiples_g2(self, scalars: Sequence[int]) -> list[G2]:
        return [_from_g2(bn128.multiply(_to_g2(G2_GENERATOR), k)) for k in scalars]

    def first_outside_subgroup(self, points: Sequence[G2]) -> int | None:
        for i, point in enumerate(points):
            if not bn128.is_inf(bn128.multiply(_to_g2(point), R)):
                return i
        return None

    def pairing_product(self, pairs: Sequence[tuple[G1, G2]]) -> tuple[int, ...]:
        loops = (bn128.pairing(_to_g2(q), _to_g1(p), final_exponentiate=False) for p, q in pairs)
        return _tower(bn128.final_exponentiate(reduce(lambda a, b: a * b, loops, FQ12.one())))

    def ntt(self, coefficients: Sequence[int], root: int) -> list[int]:
        return ntt(coefficients, root)


def _sum_of_multiples(points, scalars, zero):  # type: ignore[no-untyped-def]  # py_ecc's points are untyped tuples
    return reduce(bn128.add, (bn128.multiply(p, k) for p, k in zip(points, scalars, strict=True)), zero)


def _to_g1(point: G1):  # type: ignore[no-untyped-def]
    return bn128.Z1 if point is None else (FQ(point[0]), FQ(point[1]), FQ.one())


def _to_g2(point: G2):  # type: ignore[no-untyped-def]
    return bn128.Z2 if point is None else (FQ2(point[0]), FQ2(point[1]), FQ2.one())


def _from_g1(point) -> G1:  # type: ignore[no-untyped-def]
    if bn128.is_inf(point):
        return None
    x, y = bn128.normalize(point)
    return int(x), int(y)


def _from_g2(point) -> G2:  # type: ignore[no-untyped-def]
    if bn128.is_inf(point):
        return None
    x, y = bn128.normalize(point)
    (x0, x1), (y0, y1) = x.coeffs, y.coeffs
    return (int(x0), int(x1)), (int(y0), int(y1))


def _tower(f: FQ12) -> tuple[int, ...]:
    """py_ecc's F_p[w]/(w¹² − 18w⁶ + 82) in the order c0.c0.c0, c0.c0.c1, c0.c1.c0, … of F_p2[v]/(v³ − 9 − u)[w]/(w² − v).

    w⁶ = 9 + u, so t_i·w^i + t_{i+6}·w^{i+6} = (t_i + 9·t_{i+6} + t_{i+6}·u)·w^i, and w^i = v^(i/2) · w^(i mod 2).
    """
    t = [int(c) for c in f.coeffs]
    powers_of_w = (0, 2, 4, 1, 3, 5)  # c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2
    return tuple(c for i in powers_of_w for c in ((t[i] + 9 * t[i + 6]) % P, t[i + 6]))
