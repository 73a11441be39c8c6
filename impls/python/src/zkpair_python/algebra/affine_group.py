"""Curves y² = x³ + b over F_p of odd order: affine points (x, y) of reduced integers, infinity is None.

Chord and tangent: with λ = (y₂ − y₁)/(x₂ − x₁), or 3x₁²/(2y₁) for equal points,

    x₃ = λ² − x₁ − x₂,    y₃ = λ(x₁ − x₃) − y₁
"""

from collections.abc import Sequence

from zkpair_python.algebra.glv import Glv
from zkpair_python.algebra.number import ONE, mpz

AffinePoint = tuple[mpz, mpz]
Points = Sequence[AffinePoint | None]

NO_CHORD = mpz(1)  # told from a difference that is one by its identity


class AffineGroup:
    """The operations of `group.Group` on y² = x³ + b over F_p: a group of odd order with φ(x, y) = (βx, y)."""

    def __init__(self, p: int, beta: int, glv: Glv) -> None:
        self.p = mpz(p)
        self.beta = mpz(beta)
        self.glv = glv

    def add_pairs(self, lefts: Points, rights: Points) -> list[AffinePoint | None]:
        p = self.p
        # Montgomery's trick: d₁⁻¹, …, d_n⁻¹ from the one inverse of d₁·…·d_n. Pairs without a chord put NO_CHORD in.
        denominators = []
        prefixes = []
        product = ONE
        for left, right in zip(lefts, rights, strict=True):
            d = NO_CHORD if left is None or right is None else right[0] - left[0] or NO_CHORD
            denominators.append(d)
            prefixes.append(product)
            product = product * d % p
        inverse = pow(product, -1, p)

        sums: list[AffinePoint | None] = []
        for left, right, d, prefix in zip(
            reversed(lefts), reversed(rights), reversed(denominators), reversed(prefixes), strict=True
        ):
            if d is NO_CHORD or left is None or right is None:
                sums.append(self._add_without_chord(left, right))
                continue
            x1, y1 = left
            x2, y2 = right
            slope = (y2 - y1) * (inverse * prefix) % p
            inverse = inverse * d % p
            x3 = (slope * slope - x1 - x2) % p
            sums.append((x3, (slope * (x1 - x3) - y1) % p))
        sums.reverse()
        return sums

    def _add_without_chord(self, left: AffinePoint | None, right: AffinePoint | None) -> AffinePoint | None:
        """P + Q where one is infinity or the x are equal."""
        if left is None:
            return right
        if right is None:
            return left
        return self.double_each([left])[0] if left[1] == right[1] else None

    def double_each(self, points: Points) -> list[AffinePoint | None]:
        p = self.p
        # E(F_p) has odd order: no y is 0. Infinity puts a one into the shared inversion.
        prefixes = []
        product = ONE
        for point in points:
            prefixes.append(product)
            if point is not None:
                product = product * (2 * point[1]) % p
        inverse = pow(product, -1, p)

        doubles: list[AffinePoint | None] = []
        for point, prefix in zip(reversed(points), reversed(prefixes), strict=True):
            if point is None:
                doubles.append(None)
                continue
            x, y = point
            slope = 3 * x * x * (inverse * prefix) % p
            inverse = inverse * (2 * y) % p
            x3 = (slope * slope - 2 * x) % p
            doubles.append((x3, (slope * (x - x3) - y) % p))
        doubles.reverse()
        return doubles

    def negate(self, point: AffinePoint) -> AffinePoint:
        return (point[0], self.p - point[1])

    def endomorphism(self, point: AffinePoint) -> AffinePoint:
        # (βx, y) with β³ = 1 is on the curve again; φ = [λ] (Gallant, Lambert, Vanstone 2001, example 4).
        return (self.beta * point[0] % self.p, point[1])
