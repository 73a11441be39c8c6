"""Poseidon over F_p with zcash's parameters (P128Pow5T3): width 3, x^5, 8 full and 56 partial rounds.

Sources: Grassi, Khovratovich, Rechberger, Roy, Schofnegger, ePrint 2019/458 (constants: appendix E); the Zcash protocol
specification, section 5.4.1.10. H(a, b) is the first element after permuting (a, b, 2^65).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from zkpair.tasks.arithmetic.pasta import FP

WIDTH = 3
HALF_FULL_ROUNDS = 4
PARTIAL_ROUNDS = 56
ROUNDS = 2 * HALF_FULL_ROUNDS + PARTIAL_ROUNDS
FIELD_BITS = 255
CAPACITY = 1 << 65  # two elements are hashed: 2·2^64
TAPS = (62, 51, 38, 23, 13, 0)


def grain_bits() -> Iterator[int]:
    """The self-shrinking Grain LFSR: of each pair of bits the second counts if the first is 1."""
    header = ((1, 2), (0, 4), (FIELD_BITS, 12), (WIDTH, 12), (2 * HALF_FULL_ROUNDS, 10), (PARTIAL_ROUNDS, 10))
    state = [int(bit) for value, width in header for bit in f"{value:0{width}b}"] + [1] * 30

    def step() -> int:
        bit = sum(state[tap] for tap in TAPS) & 1
        state.append(bit)
        del state[0]
        return bit

    for _ in range(160):
        step()
    while True:
        chosen, bit = step(), step()
        if chosen:
            yield bit


@cache
def parameters() -> tuple[list[list[int]], list[list[int]]]:
    """Round constants (64 × 3), and Cauchy's matrix 1/(x_i + y_j)."""
    bits = grain_bits()

    def integer() -> int:
        return int("".join(str(next(bits)) for _ in range(FIELD_BITS)), 2)

    def element() -> int:
        while (value := integer()) >= FP:
            pass
        return value

    constants = [[element() for _ in range(WIDTH)] for _ in range(ROUNDS)]
    x, y = ([integer() % FP for _ in range(WIDTH)] for _ in range(2))
    return constants, [[pow(a + b, -1, FP) for b in y] for a in x]


def permute(state: list[int]) -> list[int]:
    constants, matrix = parameters()
    for r in range(ROUNDS):
        state = [(s + c) % FP for s, c in zip(state, constants[r], strict=True)]
        full = not HALF_FULL_ROUNDS <= r < HALF_FULL_ROUNDS + PARTIAL_ROUNDS
        state = [pow(s, 5, FP) if full or i == 0 else s for i, s in enumerate(state)]
        state = [sum(m * s for m, s in zip(row, state, strict=True)) % FP for row in matrix]
    return state


def poseidon(a: int, b: int) -> int:
    return permute([a, b, CAPACITY])[0]
