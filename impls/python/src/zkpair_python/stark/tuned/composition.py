"""The composition polynomial over arrays: `..composition`, a part of the constraint domain at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.stark.air import Air, Assertion, in_order
from zkpair_python.stark.composition import periodic_values
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import P

from .domains import interpolate, inverse_distances, points
from .vectors import ExtVector, Vector, mul, scaled, sub

POINTS = 1 << 12
"""At a time: what the constraints make of them stays in the cache. A multiple of every period's length times 8."""


@lru_cache(maxsize=4)
def divisor_inverses(n: int, size: int, last: int) -> Words:
    """(x − g^(n−1))/(x^n − 1) on the constraint domain; x^n has size/n values only."""
    period, xs = size // n, points(size)
    values = [pow(int(x), n, P) - 1 for x in xs[:period]]
    inverses = np.array([pow(value, -1, P) for value in values], dtype=np.uint64)
    return mul(sub(xs, np.array([last], np.uint64)), np.tile(inverses, n))


def composition_columns(
    air: Air, main: Words, aux: Words | None, random: Sequence[Ext], coefficients: Sequence[Ext]
) -> Words:
    """The coefficients of H_0, H_1, … as an (n, 2k) matrix, from the extended traces, (8n, w) and (8n, 2·aux_width)."""
    n = air.length
    size = n * air.constraint_blowup
    step = len(main) // size
    columns = _with_first_rows_again(main[::step], air.constraint_blowup)
    aux_columns = None if aux is None else _with_first_rows_again(aux[::step], air.constraint_blowup)
    values = np.empty((size, 2), np.uint64)
    parts = _Parts(air, size, columns, aux_columns, random, coefficients)
    for start in range(0, size, POINTS):
        values[start : start + POINTS] = parts.at(slice(start, min(start + POINTS, size))).matrix()
    from_lowest = interpolate(values, int(points(size)[0]))
    pieces = from_lowest.reshape(-1, n, 2)[: air.num_composition_columns]
    return np.ascontiguousarray(pieces.transpose(1, 0, 2)).reshape(n, -1)


def _with_first_rows_again(rows: Words, ahead: int) -> Words:
    """By columns; the row after the last ones is one of the first."""
    columns = np.ascontiguousarray(rows.T)
    return np.concatenate([columns, columns[:, :ahead]], axis=1)


class _Parts:
    """H on a slice of the constraint domain."""

    def __init__(
        self,
        air: Air,
        size: int,
        columns: Words,
        aux_columns: Words | None,
        random: Sequence[Ext],
        coefficients: Sequence[Ext],
    ) -> None:
        self.air, self.size, self.ahead = air, size, air.constraint_blowup
        self.columns, self.aux_columns = columns, aux_columns
        self.random = [ExtVector.of(value) for value in random]
        self.divisors = divisor_inverses(air.length, size, pow(air.generator, air.length - 1, P))
        self.periods = [np.array(values, dtype=np.uint64) for values in periodic_values(air)]
        num_main, num_transition = len(air.main_degrees), air.num_transition_constraints
        self.alphas, self.aux_alphas = coefficients[:num_main], coefficients[num_main:num_transition]
        betas, num_assertions = coefficients[num_transition:], len(air.assertions())
        self.main_assertions = list(zip(in_order(air.assertions()), betas[:num_assertions], strict=True))
        self.aux_assertions = list(zip(in_order(air.aux_assertions()), betas[num_assertions:], strict=True))

    def at(self, part: slice) -> ExtVector:
        count = part.stop - part.start
        following = slice(part.start + self.ahead, part.stop + self.ahead)
        row = [Vector(column[part]) for column in self.columns]
        row_after = [Vector(column[following]) for column in self.columns]
        periodic = [Vector(_repeated(period, part.start, count)) for period in self.periods]
        value = ExtVector(np.zeros(count, np.uint64), np.zeros(count, np.uint64))
        for alpha, constraint in zip(self.alphas, self.air.transition(row, row_after, periodic), strict=True):
            value = value + scaled(constraint.words, alpha)
        aux_row: list[ExtVector] = []
        if self.aux_columns is not None:
            aux_row = _pairs(self.aux_columns, part)
            aux_following = _pairs(self.aux_columns, following)
            # The AIR's types speak of single elements; its formulas are those of arrays as well.
            transition: Any = self.air.aux_transition
            for alpha, found in zip(self.aux_alphas, transition(row, aux_row, aux_following, self.random), strict=True):
                value = value + ExtVector.of(alpha) * found
        value = value * Vector(self.divisors[part])
        for asserted_row in sorted({assertion.row for assertion, _ in (*self.main_assertions, *self.aux_assertions)}):
            point = pow(self.air.generator, asserted_row, P)
            numerator = self._boundary(asserted_row, row, aux_row, count)
            value = value + numerator * Vector(inverse_distances(self.size, point)[part])
        return value

    def _boundary(
        self, asserted_row: int, row: Sequence[Vector], aux_row: Sequence[ExtVector], count: int
    ) -> ExtVector:
        """Σ β_k·(T_{c_k}(x) − v_k) over the assertions about one row; all the −β_k·v_k in one constant."""
        value = ExtVector(np.zeros(count, np.uint64), np.zeros(count, np.uint64))
        constant = Ext(0)
        for assertion, beta in _about(self.main_assertions, asserted_row):
            value = value + scaled(row[assertion.column].words, beta)
            constant = constant + beta * assertion.value
        for assertion, beta in _about(self.aux_assertions, asserted_row):
            value = value + aux_row[assertion.column] * ExtVector.of(beta)
            constant = constant + beta * assertion.value
        return value - ExtVector.of(constant)


def _about(assertions: Sequence[tuple[Assertion, Ext]], row: int) -> list[tuple[Assertion, Ext]]:
    return [(assertion, beta) for assertion, beta in assertions if assertion.row == row]


def _repeated(period: Words, start: int, count: int) -> Words:
    """Entries start, …, start + count − 1 of the period again and again."""
    offset = start % len(period)
    return np.tile(period, -(-(offset + count) // len(period)))[offset : offset + count]


def _pairs(columns: Words, part: slice) -> list[ExtVector]:
    return [ExtVector(columns[i, part], columns[i + 1, part]) for i in range(0, len(columns), 2)]


def running_products(factors: ExtVector) -> ExtVector:
    """1, f_0, f_0·f_1, …: one more than factors, whose number is one less than a power of two.

    Rows of a square are multiplied up side by side, then each by what stands before it.
    """
    count = len(factors) + 1
    width = 1 << (count.bit_length() - 1) // 2
    ones = np.ones(1, np.uint64)
    a = np.concatenate([ones, factors.a]).reshape(-1, width)
    b = np.concatenate([np.zeros(1, np.uint64), factors.b]).reshape(-1, width)
    column = ExtVector(a[:, 0].copy(), b[:, 0].copy())
    for i in range(1, width):
        column = column * ExtVector(a[:, i], b[:, i])
        a[:, i], b[:, i] = column.a, column.b
    before, products = Ext(1), []
    for i in range(len(a)):
        products.append(before)
        before = before * column.element(i)
    all_before = ExtVector.of_all(products)
    repeated = ExtVector(np.repeat(all_before.a, width), np.repeat(all_before.b, width))
    return ExtVector(a.reshape(-1), b.reshape(-1)) * repeated
