"""A chain of k hashes: "I know x with H^k(x) = y", H(x) = Poseidon2(x ‖ 0^4)[0..4], k = n/32.

Poseidon2 (ePrint 2023/323, section 5) over Goldilocks with width 8 takes 31 of the 32 rows of a cycle; with t the row
modulo 32, row t + 1 is

    t = 0         M_E·s                                         the linear layer before the first round
    t = 1 … 4     M_E·((s_0 + c_0)^7, …, (s_7 + c_7)^7)          full rounds 0 to 3
    t = 5 … 26    M_I·((s_0 + c_0)^7, s_1, …, s_7)               partial rounds 0 to 21
    t = 27 … 30   as t = 1 … 4                                  full rounds 4 to 7; row 31 is the output
    t = 31        (s_0, …, s_3, 0, 0, 0, 0)                     the digest is the next input

Twelve periodic columns of period 32 choose: the flags init, full, partial, link, then the constants c_0 … c_7.
"""

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.hash.poseidon2_constants import (
    FINAL_CONSTANTS,
    INITIAL_CONSTANTS,
    INTERNAL_DIAGONAL,
    PARTIAL_CONSTANTS,
    WIDTH,
)

from .air import Air, Assertion, Degree, F

CYCLE = 32
DIGEST = 4


def external_layer(s: Sequence[F]) -> list[F]:
    """M_E·s: M_4 = circ(2, 3, 1, 1) on each half, then to each element the sum of those at its place in both halves."""
    y = []
    for half in (s[:4], s[4:]):
        total = half[0] + half[1] + half[2] + half[3]
        y += [total + half[j] + half[(j + 1) % 4] * 2 for j in range(4)]
    return [y[j] + (y[j % 4] + y[j % 4 + 4]) for j in range(WIDTH)]


def internal_layer(s: Sequence[F]) -> list[F]:
    """M_I·s: the sum of all, and d_j·s_j."""
    total = s[0] + s[1] + s[2] + s[3] + s[4] + s[5] + s[6] + s[7]
    return [total + s[j] * d for j, d in enumerate(INTERNAL_DIAGONAL)]


class HashChain(Air):
    name = "hash_chain"
    main_width = WIDTH
    num_public = DIGEST
    main_degrees: ClassVar = (Degree(7, (CYCLE,)),) * WIDTH
    constraint_names: ClassVar = tuple(f"s{j}' − what follows s{j} in its cycle" for j in range(WIDTH))

    def transition(self, row: Sequence[F], following: Sequence[F], periodic: Sequence[F]) -> list[F]:
        init, full, partial, link, *c = periodic
        sbox = [(s_j + c_j) ** 7 for s_j, c_j in zip(row, c, strict=True)]
        after_init = external_layer(row)
        after_full = external_layer(sbox)
        after_partial = internal_layer([sbox[0], *row[1:]])
        constraints = []
        for j in range(WIDTH):
            expected = init * after_init[j] + full * after_full[j] + partial * after_partial[j]
            if j < DIGEST:
                expected = expected + link * row[j]
            constraints.append(following[j] - expected)
        return constraints

    def periodic_columns(self) -> list[list[int]]:
        none = (0,) * WIDTH
        rows = [(1, 0, 0, 0, *none)]
        rows += [(0, 1, 0, 0, *constants) for constants in INITIAL_CONSTANTS]
        rows += [(0, 0, 1, 0, constant, *none[1:]) for constant in PARTIAL_CONSTANTS]
        rows += [(0, 1, 0, 0, *constants) for constants in FINAL_CONSTANTS]
        rows += [(0, 0, 0, 1, *none)]
        return [list(column) for column in zip(*rows, strict=True)]

    def assertions(self) -> list[Assertion]:
        capacity = [Assertion(j, 0, 0) for j in range(DIGEST, WIDTH)]
        output = [Assertion(j, self.length - 1, y) for j, y in enumerate(self.public)]
        return capacity + output
