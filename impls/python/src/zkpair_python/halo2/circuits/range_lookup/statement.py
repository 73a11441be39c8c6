"""The statement v_i = low_i + 2^B·high_i with 0 ≤ low_i, high_i < 2^B, apart from any circuit."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.errors import FalseWitness
from zkpair_python.halo.field import P
from zkpair_python.halo2.layout.region import usable_rows

LIMBS = 2
ROWS_A_VALUE = LIMBS + 1


def limb_bits(k: int) -> int:
    """B: 8, or what still fits as a table."""
    return 8 if k >= 9 else k - 2


def values(k: int) -> int:
    """m: as many as fill the plain version."""
    return usable_rows(k) // ROWS_A_VALUE


def evaluate(k: int, witness: Sequence[int]) -> int:
    """Σ v_i. Raises `FalseWitness` with the first value that is out of range."""
    bits = LIMBS * limb_bits(k)
    for i, value in enumerate(witness):
        if value >> bits:
            raise FalseWitness(f"witness[{i}] is out of range: a value below 2^{bits}")
    return sum(witness) % P
