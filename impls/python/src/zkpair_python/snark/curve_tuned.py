"""The groups by `zkpair_python.algebra.bn254`: Pippenger, fixed-base tables, batched subgroup checks, tuned pairing."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.algebra.bn254 import fp12, g1, g2, pairing
from zkpair_python.algebra.bn254.fixed_base import FixedBase
from zkpair_python.algebra.bn254.msm import msm_g1, msm_g2
from zkpair_python.algebra.ntt_tuned import ntt
from zkpair_python.algebra.number import gmpy2_reason, mpz

from .points import G1, G2


class TunedCurve:
    """What a good engineer reaches without leaving Python."""

    name = "gmpy2"

    def msm_g1(self, points: Sequence[G1], scalars: Sequence[int]) -> G1:
        return _from_g1(msm_g1([_to_g1(p) for p in points], scalars))

    def msm_g2(self, points: Sequence[G2], scalars: Sequence[int]) -> G2:
        return _from_g2(msm_g2([_to_g2(p) for p in points], scalars))

    def multiples_g1(self, scalars: Sequence[int]) -> list[G1]:
        return [_from_g1(p) for p in FixedBase(g1.G1, g1.GENERATOR, len(scalars)).multiply_each(scalars)]

    def multiples_g2(self, scalars: Sequence[int]) -> list[G2]:
        return [_from_g2(p) for p in FixedBase(g2.G2, g2.GENERATOR, len(scalars)).multiply_each(scalars)]

    def first_outside_subgroup(self, points: Sequence[G2]) -> int | None:
        inside = g2.are_in_subgroup([_to_g2(p) for p in points])
        return None if all(inside) else inside.index(False)

    def pairing_product(self, pairs: Sequence[tuple[G1, G2]]) -> tuple[int, ...]:
        packed = pairing.pairing_product([(_to_g1(p), _to_g2(q)) for p, q in pairs])
        return tuple(int(c) for c in fp12.to_tower(packed))

    def ntt(self, coefficients: Sequence[int], root: int) -> list[int]:
        return ntt(coefficients, root)


def unavailable() -> str | None:
    """None when gmpy2 is there, else what to do."""
    return gmpy2_reason()


def _to_g1(point: G1) -> g1.G1Point | None:
    return None if point is None else (mpz(point[0]), mpz(point[1]))


def _to_g2(point: G2) -> g2.G2Point | None:
    if point is None:
        return None
    (x0, x1), (y0, y1) = point
    return mpz(x0), mpz(x1), mpz(y0), mpz(y1)


def _from_g1(point: g1.G1Point | None) -> G1:
    return None if point is None else (int(point[0]), int(point[1]))


def _from_g2(point: g2.G2Point | None) -> G2:
    if point is None:
        return None
    x0, x1, y0, y1 = point
    return (int(x0), int(x1)), (int(y0), int(y1))
