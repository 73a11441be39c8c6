"""What a halo2 cell's parameters say: how many rows, and how many public elements the circuit has."""

from __future__ import annotations

from zkpair_python.case import Case
from zkpair_python.halo.errors import UnsupportedCellError

MIN_K, MAX_K = 6, 14
PUBLIC_LENGTHS = {"chain": (1,), "range_lookup": (1,), "poseidon": (1,), "linear_regression": (1,)}
"""Elements in each instance column: the last state, the sum of the values, the last hash, the sum of predictions."""
VERSIONS = ("plain", "optimised")


def log_rows(case: Case) -> int:
    """k of n = 2^k rows."""
    k = case.size.bit_length() - 1
    if case.size != 1 << k or not MIN_K <= k <= MAX_K:
        raise UnsupportedCellError(f"{case.size} rows: a power of two from 2^{MIN_K} to 2^{MAX_K} is done here")
    return k


def public_lengths(case: Case) -> tuple[int, ...]:
    circuit, version = case.params.get("circuit"), case.params.get("version")
    if circuit not in PUBLIC_LENGTHS:
        raise UnsupportedCellError(f"circuit={circuit!r} is not done here; use {' or '.join(PUBLIC_LENGTHS)}")
    if version not in VERSIONS:
        raise UnsupportedCellError(f"version={version!r} is not done here; use {' or '.join(VERSIONS)}")
    return PUBLIC_LENGTHS[circuit]
