"""All constraints hold on all rows exactly when X^n − 1 divides their random combination.

    h(X)·(X^n − 1) = Σ_i y^{m−1−i}·constraint_i(X),     h(X) = Σ_i X^{n·i}·h_i(X)

h is committed to in pieces of degree below n; its value at x is not sent: it follows from the other evaluations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zkpair_python.halo.curve import Point
from zkpair_python.halo.field import P

from .commitment import Combination, Commitment, Opening
from .domain import Domain


def quotient_value(constraints: Iterable[int], domain: Domain, y: int, x: int) -> int:
    """h(x). Raises `ZeroDivisionError` when x is a point of the domain."""
    value = 0
    for constraint in constraints:
        value = (value * y + constraint) % P
    vanishing = (pow(x, domain.n, P) - 1) % P
    if vanishing == 0:
        raise ZeroDivisionError("x lies in the domain")
    return value * pow(vanishing, -1, P) % P


def quotient_opening(pieces: Sequence[Point], value: int, domain: Domain, x: int) -> Opening:
    """Σ x^{n·i}·H_i opened at x."""
    x_n, power = pow(x, domain.n, P), 1
    combination = Combination()
    for piece in pieces:
        combination.add(power, piece)
        power = power * x_n % P
    return Opening(Commitment("quotient", combination), x, value)
