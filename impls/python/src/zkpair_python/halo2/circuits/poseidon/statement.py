"""The statement h_{i+1} = H(h_i, 0), apart from any circuit."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.layout.region import usable_rows

from .hash import hash_two
from .parameters import ROUNDS

MIN_K = 7
"""64 rounds do not fit into 2^6 rows."""
WITNESS_LENGTH = 1


def hashes(k: int) -> int:
    """m: as many as fill the plain version, a row a round and one for the result."""
    return usable_rows(k) // (ROUNDS + 1)


def chain(start: int, count: int) -> list[int]:
    """h_0 … h_count."""
    found = [start]
    for _ in range(count):
        found.append(hash_two(found[-1], 0))
    return found


def evaluate(k: int, witness: Sequence[int]) -> int:
    """h_m."""
    [start] = witness
    return chain(start, hashes(k))[-1]
