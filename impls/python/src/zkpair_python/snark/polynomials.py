"""Polynomials over F_r on domains of roots of unity.

D = {1, ω, …, ω^(N−1)},  ω = 5^((r−1)/N)
L_j(x) = ω^j·(x^N − 1) / (N·(x − ω^j)),      the Lagrange basis of D: L_j(ω^k) = 1 if j = k else 0
"""

from __future__ import annotations

from zkpair_python.algebra.field import R, root_of_unity

from .errors import InvalidTrapdoor


def lagrange_at(n: int, x: int) -> list[int]:
    """(L_0(x), …, L_{n−1}(x)) for a point x outside the domain of size n."""
    omega = root_of_unity(n)
    vanishing = (pow(x, n, R) - 1) % R
    if vanishing == 0:
        raise InvalidTrapdoor(f"trapdoor: τ lies in the domain of size {n}; draw another")
    scale = vanishing * pow(n, -1, R) % R
    values = []
    point = 1
    for _ in range(n):
        values.append(scale * point * pow(x - point, -1, R) % R)
        point = point * omega % R
    return values
