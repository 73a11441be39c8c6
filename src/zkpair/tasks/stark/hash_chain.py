"""AIR `hash_chain`: "I know x with H^k(x) = y", H(x) = Poseidon2(x ‖ 0^4)[0..4] over Goldilocks, k = n/32.

Eight columns; rows 32i … 32i + 31 are the 32 states of the i-th permutation, then the first half of the last state and
four zeros begin the next one.        public y_0 … y_3 = s_0 … s_3 (n − 1)
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic import poseidon2
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS, SmallField

Columns = list[list[int]]
CYCLE = 32
DIGEST = 4


def trace(n: int, first: Sequence[int]) -> tuple[Columns, list[int]]:
    """The columns for the first state, and the public elements. An honest first state ends in four zeros."""
    rows: list[list[int]] = []
    state = list(first)
    for _ in range(n // CYCLE):
        states = poseidon2.states(state)
        rows += states
        state = [*states[-1][:DIGEST], *[0] * (poseidon2.WIDTH - DIGEST)]
    return [list(column) for column in zip(*rows, strict=True)], rows[-1][:DIGEST]


def generate(field: SmallField, n: int, label: str, seed: int) -> tuple[Columns, list[int]]:
    if field is not GOLDILOCKS or n % CYCLE:
        raise ValueError(f"the chain of hashes is over Goldilocks, with a multiple of {CYCLE} rows")
    return trace(n, [*field.random(label, seed, DIGEST), *[0] * (poseidon2.WIDTH - DIGEST)])


def broken(field: SmallField, columns: Sequence[Sequence[int]], public: Sequence[int]) -> str | None:
    """The first thing in the trace that breaks the AIR, or None: the trace is made again from its first row."""
    first = [column[0] for column in columns]
    if any(first[DIGEST:]):
        return "row 0: the second half of the state is not zero"
    expected, end = trace(len(columns[0]), first)
    for i in range(len(columns[0])):
        if any(column[i] != right[i] for column, right in zip(columns, expected, strict=True)):
            return f"row {i - 1}: the next row is not its successor"
    return None if list(public) == end else "the last row is not the public digest"
