"""Least squares without rounding: the judge's own solution, in rationals.

Minimise ‖y − X·β − β₀‖². With Z = (X, 1) the solution is that of the normal equations (ZᵀZ)·(β, β₀) = Zᵀy (Hastie,
Tibshirani, Friedman, The Elements of Statistical Learning, section 3.2). Every float64 is an integer over a power of
two, so all of it can be done in integers; elimination without fractions after Bareiss (1968).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_squares(x: Array, y: Array) -> list[Fraction]:
    """β_1 … β_d, β₀ exactly; ValueError when the columns of (X, 1) are dependent."""
    x_bits, y_bits = _fraction_bits(x), _fraction_bits(y)
    rows = [[*_integers(row, x_bits), 1 << x_bits] for row in x]
    targets = _integers(y, y_bits)
    d = len(rows[0])
    # (2^2k·ZᵀZ)·β = 2^2k·Zᵀy; the right-hand side has the factor 2^(k + m).
    matrix = [
        [sum(row[i] * row[j] for row in rows) << y_bits for j in range(d)]
        + [sum(row[i] * target for row, target in zip(rows, targets, strict=True)) << x_bits]
        for i in range(d)
    ]
    return _solve(matrix)


def _fraction_bits(values: Array) -> int:
    """k such that 2^k times each value is an integer."""
    return max(float(value).as_integer_ratio()[1].bit_length() - 1 for value in values.flat)


def _integers(values: Array, bits: int) -> list[int]:
    ratios = (float(value).as_integer_ratio() for value in values)
    return [(numerator << bits) // denominator for numerator, denominator in ratios]


def _solve(matrix: list[list[int]]) -> list[Fraction]:
    """The solution of an augmented n × (n + 1) system of integers.

    Bareiss: M_ij ← (M_kk·M_ij − M_ik·M_kj) / (the pivot before), which leaves no remainder.
    """
    n = len(matrix)
    before = 1
    for k in range(n):
        pivot = next((i for i in range(k, n) if matrix[i][k]), None)
        if pivot is None:
            raise ValueError("the columns are dependent: there is no single least-squares solution")
        matrix[k], matrix[pivot] = matrix[pivot], matrix[k]
        for i in range(k + 1, n):
            for j in range(k + 1, n + 1):
                matrix[i][j] = (matrix[k][k] * matrix[i][j] - matrix[i][k] * matrix[k][j]) // before
            matrix[i][k] = 0
        before = matrix[k][k]
    solution = [Fraction(0)] * n
    for k in reversed(range(n)):
        known = sum((matrix[k][j] * solution[j] for j in range(k + 1, n)), Fraction(0))
        solution[k] = (matrix[k][n] - known) / matrix[k][k]
    return solution
