"""The data is scikit-learn's, the judge's solution exact, the tolerance neither loose nor tight."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from zkpair.tasks.inference.diabetes import diabetes
from zkpair.tasks.inference.floats import close, encode, judge_values
from zkpair.tasks.inference.least_squares import least_squares
from zkpair.tasks.inference.linear import model


def test_data_is_scikit_learns() -> None:
    x, y = diabetes()
    expected_x, expected_y = load_diabetes(return_X_y=True)
    assert x.shape == (442, 10)
    assert np.abs(x - expected_x).max() < 1e-15
    assert (y == expected_y).all()


def test_model_is_scikit_learns() -> None:
    found = LinearRegression().fit(*load_diabetes(return_X_y=True))
    expected = np.append(found.coef_, found.intercept_)
    assert np.abs(np.array(model()) - expected).max() < 1e-9 * np.abs(expected).max()


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=3), st.integers(1, 1000))
def test_exact_on_a_line(numbers: list[int], seed: int) -> None:
    """A target that is linear comes back without any error."""
    random = np.random.default_rng(seed)
    x = random.integers(-8, 9, (12, 2)) / 4.0
    if np.linalg.matrix_rank(np.column_stack([x, np.ones(12)])) < 3:
        return
    y = x @ np.array(numbers[:2], float) + numbers[2]
    assert least_squares(x, y) == [Fraction(n) for n in numbers]


def test_residuals_are_orthogonal() -> None:
    """The normal equations hold exactly, in rationals."""
    x, y = (column[:20] for column in diabetes())
    solution = least_squares(x, y)
    rows = [[*(Fraction(float(v)) for v in row), Fraction(1)] for row in x]
    residuals = [
        Fraction(float(target)) - sum(a * b for a, b in zip(row, solution, strict=True))
        for row, target in zip(rows, y, strict=True)
    ]
    for j in range(11):
        assert sum(row[j] * residual for row, residual in zip(rows, residuals, strict=True)) == 0


def test_dependent_columns() -> None:
    x = np.column_stack([np.arange(5.0), 2 * np.arange(5.0)])
    with pytest.raises(ValueError, match="dependent"):
        least_squares(x, np.arange(5.0))


def test_tolerance() -> None:
    values = np.array([1.0, -300.0, 20.0])
    assert close(encode(values), encode(values * (1 + 1e-10)))
    assert not close(encode(values), encode(values * (1 + 1e-8)))
    assert not close(encode(values), encode(values[:2]))
    assert not close(encode([np.nan]), encode([np.nan]))
    assert not close(encode([np.inf]), encode([np.inf]))
    assert not close(b"1234567", b"1234567")
    assert judge_values(encode(values + 1e-8), values, 300.0) is None
    assert judge_values(encode(values + 1e-6), values, 300.0) is not None
    assert judge_values(encode([1.0, np.nan, 20.0]), values, 300.0) is not None
    assert judge_values(encode([1.0, -np.inf, 20.0]), values, np.abs(values)) is not None
