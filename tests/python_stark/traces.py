"""The traces of the golden proofs, as `winterfell/src/main.rs` makes them; any other honest trace from other inputs."""

from __future__ import annotations

from zkpair_python.hash.poseidon2 import external_layer, full_round, partial_round
from zkpair_python.hash.poseidon2_constants import FINAL_CONSTANTS, INITIAL_CONSTANTS, PARTIAL_CONSTANTS
from zkpair_python.stark.field import P

Columns = list[list[int]]


def fibonacci(n: int, a: int = 3, b: int = 7) -> tuple[Columns, list[int]]:
    """The columns and the public inputs."""
    columns, public = [[a], [b]], [a, b]
    for _ in range(n - 1):
        a = (a + b) % P
        b = (a + b) % P
        columns[0].append(a)
        columns[1].append(b)
    return columns, [*public, b]


def hash_chain(n: int, x: tuple[int, ...] = (1, 2, 3, 4)) -> tuple[Columns, list[int]]:
    """Poseidon2 by the reference of `zkpair_python.hash`, written down round by round."""
    state, rows = [*x, 0, 0, 0, 0], []
    for _ in range(n // 32):
        rows.append(state)
        state = external_layer(state)
        rows.append(state)
        for constants in INITIAL_CONSTANTS:
            state = full_round(state, constants)
            rows.append(state)
        for constant in PARTIAL_CONSTANTS:
            state = partial_round(state, constant)
            rows.append(state)
        for constants in FINAL_CONSTANTS:
            state = full_round(state, constants)
            rows.append(state)
        state = [*state[:4], 0, 0, 0, 0]
    return [list(column) for column in zip(*rows, strict=True)], state[:4]


def chain(n: int, x: int = 3, b: int = 7) -> tuple[Columns, list[int]]:
    """x_(i+1) = x_i·(x_i + b), and b in every row."""
    states = [x]
    for _ in range(n - 1):
        states.append(states[-1] * (states[-1] + b) % P)
    return [states, [b] * n], states[-1:]


def permutation(n: int, start: int = 3) -> tuple[Columns, list[int]]:
    """A memory of n/4 cells; x -> 5x + 1 goes through all of them in one cycle."""
    cells, address, accesses = n // 4, start, []
    for _ in range(n - 1):
        accesses.append((address, (5 * address + 1) % cells))
        address = accesses[-1][1]
    columns = [list(column) for order in (accesses, sorted(accesses)) for column in zip(*order, strict=True)]
    for column, value in zip(columns, (address, 0, columns[2][-1], columns[3][-1]), strict=True):
        column.append(value)
    return columns, [start, address]
