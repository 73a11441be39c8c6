"""The text of a key, `format!("{:?}", vk.pinned())`: what key_text.py reads.

A key has one text, and its hash stands for it in every transcript, so each name, comma and blank is as halo2 has it.
"""

from __future__ import annotations

from collections.abc import Iterable

from zkpair_python.halo.curve import Point
from zkpair_python.halo.field import P, Q

from .constraint_system import ConstraintSystem, Lookup
from .domain import Domain, extended_k
from .expression import Cell, Column, Constant, Expression, Kind, Negated, Product, Query, Scaled, Sum


def write_key(
    domain: Domain, cs: ConstraintSystem, fixed_commitments: Iterable[Point], permutation_commitments: Iterable[Point]
) -> str:
    pinned_domain = _struct(
        "PinnedEvaluationDomain",
        k=str(domain.k),
        extended_k=str(extended_k(domain.k, cs.degree)),
        omega=_element(domain.omega),
    )
    return _struct(
        "PinnedVerificationKey",
        base_modulus=f'"{_element(Q)}"',
        scalar_modulus=f'"{_element(P)}"',
        domain=pinned_domain,
        cs=_constraint_system(cs),
        fixed_commitments=_points(fixed_commitments),
        permutation=_struct("VerifyingKey", commitments=_points(permutation_commitments)),
    )


def _struct(name: str, **fields: str) -> str:
    return f"{name} {{ {', '.join(f'{field}: {value}' for field, value in fields.items())} }}"


def _tuple(name: str, *items: str) -> str:
    return f"{name}({', '.join(items)})"


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _element(value: int) -> str:
    return f"0x{value:064x}"


def _points(points: Iterable[Point]) -> str:
    """Affine; halo2 has another word for infinity, which no column here commits to."""
    return _list("Infinity" if point is None else _tuple("", *map(_element, point)) for point in points)


def _constraint_system(cs: ConstraintSystem) -> str:
    degree = cs.minimum_degree
    return _struct(
        "PinnedConstraintSystem",
        num_fixed_columns=str(cs.num_columns[Kind.FIXED]),
        num_advice_columns=str(cs.num_columns[Kind.ADVICE]),
        num_instance_columns=str(cs.num_columns[Kind.INSTANCE]),
        num_selectors=str(cs.num_selectors),
        gates=_list(_expression(gate, cs) for gate in cs.gates),
        advice_queries=_list(map(_query, cs.queries[Kind.ADVICE])),
        instance_queries=_list(map(_query, cs.queries[Kind.INSTANCE])),
        fixed_queries=_list(map(_query, cs.queries[Kind.FIXED])),
        permutation=_struct("Argument", columns=_list(map(_column, cs.permutation))),
        lookups=_list(_lookup(lookup, cs) for lookup in cs.lookups),
        constants=_list(map(_column, cs.constants)),
        minimum_degree="None" if degree is None else _tuple("Some", str(degree)),
    )


def _column(column: Column) -> str:
    return _struct("Column", index=str(column.index), column_type=column.kind.value)


def _rotation(query: Query) -> str:
    return _tuple("Rotation", str(query.rotation))


def _query(query: Query) -> str:
    return _tuple("", _column(query.column), _rotation(query))


def _lookup(lookup: Lookup, cs: ConstraintSystem) -> str:
    inputs, table = (_list(_expression(e, cs) for e in part) for part in (lookup.inputs, lookup.table))
    return _struct("Argument", input_expressions=inputs, table_expressions=table)


def _expression(expression: Expression, cs: ConstraintSystem) -> str:
    match expression:
        case Constant(value):
            return _tuple("Constant", _element(value))
        case Cell(kind, index):
            query = cs.queries[kind][index]
            return _struct(
                kind.value,
                query_index=str(index),
                column_index=str(query.column.index),
                rotation=_rotation(query),
            )
        case Negated(a):
            return _tuple("Negated", _expression(a, cs))
        case Sum(a, b):
            return _tuple("Sum", _expression(a, cs), _expression(b, cs))
        case Product(a, b):
            return _tuple("Product", _expression(a, cs), _expression(b, cs))
        case Scaled(a, factor):
            return _tuple("Scaled", _expression(a, cs), _element(factor))
    raise TypeError(f"{type(expression).__name__} has no place in a key")
