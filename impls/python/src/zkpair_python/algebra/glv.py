"""Gallant-Lambert-Vanstone: half-length scalars by an endomorphism φ(x, y) = (βx, y) = [λ](x, y) (CRYPTO 2001).

λ is a cube root of unity mod the group's order r, and the lattice
{(a, b): a + bλ ≡ 0 mod r} has a short basis, found by the extended Euclidean algorithm stopped half way (Guide to ECC,
algorithm 3.74).
"""

from math import isqrt

from zkpair_python.algebra.number import mpz


class Glv:
    """The decomposition for a group of order r in which φ is λ."""

    def __init__(self, order: int, eigenvalue: int) -> None:
        self.order = mpz(order)
        self.eigenvalue = mpz(eigenvalue)
        self.a1, self.b1, self.a2, self.b2 = self._short_basis()
        self.determinant = self.a1 * self.b2 - self.a2 * self.b1  # ± r
        # A rounded coordinate is off by at most 1/2: |k₁| ≤ (|a₁| + |a₂|)/2, and k₂ alike.
        largest = max(abs(self.a1) + abs(self.a2), abs(self.b1) + abs(self.b2)) // 2 + 1
        self.subscalar_bits = int(largest).bit_length()
        """|k₁|, |k₂| < 2^subscalar_bits."""

    def _short_basis(self) -> tuple[mpz, mpz, mpz, mpz]:
        """(a₁, b₁), (a₂, b₂): two short vectors with a + bλ ≡ 0 mod r."""
        rows = [(self.order, mpz(0)), (self.eigenvalue, mpz(1))]  # remainders s·r + t·λ = rem, as (rem, t)
        while rows[-2][0] >= isqrt(self.order):
            quotient = rows[-2][0] // rows[-1][0]
            rows.append((rows[-2][0] - quotient * rows[-1][0], rows[-2][1] - quotient * rows[-1][1]))
        (a1, t1) = rows[-2]  # the first below √r; the second vector is the shorter of its neighbours
        (a2, t2) = min(rows[-3], rows[-1], key=lambda row: max(abs(row[0]), abs(row[1])))
        return a1, -t1, a2, -t2

    def split(self, k: mpz) -> tuple[mpz, mpz]:
        """(k₁, k₂) with k ≡ k₁ + k₂·λ mod r, both below 2^subscalar_bits in absolute value (either may be negative)."""
        # (k, 0) ≈ c₁·(a₁, b₁) + c₂·(a₂, b₂) over the rationals; the rounded difference is short.
        determinant = self.determinant
        c1 = (2 * self.b2 * k + determinant) // (2 * determinant)
        c2 = (-2 * self.b1 * k + determinant) // (2 * determinant)
        return k - c1 * self.a1 - c2 * self.a2, -c1 * self.b1 - c2 * self.b2
