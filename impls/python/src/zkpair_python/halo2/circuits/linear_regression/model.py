"""The model: least squares on the diabetes data, its features scaled to 0 … 255, weights and intercept times 2^15.

    Σ_j w_j·x_j + b + 2^7 = 2^8·y + r,    0 ≤ r < 2^8,  0 ≤ y < 2^16

y is the prediction in 128ths, rounded. The model is a part of the circuit: the key commits to it.
"""

from __future__ import annotations

from collections.abc import Sequence

WEIGHTS = (-280, -2938, 17424, 10189, -28574, 19261, 3681, 5953, 25071, 2376)
INTERCEPT = -68030
FEATURES = len(WEIGHTS)
LIMB_BITS = 8
PREDICTION_LIMBS = 2
OFFSET = INTERCEPT + (1 << LIMB_BITS - 1)
"""What is added once a row: b, and a half so that rounding down rounds."""


def predict(features: Sequence[int]) -> tuple[int, int]:
    """(y, r); y is negative, or has more than 16 bits, where the row has no prediction."""
    return divmod(sum(w * x for w, x in zip(WEIGHTS, features, strict=True)) + OFFSET, 1 << LIMB_BITS)
