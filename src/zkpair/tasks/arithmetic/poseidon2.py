"""The Poseidon2 permutation over Goldilocks, width 8, as Python ints (Grassi et al., ePrint 2023/323).

    M_E, four full rounds, 22 partial rounds, four full rounds;   S-box x^7
    full round:     s ← M_E · (s + c)^7            partial round:  s ← M_I · ((s_0 + c)^7, s_1, …, s_7)
    M_E = circ(2·M_4, M_4),  M_4 = circ(2, 3, 1, 1)      M_I = ones + diag(−2, 1, 2, 1/2, 3, −1/2, −3, −4)

`states` gives every intermediate state, which is what an execution trace of the permutation is made of.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic import poseidon2_constants
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS

P = GOLDILOCKS.modulus
WIDTH = 8


def _words(text: Sequence[str]) -> list[int]:
    return [int(word, 16) for word in "".join(text).split()]


def _rounds(words: list[int]) -> list[list[int]]:
    return [words[i : i + WIDTH] for i in range(0, len(words), WIDTH)]


FULL_BEFORE = _rounds(_words(poseidon2_constants.FULL_BEFORE))
FULL_AFTER = _rounds(_words(poseidon2_constants.FULL_AFTER))
PARTIAL = _words(poseidon2_constants.PARTIAL)

HALF = (P + 1) // 2
DIAGONAL = (P - 2, 1, 2, HALF, 3, P - HALF, P - 3, P - 4)


def external(s: Sequence[int]) -> list[int]:
    """M_E · s: both halves through M_4, then the sum of the halves added to each."""
    a, b, c, d, e, f, g, h = s
    low, high = a + b + c + d, e + f + g + h
    y = (low + a + 2 * b, low + b + 2 * c, low + c + 2 * d, low + d + 2 * a)
    z = (high + e + 2 * f, high + f + 2 * g, high + g + 2 * h, high + h + 2 * e)
    sums = [i + j for i, j in zip(y, z, strict=True)]
    return [(i + t) % P for i, t in zip(y, sums, strict=True)] + [(j + t) % P for j, t in zip(z, sums, strict=True)]


def internal(s: Sequence[int]) -> list[int]:
    """M_I · s."""
    total = sum(s)
    return [(total + d * x) % P for d, x in zip(DIAGONAL, s, strict=True)]


def states(state: Sequence[int]) -> list[list[int]]:
    """The input, and the state after the first M_E and after each of the 30 rounds: 32 states."""
    s = external(state)
    seen = [list(state), s]
    for constants in FULL_BEFORE:
        s = external([pow(x + c, 7, P) for x, c in zip(s, constants, strict=True)])
        seen.append(s)
    for constant in PARTIAL:
        s = internal([pow(s[0] + constant, 7, P), *s[1:]])
        seen.append(s)
    for constants in FULL_AFTER:
        s = external([pow(x + c, 7, P) for x, c in zip(s, constants, strict=True)])
        seen.append(s)
    return seen


def permute(state: Sequence[int]) -> list[int]:
    """ValueError unless there are eight elements."""
    if len(state) != WIDTH:
        raise ValueError(f"{len(state)} elements where the state has {WIDTH}")
    return states(state)[-1]
