"""Vesta on gmpy2's integers, and Σ k_i·P_i by Pippenger's buckets.

With windows of c bits, k_i = Σ_w d_{i,w}·2^{cw}, and Σ_i d_i·P_i of a window is Σ_d d·B_d, B_d the sum of the points
with digit d, by running sums (Bernstein, Doumen, Lange, Oosterwijk, "Faster batch forgery identification", section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zkpair_python.algebra.bn254.number import mpz
from zkpair_python.halo.curve import INFINITY, VESTA, Curve, Jacobian, Point
from zkpair_python.halo.field import FQ

SCALAR_BITS = 255
BUCKET_COST = 3
"""Of a bucket, in additions of an affine point: two whole additions, each half as dear again."""


def window_bits(num_terms: int) -> int:
    """The window with the least work for so many terms."""
    return min(range(2, 14), key=lambda c: -(-SCALAR_BITS // c) * (num_terms + (BUCKET_COST << c)))


class TunedCurve(Curve):
    def msm(self, scalars: Sequence[int], points: Sequence[Point]) -> Point:
        order = self.scalars.modulus
        terms = [
            (int(k % order), mpz(point[0]), mpz(point[1]))
            for k, point in zip(scalars, points, strict=True)
            if point is not None
        ]
        c = window_bits(len(terms))
        total = INFINITY
        for shift in range((SCALAR_BITS - 1) // c * c, -1, -c):
            for _ in range(c):
                total = self.double_jacobian(total)
            total = self.add_jacobian(total, self._window_sum(terms, shift, c))
        return self.to_affine(total)

    def _window_sum(self, terms: Sequence[tuple[int, int, int]], shift: int, c: int) -> Jacobian:
        """Σ digit·point for the digits at bit `shift`."""
        buckets = [INFINITY] * (1 << c)
        mask = (1 << c) - 1
        add = self.add_affine
        for k, x, y in terms:
            digit = k >> shift & mask
            if digit:
                buckets[digit] = add(buckets[digit], x, y)
        running = total = INFINITY
        for bucket in reversed(buckets[1:]):
            running = self.add_jacobian(running, bucket)
            total = self.add_jacobian(total, running)
        return total

    def add_affine(self, left: Jacobian, x2: int, y2: int) -> Jacobian:
        """add-1998-cmo-2 with Z2 = 1, complete."""
        p = self.field.modulus
        x1, y1, z1 = left
        if z1 == 0:
            return x2, y2, mpz(1)
        z1z1 = z1 * z1 % p
        h = (x2 * z1z1 - x1) % p
        r = (y2 * z1 * z1z1 - y1) % p
        if h == 0:
            return self.double_jacobian(left) if r == 0 else INFINITY
        hh = h * h % p
        hhh, v = h * hh % p, x1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - y1 * hhh) % p, z1 * h % p


TUNED_VESTA = TunedCurve("vesta", field=replace(FQ, modulus=mpz(FQ.modulus)), scalars=VESTA.scalars)
