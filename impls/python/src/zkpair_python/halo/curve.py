"""Pallas and Vesta, y² = x³ + 5 of prime order; each one's order is the other's field (The Pasta Curves).

A point is affine, (x, y), or None for infinity. Chord and tangent: with λ = (y₂ − y₁)/(x₂ − x₁), or 3x₁²/(2y₁),

    x₃ = λ² − x₁ − x₂,    y₃ = λ(x₁ − x₃) − y₁

Multiplication goes through Jacobian coordinates, x = X/Z², y = Y/Z³, so that it costs one inversion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .field import FP, FQ, PrimeField

Point = tuple[int, int] | None
Jacobian = tuple[int, int, int]  # Z = 0 is infinity

B = 5
INFINITY: Jacobian = (1, 1, 0)


@dataclass(frozen=True)
class Curve:
    """y² = x³ + 5 over `field`, a group of order `scalars.modulus`."""

    name: str
    field: PrimeField
    scalars: PrimeField

    @property
    def generator(self) -> tuple[int, int]:
        """(−1, 2)."""
        return self.field.modulus - 1, 2

    def is_on_curve(self, point: Point) -> bool:
        if point is None:
            return True
        x, y = point
        return (y * y - x * x * x - B) % self.field.modulus == 0

    def negate(self, point: Point) -> Point:
        return None if point is None else (point[0], -point[1] % self.field.modulus)

    def add(self, left: Point, right: Point) -> Point:
        if left is None or right is None:
            return right if left is None else left
        p = self.field.modulus
        (x1, y1), (x2, y2) = left, right
        if x1 == x2:
            if y1 != y2:
                return None  # the order is odd, so no y is zero
            slope = 3 * x1 * x1 * self.field.inverse(2 * y1) % p
        else:
            slope = (y2 - y1) * self.field.inverse(x2 - x1) % p
        x3 = (slope * slope - x1 - x2) % p
        return x3, (slope * (x1 - x3) - y1) % p

    def multiply(self, point: Point, k: int) -> Point:
        """[k]P by double and add; k is taken mod the order."""
        return self.to_affine(self._multiply(point, k))

    def msm(self, scalars: Sequence[int], points: Sequence[Point]) -> Point:
        """Σ scalars[i]·points[i], one multiplication after the other."""
        total = INFINITY
        for scalar, point in zip(scalars, points, strict=True):
            total = self.add_jacobian(total, self._multiply(point, scalar))
        return self.to_affine(total)

    def collapse(self, points: Sequence[Point], u: int) -> list[Point]:
        """G_lo + [u]G_hi: a folded vector of generators of half the length."""
        half = len(points) // 2
        sums = []
        for low, high in zip(points[:half], points[half:], strict=True):
            multiple = self._multiply(high, u)
            sums.append(multiple if low is None else self.add_jacobian(multiple, (*low, 1)))
        return self.all_to_affine(sums)

    def _multiply(self, point: Point, k: int) -> Jacobian:
        if point is None:
            return INFINITY
        result, addend = INFINITY, (*point, 1)
        for bit in bin(k % self.scalars.modulus)[2:]:
            result = self.double_jacobian(result)
            if bit == "1":
                result = self.add_jacobian(result, addend)
        return result

    def double_jacobian(self, point: Jacobian) -> Jacobian:
        """dbl-2009-l of the Explicit-Formulas Database (a = 0)."""
        p = self.field.modulus
        x, y, z = point
        a, b = x * x % p, y * y % p
        d = 4 * x * b % p
        e = 3 * a
        x3 = (e * e - 2 * d) % p
        return x3, (e * (d - x3) - 8 * b * b) % p, 2 * y * z % p

    def add_jacobian(self, left: Jacobian, right: Jacobian) -> Jacobian:
        """add-1998-cmo-2 of the Explicit-Formulas Database, complete."""
        p = self.field.modulus
        (x1, y1, z1), (x2, y2, z2) = left, right
        if z1 == 0:
            return right
        if z2 == 0:
            return left
        z1z1, z2z2 = z1 * z1 % p, z2 * z2 % p
        u1, s1 = x1 * z2z2 % p, y1 * z2 * z2z2 % p
        h = (x2 * z1z1 - u1) % p
        r = (y2 * z1 * z1z1 - s1) % p
        if h == 0:
            return self.double_jacobian(left) if r == 0 else INFINITY
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p

    def to_affine(self, point: Jacobian) -> Point:
        return self.all_to_affine([point])[0]

    def all_to_affine(self, points: Sequence[Jacobian]) -> list[Point]:
        """All with one inversion."""
        p = self.field.modulus
        inverses = self.field.batch_inverse([z or 1 for _, _, z in points])
        return [
            (x * i * i % p, y * i * i * i % p) if z else None for (x, y, z), i in zip(points, inverses, strict=True)
        ]


PALLAS = Curve("pallas", field=FP, scalars=FQ)
VESTA = Curve("vesta", field=FQ, scalars=FP)
CURVES = {curve.name: curve for curve in (PALLAS, VESTA)}
