"""Prediction with a linear model: y_i = Σ_j x_ij·β_j + β₀, for a batch of rows.

The model is the least-squares fit to the whole diabetes data; the rows are its patients in a seeded order.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from zkpair.tasks.inference.diabetes import N_FEATURES, N_ROWS, diabetes, random_words
from zkpair.tasks.inference.floats import (
    Array,
    close,
    decode,
    encode,
    false_value_outputs,
    judge_values,
    refused_floats,
)
from zkpair.tasks.inference.least_squares import least_squares
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline

SIZES = (1, 4, 16, 64, 256, 1024, 4096)
N_INSTANCES = 4
MODEL = "linear_regression"
COMBINATION = Combination({"model": MODEL}, SIZES, Headline(quick_size=4096, full_size=4096))


@cache
def model() -> tuple[float, ...]:
    """β_1 … β_10, β₀: the exact solution, rounded once."""
    return tuple(float(value) for value in least_squares(*diabetes()))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances that go round the patients in a seeded order, each beginning where the one before ended."""
    x, _ = diabetes()
    n = cell.size
    order = np.argsort(random_words(f"{cell}/rows", seed, N_ROWS), kind="stable")
    instances = [{"x": encode(x[order[(i * n + np.arange(n)) % N_ROWS]])} for i in range(N_INSTANCES)]
    return CaseData(cell, seed, _shared(model()), instances)


def _shared(numbers: tuple[float, ...]) -> Blobs:
    return {"coefficients": encode(numbers[:N_FEATURES]), "intercept": encode(numbers[N_FEATURES:])}


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Recomputed with exact sums (`math.fsum`), within 1e-9 of Σ |x_ij·β_j| + |β₀|."""
    x = decode(case.instances[instance]["x"]).reshape(case.cell.size, N_FEATURES)
    terms = x * decode(case.shared["coefficients"])
    intercept = float(decode(case.shared["intercept"])[0])
    expected = np.array([math.fsum((*row, intercept)) for row in terms.tolist()])
    scale: Array = np.abs(terms).sum(axis=1) + abs(intercept)
    return judge_values(output, expected, scale)


def equal(case: CaseData, a: bytes, b: bytes) -> bool:
    return close(a, b)


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return false_value_outputs(case, instance, output)


def false_cases(case: CaseData) -> list[FalseCase]:
    return [false for name in ("x", "coefficients", "intercept") for false in refused_floats(case, name)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Rows of zeros, of ones, with one feature, with large numbers; and the model of zeros."""
    n = cell.size
    rows = np.arange(n)
    single = np.zeros((n, N_FEATURES))
    single[rows, rows % N_FEATURES] = 1.0
    corners = [np.zeros((n, N_FEATURES)), np.ones((n, N_FEATURES)), single, np.full((n, N_FEATURES), -1e12)]
    instances = [{"x": encode(corner)} for corner in corners]
    zero = (0.0,) * (N_FEATURES + 1)
    return [CaseData(cell, 0, _shared(numbers), instances) for numbers in (model(), zero)]
