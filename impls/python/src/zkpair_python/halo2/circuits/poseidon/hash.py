"""The permutation and the hash of two elements.

full round:     s ← M·(s + c_r)^5                            rounds 0 … 3 and 60 … 63
partial round:  s ← M·((s_0 + c_0)^5, s_1 + c_1, s_2 + c_2)
H(a, b) = the first element after permuting (a, b, 2^65)
"""

from __future__ import annotations

from collections.abc import Sequence

from .parameters import HALF_FULL_ROUNDS, PARTIAL_ROUNDS, ROUNDS, State, added, fifth, parameters

CAPACITY = 1 << 65
"""Two elements are hashed: 2·2^64."""


def is_full(number: int) -> bool:
    """Every element goes through an S-box in this round."""
    return not HALF_FULL_ROUNDS <= number < HALF_FULL_ROUNDS + PARTIAL_ROUNDS


def states(start: Sequence[int]) -> list[State]:
    """What goes into round 0 … 63, and what comes out of the last."""
    found = [list(start)]
    for number in range(ROUNDS):
        s = added(found[-1], parameters().round(number))
        found.append(parameters().multiply([fifth(x) if is_full(number) or i == 0 else x for i, x in enumerate(s)]))
    return found


def hash_two(a: int, b: int) -> int:
    """H(a, b)."""
    return states([a, b, CAPACITY])[-1][0]
