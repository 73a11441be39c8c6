"""The statement x_{i+1} = x_i·(x_i + b), apart from any circuit."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.field import P
from zkpair_python.halo2.layout.region import usable_rows

STEPS_A_ROW = 6
"""Steps that a row of the optimised version proves; m is a multiple of it."""
ROWS_A_STEP = 2
LOADED_ROWS = 1
WITNESS_LENGTH = 2


def steps(k: int) -> int:
    """m: as many, in sixes, as fill the plain version."""
    return (usable_rows(k) - LOADED_ROWS) // ROWS_A_STEP // STEPS_A_ROW * STEPS_A_ROW


def states(start: int, addend: int, count: int) -> list[int]:
    """x_0 … x_count."""
    found = [start]
    for _ in range(count):
        found.append(found[-1] * (found[-1] + addend) % P)
    return found


def evaluate(k: int, witness: Sequence[int]) -> int:
    """x_m."""
    start, addend = witness
    return states(start, addend, steps(k))[-1]
