"""Polynomials by their coefficients (constant one first), their values on the rows, and on a larger coset.

    on the rows         p(ω^i), i < n
    on the coset        p(ζ·ω'^i), i < n' = 2^{k'}, with ω' of order n' and ζ³ = 1: no row lies there, as 3 is no 2^j

n' ≥ (d − 1)·n, so the quotient is determined by its values on the coset. A rotation by r rows is r·n'/n steps there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.algebra.ntt import inverse_ntt, ntt
from zkpair_python.halo.field import FP, P

from .domain import Domain


def divide_by_root(polynomial: Sequence[int], point: int) -> list[int]:
    """(p(X) − p(point))/(X − point), one coefficient fewer than p has."""
    quotient, carry = [0] * (len(polynomial) - 1), 0
    for i in range(len(polynomial) - 1, 0, -1):
        carry = (polynomial[i] + point * carry) % P
        quotient[i - 1] = carry
    return quotient


def rows_to_coefficients(domain: Domain, values: Sequence[int]) -> list[int]:
    return inverse_ntt(values, domain.omega, P)


def coefficients_to_rows(domain: Domain, polynomial: Sequence[int]) -> list[int]:
    return ntt(polynomial, domain.omega, P)


@dataclass(frozen=True)
class Coset:
    """ζ·⟨ω'⟩ with n' = 2^{extended_k} points, for polynomials on the rows of `domain`."""

    domain: Domain
    extended_k: int

    @property
    def size(self) -> int:
        return 1 << self.extended_k

    @property
    def step(self) -> int:
        """Points from a row to the next."""
        return 1 << (self.extended_k - self.domain.k)

    def points(self) -> list[int]:
        root, points = FP.root(self.extended_k), [FP.zeta]
        for _ in range(self.size - 1):
            points.append(points[-1] * root % P)
        return points

    def values(self, polynomial: Sequence[int]) -> list[int]:
        """p(ζ·X) has the coefficients p_i·ζ^i."""
        shifted = [c * pow(FP.zeta, i % 3, P) % P for i, c in enumerate(polynomial)]
        return ntt(shifted + [0] * (self.size - len(shifted)), FP.root(self.extended_k), P)

    def coefficients(self, values: Sequence[int]) -> list[int]:
        shifted = inverse_ntt(values, FP.root(self.extended_k), P)
        return [c * pow(FP.zeta, -i % 3, P) % P for i, c in enumerate(shifted)]

    def rotated(self, values: Sequence[int], i: int, rotation: int) -> int:
        """The value at ω^rotation times the i-th point."""
        return values[(i + rotation * self.step) % self.size]
