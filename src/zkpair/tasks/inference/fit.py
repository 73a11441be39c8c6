"""Linear regression by least squares: ten coefficients and an intercept that minimise ‖y − X·β − β₀‖².

Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, section 3.2. The rows are real patients; the
columns of every case are independent, what an implementation does with dependent ones is not part of the task.
"""

from __future__ import annotations

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
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = (64, 256, N_ROWS)


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """The first n rows of the data as they are, and three instances of n rows drawn with replacement."""
    x, y = diabetes()
    n = cell.size
    drawn = [np.arange(n), *(random_words(f"{cell}/rows/{i}", seed, n) % N_ROWS for i in range(1, 4))]
    return CaseData(cell, seed, {}, [_instance(x[rows], y[rows]) for rows in drawn])


def _instance(x: Array, y: Array) -> Blobs:
    return {"x": encode(x), "y": encode(y)}


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Against the exact solution in rationals, within 1e-9 of its largest number."""
    blobs = case.instances[instance]
    x, y = decode(blobs["x"]).reshape(case.cell.size, N_FEATURES), decode(blobs["y"])
    expected = np.array([float(value) for value in least_squares(x, y)])
    return judge_values(output, expected, float(np.abs(expected).max()))


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return false_value_outputs(case, instance, output)


def false_cases(case: CaseData) -> list[FalseCase]:
    return [*refused_floats(case, "x"), *refused_floats(case, "y")]


def edge_cases(cell: Cell) -> list[CaseData]:
    """A constant target, one that is linear without noise, large targets, and features far from zero."""
    x, y = (column[: cell.size] for column in diabetes())
    line = x @ np.arange(1.0, N_FEATURES + 1.0) - 3.0
    corners = [(x, np.full(cell.size, 7.0)), (x, line), (x, 1e9 * y), (x + 1.0, y)]
    return [CaseData(cell, 0, {}, [_instance(features, target) for features, target in corners])]


TASK = Task(
    id="inference/fit",
    summary="linear regression by least squares on the diabetes data",
    combinations=[Combination({"model": "linear_regression"}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    equal=lambda case, a, b: close(a, b),
    unit="rows",
    work=lambda cell: float(cell.size),
    complexity="n for a fixed number of features",
    exponent=1.0,
    size_name="rows",
)
