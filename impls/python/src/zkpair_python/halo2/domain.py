"""The rows as the group {ω^i}, ω of order n = 2^k (halo2's `EvaluationDomain`, as far as a verifier needs it)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zkpair_python.halo.field import FP, P


def extended_k(k: int, degree: int) -> int:
    """The least k' with 2^{k'} ≥ (degree − 1)·n: where the quotient is determined by its values."""
    return k + (degree - 2).bit_length()


def powers(base: int, count: int) -> list[int]:
    """1, base, base², …"""
    found = [1]
    for _ in range(count - 1):
        found.append(found[-1] * base % P)
    return found[:count]


@dataclass(frozen=True)
class Domain:
    k: int

    @property
    def n(self) -> int:
        return 1 << self.k

    @cached_property
    def omega(self) -> int:
        return FP.root(self.k)

    def rotate(self, x: int, rotation: int) -> int:
        """ω^rotation·x."""
        return x * pow(self.omega, rotation, P) % P

    def lagrange(self, i: int, x: int) -> int:
        """l_i(x) = ω^i/n · (x^n − 1)/(x − ω^i): 1 at ω^i, 0 at the other rows. x lies outside of the domain.

        Raises `ZeroDivisionError` at x = ω^i.
        """
        point = pow(self.omega, i, P)
        if x == point:
            raise ZeroDivisionError("x lies in the domain")
        return point * (pow(x, self.n, P) - 1) * pow(self.n * (x - point), -1, P) % P


@dataclass(frozen=True)
class RowSelectors:
    """Which rows are which, at x: the first, the last usable one's successor, and those that only blind after it."""

    first: int
    last: int
    blind: int

    @property
    def active(self) -> int:
        """1 − (l_last + l_blind): the rows that the circuit fills."""
        return (1 - self.last - self.blind) % P


def row_selectors(domain: Domain, blinding_factors: int, x: int) -> RowSelectors:
    """l_0(x), l_last(x) = l_{−(b+1)}(x) and l_blind(x) = Σ_{i=−b}^{−1} l_i(x)."""
    b = blinding_factors
    blind = sum(domain.lagrange(-i, x) for i in range(1, b + 1)) % P
    return RowSelectors(domain.lagrange(0, x), domain.lagrange(-(b + 1), x), blind)
