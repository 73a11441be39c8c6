"""DEEP: domain extension for eliminating pretenders (Ben-Sasson et al. 2019, ePrint 2019/336).

With all columns T_i (of the traces and of the composition) opened at z outside the domain and at g·z, and γ_i random,

    D(x) = Σ_i γ_i · ( (T_i(x) − T_i(z))/(x − z)  +  (T_i(x) − T_i(gz))/(x − gz) )

has degree below n − 1 when the openings are right. The same γ_i serves both quotients, as in winterfell.
"""

from __future__ import annotations

from collections.abc import Sequence

from .extension import ZERO, Ext, batch_inverse_ext
from .polynomial import Polynomial, divide_by_linear


def combine(columns: Sequence[Polynomial], gammas: Sequence[Ext]) -> list[Ext]:
    """Σ_i γ_i·T_i, coefficient by coefficient."""
    total = [ZERO] * len(columns[0])
    for gamma, column in zip(gammas, columns, strict=True):
        total = [sum_ + gamma * coefficient for sum_, coefficient in zip(total, column, strict=True)]
    return total


def deep_polynomial(columns: Sequence[Polynomial], gammas: Sequence[Ext], z: Ext, gz: Ext) -> list[Ext]:
    """The coefficients of D. With A = Σ γ_i·T_i it is (A(x) − A(z))/(x − z) + (A(x) − A(gz))/(x − gz)."""
    combined = combine(columns, gammas)
    return [a + b for a, b in zip(divide_by_linear(combined, z), divide_by_linear(combined, gz), strict=True)]


def deep_at(
    xs: Sequence[int],
    rows: Sequence[Sequence[int | Ext]],
    at_z: Sequence[Ext],
    at_gz: Sequence[Ext],
    gammas: Sequence[Ext],
    z: Ext,
    gz: Ext,
) -> list[Ext]:
    """D at the queried points xs from the rows of all columns there: the verifier's side.

    Raises `ZeroDivisionError` when z or g·z is a queried point.
    """
    combined_z, combined_gz = ZERO, ZERO
    for gamma, value_z, value_gz in zip(gammas, at_z, at_gz, strict=True):
        combined_z, combined_gz = combined_z + gamma * value_z, combined_gz + gamma * value_gz
    inverses = batch_inverse_ext([x - z for x in xs] + [x - gz for x in xs])
    values = []
    for row, inverse_z, inverse_gz in zip(rows, inverses[: len(xs)], inverses[len(xs) :], strict=True):
        combined = ZERO
        for gamma, value in zip(gammas, row, strict=True):
            combined = combined + gamma * value
        values.append((combined - combined_z) * inverse_z + (combined - combined_gz) * inverse_gz)
    return values
