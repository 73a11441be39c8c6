"""`format!("{:?}", vk.pinned())` as a verifying key: the names and order that halo2 prints, and nothing else.

Beside the grammar it is checked that the text agrees with itself: that queries name columns that exist and expressions
name these queries, that permuted columns are queried at the current row, that ω and the extended domain are those of
k and the degree, and that all commitments are points of Vesta. A key is still the statement's author's to choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from zkpair_python.halo.curve import VESTA, Point
from zkpair_python.halo.errors import MalformedKey
from zkpair_python.halo.field import P, Q

from .constraint_system import ConstraintSystem, Lookup
from .debug_text import Element, Struct, Tuple, Value, parse_debug
from .domain import Domain, extended_k
from .expression import Cell, Column, Constant, Expression, Kind, Negated, Product, Query, Scaled, Sum
from .key import VerifyingKey, transcript_repr

MIN_K, MAX_K = 3, 20
MAX_COLUMNS = 1 << 10
MAX_DEGREE = 1 << 8

T = TypeVar("T")
Queries = dict[Kind, tuple[Query, ...]]


def parse_key(text: bytes) -> VerifyingKey:
    """The key that a pinned text describes. Raises `MalformedKey`."""
    try:
        tree = parse_debug(text.decode("ascii"))
    except UnicodeDecodeError:
        raise MalformedKey("a key is ASCII text") from None
    base, scalar, domain, cs_tree, fixed, permutation = _fields(
        tree,
        "PinnedVerificationKey",
        ("base_modulus", "scalar_modulus", "domain", "cs", "fixed_commitments", "permutation"),
    )
    if (base, scalar) != (f"{Q:#x}", f"{P:#x}"):
        raise MalformedKey("the key is not over Vesta")
    cs = _constraint_system(cs_tree)
    fixed_commitments = _points(fixed)
    permutation_commitments = _points(_fields(permutation, "VerifyingKey", ("commitments",))[0])
    if len(fixed_commitments) != cs.num_columns[Kind.FIXED]:
        raise MalformedKey(f"{len(fixed_commitments)} commitments to {cs.num_columns[Kind.FIXED]} fixed columns")
    if len(permutation_commitments) != len(cs.permutation):
        raise MalformedKey(f"{len(permutation_commitments)} commitments to {len(cs.permutation)} permuted columns")
    return VerifyingKey(_domain(domain, cs), cs, fixed_commitments, permutation_commitments, transcript_repr(text))


def _fields(value: Value, name: str, names: tuple[str, ...]) -> list[Value]:
    if not isinstance(value, Struct) or value.name != name or tuple(value.fields) != names:
        raise MalformedKey(f"expected {name} with the fields {', '.join(names)}")
    return list(value.fields.values())


def _items(value: Value, name: str, count: int) -> tuple[Value, ...]:
    if not isinstance(value, Tuple) or value.name != name or len(value.items) != count:
        raise MalformedKey(f"expected {name or 'a tuple'} of {count}")
    return value.items


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise MalformedKey("expected a list")
    return value


def _integer(value: Value, low: int, high: int, what: str) -> int:
    if not isinstance(value, int) or not low <= value <= high:
        raise MalformedKey(f"{what} is not an integer from {low} to {high}")
    return value


def _element(value: Value, modulus: int) -> int:
    if not isinstance(value, Element) or value.value >= modulus:
        raise MalformedKey("expected a canonical field element")
    return value.value


def _points(value: Value) -> tuple[Point, ...]:
    points = []
    for item in _list(value):
        x, y = (_element(coordinate, Q) for coordinate in _items(item, "", 2))
        if not VESTA.is_on_curve((x, y)):
            raise MalformedKey(f"the commitment ({x:#x}, {y:#x}) is not on the curve")
        points.append((x, y))
    return tuple(points)


def _domain(value: Value, cs: ConstraintSystem) -> Domain:
    k, extended, omega = _fields(value, "PinnedEvaluationDomain", ("k", "extended_k", "omega"))
    domain = Domain(_integer(k, MIN_K, MAX_K, "k"))
    if cs.degree > MAX_DEGREE:
        raise MalformedKey(f"degree {cs.degree} is more than {MAX_DEGREE}")
    if extended != extended_k(domain.k, cs.degree):
        raise MalformedKey(f"extended_k is {extended_k(domain.k, cs.degree)} for k={domain.k} and degree {cs.degree}")
    if _element(omega, P) != domain.omega:
        raise MalformedKey(f"omega is not halo2's root of unity of order 2^{domain.k}")
    if domain.n < cs.blinding_factors + 3:
        raise MalformedKey(f"{domain.n} rows leave none to the circuit beside {cs.blinding_factors} blinding ones")
    for queries in cs.queries.values():
        _distinct(((query.column, query.rotation % domain.n) for query in queries), f"a cell modulo {domain.n} rows")
    return domain


def _constraint_system(value: Value) -> ConstraintSystem:
    counts = ("num_fixed_columns", "num_advice_columns", "num_instance_columns", "num_selectors")
    lists = ("gates", "advice_queries", "instance_queries", "fixed_queries", "permutation", "lookups", "constants")
    fields = dict(
        zip(
            (*counts, *lists, "minimum_degree"),
            _fields(value, "PinnedConstraintSystem", (*counts, *lists, "minimum_degree")),
            strict=True,
        )
    )
    of_counts = [_integer(fields[name], 0, MAX_COLUMNS, name) for name in counts]
    num_columns = dict(zip((Kind.FIXED, Kind.ADVICE, Kind.INSTANCE), of_counts[:3], strict=True))
    queries = {kind: _queries(fields[f"{kind.value.lower()}_queries"], kind, num_columns) for kind in Kind}
    (columns,) = _fields(fields["permutation"], "Argument", ("columns",))
    cs = ConstraintSystem(
        num_columns,
        tuple(_expression(gate, queries) for gate in _list(fields["gates"])),
        queries,
        _columns(columns, num_columns),
        tuple(_lookup(lookup, queries) for lookup in _list(fields["lookups"])),
        _minimum_degree(fields["minimum_degree"]),
        of_counts[3],
        _columns(fields["constants"], num_columns),
    )
    if unqueried := [column for column in cs.permutation if column not in cs.current_query]:
        raise MalformedKey(f"{unqueried[0]} is permuted but not queried at the current row")
    if any(column.kind is not Kind.FIXED for column in cs.constants):
        raise MalformedKey("a column of constants is fixed")
    return cs


def _minimum_degree(value: Value) -> int | None:
    if value == Tuple("None", ()):
        return None
    return _integer(_items(value, "Some", 1)[0], 0, MAX_DEGREE, "minimum_degree")


def _column(value: Value, num_columns: dict[Kind, int]) -> Column:
    index, of_type = _fields(value, "Column", ("index", "column_type"))
    kinds = [kind for kind in Kind if of_type == Tuple(kind.value, ())]
    if not kinds:
        raise MalformedKey("a column is Fixed, Advice or Instance")
    return Column(kinds[0], _integer(index, 0, num_columns[kinds[0]] - 1, f"{kinds[0].value} column"))


def _distinct(found: Iterable[T], what: str) -> tuple[T, ...]:
    all_found = tuple(found)
    if len(set(all_found)) != len(all_found):
        raise MalformedKey(f"{what} occurs twice")
    return all_found


def _columns(value: Value, num_columns: dict[Kind, int]) -> tuple[Column, ...]:
    return _distinct((_column(item, num_columns) for item in _list(value)), "a column")


def _rotation(value: Value) -> int:
    return _integer(_items(value, "Rotation", 1)[0], -(1 << MAX_K), 1 << MAX_K, "rotation")


def _queries(value: Value, kind: Kind, num_columns: dict[Kind, int]) -> tuple[Query, ...]:
    pairs = (_items(item, "", 2) for item in _list(value))
    found = _distinct((Query(_column(column, num_columns), _rotation(at)) for column, at in pairs), "a query")
    if any(query.column.kind is not kind for query in found):
        raise MalformedKey(f"a query of another column among those of {kind.value}")
    if kind is Kind.FIXED and any(query.rotation for query in found):
        raise MalformedKey("fixed columns are queried at the current row only")
    return found


def _lookup(value: Value, queries: Queries) -> Lookup:
    inputs, table = (
        tuple(_expression(item, queries) for item in _list(part))
        for part in _fields(value, "Argument", ("input_expressions", "table_expressions"))
    )
    if not inputs or len(inputs) != len(table):
        raise MalformedKey(f"a lookup of {len(inputs)} inputs in {len(table)} table columns")
    return Lookup(inputs, table)


def _expression(value: Value, queries: Queries) -> Expression:
    if isinstance(value, Struct):
        return _cell(value, queries)
    if not isinstance(value, Tuple):
        raise MalformedKey("expected an expression")
    match value.name, value.items:
        case "Constant", (constant,):
            return Constant(_element(constant, P))
        case "Negated", (a,):
            return Negated(_expression(a, queries))
        case "Sum", (a, b):
            return Sum(_expression(a, queries), _expression(b, queries))
        case "Product", (a, b):
            return Product(_expression(a, queries), _expression(b, queries))
        case "Scaled", (a, factor):
            return Scaled(_expression(a, queries), _element(factor, P))
    raise MalformedKey(f"{value.name} of {len(value.items)} is no expression (selectors are compressed into columns)")


def _cell(value: Struct, queries: Queries) -> Cell:
    kinds = [kind for kind in Kind if kind.value == value.name]
    if not kinds:
        raise MalformedKey(f"{value.name} is no expression")
    kind = kinds[0]
    index, column, at = _fields(value, kind.value, ("query_index", "column_index", "rotation"))
    query_index = _integer(index, 0, len(queries[kind]) - 1, "query_index")
    if queries[kind][query_index] != Query(Column(kind, _integer(column, 0, MAX_COLUMNS, "column")), _rotation(at)):
        raise MalformedKey(f"query {query_index} of {kind.value} is of another cell")
    return Cell(kind, query_index)
