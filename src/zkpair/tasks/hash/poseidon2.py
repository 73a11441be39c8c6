"""Poseidon2 over Goldilocks at width 8 (eprint 2023/323), many permutations at once, for the judge of Merkle trees.

Nothing is tabulated: the round constants are drawn from the Grain LFSR, the linear layers are written as matrices.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from zkpair.tasks.algebra.ntt_narrow import NARROW, Words

FIELD = NARROW["goldilocks"]
P = FIELD.modulus
WIDTH, FULL_ROUNDS, PARTIAL_ROUNDS = 8, 8, 22
HALF = (P + 1) // 2
DIAGONAL = (-2 % P, 1, 2, HALF, 3, -HALF % P, -3 % P, -4 % P)
CIRCULANT = ((2, 3, 1, 1), (1, 2, 3, 1), (1, 1, 2, 3), (3, 1, 1, 2))
AT_ONCE = 1 << 10  # permutations at a time: the states stay in the cache


@cache
def round_constants() -> tuple[tuple[int, ...], ...]:
    """Those of each round: eight in a full one, one in a partial one (eprint 2019/458, appendix E)."""
    draw = _Grain()
    widths = [WIDTH] * (FULL_ROUNDS // 2) + [1] * PARTIAL_ROUNDS + [WIDTH] * (FULL_ROUNDS // 2)
    return tuple(tuple(draw.element() for _ in range(width)) for width in widths)


class _Grain:
    """The LFSR with 80 bits of state, self-shrinking: of each two bits the second counts where the first is 1."""

    def __init__(self) -> None:
        fields = ((1, 2), (0, 4), (64, 12), (WIDTH, 12), (FULL_ROUNDS, 10), (PARTIAL_ROUNDS, 10), ((1 << 30) - 1, 30))
        self.state = [int(bit) for value, bits in fields for bit in f"{value:0{bits}b}"]
        for _ in range(160):
            self.clock()

    def clock(self) -> int:
        bit = 0
        for tap in (0, 13, 23, 38, 51, 62):
            bit ^= self.state[tap]
        self.state = [*self.state[1:], bit]
        return bit

    def bit(self) -> int:
        while not self.clock():
            self.clock()
        return self.clock()

    def element(self) -> int:
        """64 bits, the highest first; what is not below p is thrown away."""
        while True:
            value = int("".join(str(self.bit()) for _ in range(64)), 2)
            if value < P:
                return value


def permute(states: Words) -> Words:
    """The permutation of each column of an (8, m) matrix."""
    parts = [_permute(states[:, start : start + AT_ONCE]) for start in range(0, states.shape[1], AT_ONCE)]
    return np.concatenate(parts, axis=1)


def _permute(states: Words) -> Words:
    states = _external(states)
    for constants in round_constants():
        rows = len(constants)
        states = states.copy()
        states[:rows] = _seventh_power(FIELD.add(states[:rows], np.array(constants, np.uint64)[:, None]))
        states = _external(states) if rows == WIDTH else _internal(states)
    return states


def _seventh_power(x: Words) -> Words:
    squared = FIELD.mul(x, x)
    return FIELD.mul(FIELD.mul(FIELD.mul(squared, squared), squared), x)


def _external(states: Words) -> Words:
    """[[2M, M], [M, 2M]] with M circulant, entry by entry on the halves of 32 bits, whose sums fit 64 bits."""
    matrix = np.block([[2 * np.array(CIRCULANT), np.array(CIRCULANT)], [np.array(CIRCULANT), 2 * np.array(CIRCULANT)]])
    low, high = states & np.uint64(0xFFFFFFFF), states >> np.uint64(32)
    low, high = (np.einsum("ij,jm->im", matrix.astype(np.uint64), half) for half in (low, high))
    return FIELD.add(low, FIELD.mul(high, np.full_like(high, 1 << 32)))


def _internal(states: Words) -> Words:
    """All ones plus the diagonal."""
    total = states[0]
    for row in states[1:]:
        total = FIELD.add(total, row)
    return FIELD.add(FIELD.mul(states, np.array(DIAGONAL, np.uint64)[:, None]), total[None, :])


def leaf_digests(data: bytes) -> bytes:
    """Of each row of 64 bytes: four elements into an all-zero state, permute, four elements in their place, permute."""
    rows = np.frombuffer(data, "<u8").astype(np.uint64).reshape(-1, WIDTH).T
    states = permute(np.concatenate([rows[:4], np.zeros_like(rows[:4])]))
    return _encoded(permute(np.concatenate([rows[4:], states[4:]])))


def node_digests(data: bytes) -> bytes:
    """Of each two digests, 64 bytes: the first half of their permutation."""
    return _encoded(permute(np.ascontiguousarray(np.frombuffer(data, "<u8").astype(np.uint64).reshape(-1, WIDTH).T)))


def _encoded(states: Words) -> bytes:
    return np.ascontiguousarray(states[:4].T).astype("<u8").tobytes()
