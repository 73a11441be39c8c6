"""The statement, apart from any circuit.

Σ_j w_j·x_ij + b + 2^7 = 2^8·y_i + r_i,    0 ≤ x_ij, r_i < 2^8,  0 ≤ y_i < 2^16
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.errors import FalseWitness
from zkpair_python.halo2.layout.region import usable_rows

from .model import FEATURES, LIMB_BITS, PREDICTION_LIMBS, predict

MIN_K = 9
"""A table of 2^8 does not fit into fewer rows."""
ROWS_A_SAMPLE = (FEATURES + 1) * 2 + PREDICTION_LIMBS + 1
"""Of running sums, see plain.py: two rows for each feature and the remainder, three for the prediction."""


def samples(k: int) -> int:
    """m: as many rows of data as fill the plain version."""
    return usable_rows(k) // ROWS_A_SAMPLE


def rows_of_data(witness: Sequence[int]) -> list[Sequence[int]]:
    return [witness[i : i + FEATURES] for i in range(0, len(witness), FEATURES)]


def evaluate(k: int, witness: Sequence[int]) -> int:
    """Σ y_i. Raises `FalseWitness` with the first feature, or the first of a row, that is out of range."""
    for i, feature in enumerate(witness):
        if feature >> LIMB_BITS:
            raise FalseWitness(f"witness[{i}] is out of range: a feature below 2^{LIMB_BITS}")
    total = 0
    for i, features in enumerate(rows_of_data(witness)):
        prediction, _ = predict(features)
        if not 0 <= prediction < 1 << PREDICTION_LIMBS * LIMB_BITS:
            raise FalseWitness(f"witness[{FEATURES * i}] is out of range: a row whose prediction has 16 bits")
        total += prediction
    return total
