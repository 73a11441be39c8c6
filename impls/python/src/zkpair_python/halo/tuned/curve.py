"""Pallas and Vesta with gmpy2: Pippenger for sums, generators folded in lockstep.

Folding multiplies half of the points by one scalar. With u = u₁ + u₂λ and the signed digits of u₁ and u₂ side by side,

    [u]P = Σ_i 2^i·(d_i·P + e_i·φ(P)),      d_i, e_i ∈ {−1, 0, 1}

takes half the doublings, and each step of all points shares one inversion.
"""

from collections.abc import Sequence
from itertools import zip_longest

from zkpair_python.algebra.affine_group import AffineGroup
from zkpair_python.algebra.glv import Glv
from zkpair_python.algebra.group import negate
from zkpair_python.algebra.number import mpz, signed_digits
from zkpair_python.algebra.pippenger import msm
from zkpair_python.halo.curve import PALLAS, VESTA, Curve, Jacobian, Point


def group_of(curve: Curve) -> AffineGroup:
    """The curve's group; pasta_curves' two cube roots of unity belong together: (ζx, y) = [ζ'](x, y)."""
    return AffineGroup(curve.field.modulus, curve.field.zeta, Glv(curve.scalars.modulus, curve.scalars.zeta))


GROUPS = {curve.name: group_of(curve) for curve in (PALLAS, VESTA)}


def multiply_each(group: AffineGroup, points: Sequence[Point], k: int) -> list[Point]:
    """[k]P for each point, k taken mod the order."""
    k1, k2 = group.glv.split(mpz(k) % group.glv.order)
    images = [None if point is None else group.endomorphism(point) for point in points]
    if k1 < 0:
        points, k1 = [negate(group, point) for point in points], -k1
    if k2 < 0:
        images, k2 = [negate(group, point) for point in images], -k2
    table = {(1, 0): points, (0, 1): images}
    table[1, 1] = group.add_pairs(points, images)
    table[1, -1] = group.add_pairs(points, [negate(group, image) for image in images])
    for (d, e), multiples in list(table.items()):
        table[-d, -e] = [negate(group, multiple) for multiple in multiples]
    results: list[Point] = [None] * len(points)
    digits = list(zip_longest(signed_digits(k1, 2), signed_digits(k2, 2), fillvalue=0))
    for pair in reversed(digits):
        results = group.double_each(results)
        if pair != (0, 0):
            results = group.add_pairs(results, table[pair])
    return results


class TunedCurve(Curve):
    """The same group; coordinates come out as `mpz`."""

    def msm(self, scalars: Sequence[int], points: Sequence[Point]) -> Point:
        return msm(GROUPS[self.name], [fast(point) for point in points], scalars)

    def collapse(self, points: Sequence[Point], u: int) -> list[Point]:
        group = GROUPS[self.name]
        half = len(points) // 2
        low, high = ([fast(point) for point in part] for part in (points[:half], points[half:]))
        return group.add_pairs(low, multiply_each(group, high, u))

    def _multiply(self, point: Point, k: int) -> Jacobian:
        return super()._multiply(fast(point), k)


def fast(point: Point) -> Point:
    """With coordinates of `mpz`."""
    return None if point is None else (mpz(point[0]), mpz(point[1]))


PALLAS_TUNED = TunedCurve(PALLAS.name, PALLAS.field, PALLAS.scalars)
VESTA_TUNED = TunedCurve(VESTA.name, VESTA.field, VESTA.scalars)
