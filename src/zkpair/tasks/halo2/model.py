"""The regression that the circuit proves: the exact least-squares solution on the diabetes data, quantised.

Features are scaled to 0 … 255 between their extremes lo_j, hi_j. Of the exact solution β, β_0:

    w_j = round(2^15·β_j·(hi_j − lo_j)/255)        b = round(2^15·(β_0 + Σ β_j·lo_j))

A row's prediction in 128ths: y = floor((Σ w_j·x_j + b + 2^7)/2^8).
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

import numpy as np

from zkpair.tasks.inference.diabetes import N_FEATURES
from zkpair.tasks.inference.least_squares import least_squares

FRACTION_BITS = 15
RESCALE_BITS = 8
LEVELS = 255
PREDICTION_LIMIT = 1 << 16


@dataclass(frozen=True)
class Model:
    """Integers: ten weights, the intercept, and the data's rows scaled."""

    weights: tuple[int, ...]
    intercept: int
    rows: tuple[tuple[int, ...], ...]

    def predict(self, features: Sequence[int]) -> int:
        """In 128ths; ValueError where it is not in 0 … 2^16 − 1."""
        total = sum(w * x for w, x in zip(self.weights, features, strict=True)) + self.intercept
        prediction = (total + (1 << RESCALE_BITS - 1)) >> RESCALE_BITS
        if not 0 <= prediction < PREDICTION_LIMIT:
            raise ValueError(f"a prediction of {prediction} 128ths is out of range")
        return prediction


@cache
def model() -> Model:
    text = gzip.decompress((files("zkpair.tasks.inference") / "diabetes.csv.gz").read_bytes()).decode()
    table = [[Fraction(number) for number in line.split(",")] for line in text.splitlines()[1:]]
    features = [row[:N_FEATURES] for row in table]
    x, y = (np.array(part, dtype=np.float64) for part in (features, [row[N_FEATURES] for row in table]))
    *beta, beta_0 = least_squares(x, y)
    lows, highs = ([extreme(column) for column in zip(*features, strict=True)] for extreme in (min, max))
    spans = [high - low for low, high in zip(lows, highs, strict=True)]
    unit = 1 << FRACTION_BITS
    return Model(
        weights=tuple(_rounded(unit * b * span / LEVELS) for b, span in zip(beta, spans, strict=True)),
        intercept=_rounded(unit * (beta_0 + sum(b * low for b, low in zip(beta, lows, strict=True)))),
        rows=tuple(
            tuple(_rounded(LEVELS * (v - low) / span) for v, low, span in zip(row, lows, spans, strict=True))
            for row in features
        ),
    )


def _rounded(value: Fraction) -> int:
    """To the nearest integer, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
