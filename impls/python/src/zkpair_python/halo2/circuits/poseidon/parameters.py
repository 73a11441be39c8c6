"""Poseidon's parameters P128Pow5T3 over F_p: width 3, x^5, eight full and 56 partial rounds (zcash's; ePrint 2019/458).

Round constants are the LFSR's next integers below p; then come x_0, x_1, x_2, y_0, y_1, y_2, reduced, of Cauchy's
matrix M_ij = 1/(x_i + y_j).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from zkpair_python.halo.field import P

from .grain import grain_bits, integers

WIDTH = 3
HALF_FULL_ROUNDS = 4
PARTIAL_ROUNDS = 56
ROUNDS = 2 * HALF_FULL_ROUNDS + PARTIAL_ROUNDS

State = list[int]


@dataclass(frozen=True)
class Parameters:
    """`constants`: of each round, three; `matrix`: three rows of three."""

    constants: list[State]
    matrix: list[State]

    def round(self, number: int) -> State:
        """The constants of a round; none after the last."""
        return self.constants[number] if number < ROUNDS else [0] * WIDTH

    def multiply(self, state: Sequence[int]) -> State:
        """M·s."""
        return [sum(m * s for m, s in zip(row, state, strict=True)) % P for row in self.matrix]


@cache
def parameters() -> Parameters:
    found = integers(grain_bits(WIDTH, 2 * HALF_FULL_ROUNDS, PARTIAL_ROUNDS))
    below = (integer for integer in found if integer < P)
    constants = [list(islice(below, WIDTH)) for _ in range(ROUNDS)]
    x, y = (list(islice(found, WIDTH)) for _ in range(2))
    return Parameters(constants, [[pow(a + b, -1, P) for b in y] for a in x])


def fifth(x: int) -> int:
    """The S-box, x^5."""
    return pow(x, 5, P)


def added(left: Sequence[int], right: Sequence[int]) -> State:
    return [(a + b) % P for a, b in zip(left, right, strict=True)]
