"""What Groth16 asks of its groups, so that one text of the algorithm serves the readable and the tuned arithmetic.

e: G1 × G2 → GT,   [a]₁ = a·G,  [a]₂ = a·H      (Groth 2016, section 2.1: bilinear groups)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .points import G1, G2


class Curve(Protocol):
    """Arithmetic in the groups of BN254 and in F_r[X]. Scalars are below r; points are on their curves."""

    name: str

    def msm_g1(self, points: Sequence[G1], scalars: Sequence[int]) -> G1:
        """Σ scalar·point."""
        ...

    def msm_g2(self, points: Sequence[G2], scalars: Sequence[int]) -> G2:
        """Σ scalar·point."""
        ...

    def multiples_g1(self, scalars: Sequence[int]) -> list[G1]:
        """[scalar]₁ for each scalar."""
        ...

    def multiples_g2(self, scalars: Sequence[int]) -> list[G2]:
        """[scalar]₂ for each scalar."""
        ...

    def first_outside_subgroup(self, points: Sequence[G2]) -> int | None:
        """The index of the first point of the twist that is not in G2 (r·Q ≠ O); None if all are in it."""
        ...

    def pairing_product(self, pairs: Sequence[tuple[G1, G2]]) -> tuple[int, ...]:
        """Π e(P, Q), e the reduced optimal ate pairing f^((p^12−1)/r): twelve coefficients in the tower's order."""
        ...

    def ntt(self, coefficients: Sequence[int], root: int) -> list[int]:
        """(f(1), f(root), f(root²), …) for n = 2^k coefficients and a primitive n-th root of unity."""
        ...


GT_ONE = (1, *(0,) * 11)
