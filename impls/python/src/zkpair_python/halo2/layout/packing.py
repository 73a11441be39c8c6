"""Selectors packed into fixed columns (halo2's `compress_selectors`).

Simple selectors that are never on in the same row can share a column q, which holds i where the i-th of them is on:

    selector i of c      q·Π_{j ∈ 1…c, j ≠ i} (j − q)         not zero where q = i, zero where q is another j or 0

A share costs degree, d + c ≤ the constraint system's own, d the largest of what the gates have beside the selector.
Each column takes the first selector that is left and then whichever later ones fit, in order. Others have their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zkpair_python.halo2.constraint_system import ConstraintSystem, Lookup
from zkpair_python.halo2.expression import (
    Cell,
    Column,
    Constant,
    Expression,
    Kind,
    Negated,
    Product,
    Query,
    Scaled,
    Sum,
)

from .selector import Selector

Activations = Sequence[Sequence[bool]]
"""Of each selector, of each row: is it on?"""


def pack_selectors(cs: ConstraintSystem, activations: Activations) -> tuple[ConstraintSystem, list[list[int]]]:
    """The constraint system without selectors, and the fixed columns that follow the circuit's own."""
    replacements: dict[int, Expression] = {}
    columns: list[list[int]] = []
    queries = list(cs.queries[Kind.FIXED])
    for group in _groups(_degrees(cs), activations, cs.degree):
        q = Cell(Kind.FIXED, len(queries))
        queries.append(Query(Column(Kind.FIXED, cs.num_columns[Kind.FIXED] + len(columns)), 0))
        column = [0] * len(activations[group[0]])
        for number, selector in enumerate(group, start=1):
            expression: Expression = q
            for other in range(1, len(group) + 1):
                if other != number:
                    expression = expression * (Constant(other) - q)
            replacements[selector] = expression
            column = [number if on else value for value, on in zip(column, activations[selector], strict=True)]
        columns.append(column)
    packed = replace(
        cs,
        num_columns={**cs.num_columns, Kind.FIXED: cs.num_columns[Kind.FIXED] + len(columns)},
        queries={**cs.queries, Kind.FIXED: tuple(queries)},
        gates=tuple(_without_selectors(gate, replacements) for gate in cs.gates),
        lookups=tuple(
            Lookup(tuple(_without_selectors(value, replacements) for value in lookup.inputs), lookup.table)
            for lookup in cs.lookups
        ),
    )
    return packed, columns


def _degrees(cs: ConstraintSystem) -> list[int]:
    """Of each selector the largest degree of its gates, itself included; 0 for one that must have its own column."""
    degrees = [0] * cs.num_selectors
    for gate in cs.gates:
        for selector in _selectors(gate):
            if selector.simple:
                degrees[selector.index] = max(degrees[selector.index], gate.degree)
    return degrees


def _groups(degrees: Sequence[int], activations: Activations, max_degree: int) -> list[list[int]]:
    """Which selectors share a column."""
    groups = [[selector] for selector, degree in enumerate(degrees) if degree == 0]
    left = [selector for selector, degree in enumerate(degrees) if degree > 0]
    while left:
        group = [left.pop(0)]
        degree = degrees[group[0]] - 1
        for selector in list(left):
            with_it = max(degree, degrees[selector] - 1)
            apart = not any(
                a and b for one in group for a, b in zip(activations[one], activations[selector], strict=True)
            )
            if apart and with_it + len(group) + 1 <= max_degree:
                degree = with_it
                group.append(selector)
                left.remove(selector)
        groups.append(group)
    return groups


def _selectors(expression: Expression) -> list[Selector]:
    match expression:
        case Selector():
            return [expression]
        case Sum(a, b) | Product(a, b):
            return _selectors(a) + _selectors(b)
        case Negated(a) | Scaled(a, _):
            return _selectors(a)
    return []


def _without_selectors(expression: Expression, replacements: dict[int, Expression]) -> Expression:
    match expression:
        case Selector():
            return replacements[expression.index]
        case Sum(a, b):
            return Sum(_without_selectors(a, replacements), _without_selectors(b, replacements))
        case Product(a, b):
            return Product(_without_selectors(a, replacements), _without_selectors(b, replacements))
        case Negated(a):
            return Negated(_without_selectors(a, replacements))
        case Scaled(a, factor):
            return Scaled(_without_selectors(a, replacements), factor)
    return expression
