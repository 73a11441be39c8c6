"""Which messages a proof has, in order, as its key says: points and scalars of 32 bytes each.

docs/protocols/halo.md states them. Everything follows from the counts of columns, queries and arguments, and from the
degree d of the constraints: a permutation product takes d − 2 columns, the quotient has d − 1 pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError
from zkpair.tasks.halo2.debug_text import Node, Value, parse

POINT, SCALAR = "point", "scalar"
LEAF_DEGREES = {"Constant": 0, "Fixed": 1, "Advice": 1, "Instance": 1}
Query = tuple[int, int]  # column, rotation


@dataclass(frozen=True)
class Message:
    name: str
    kind: str


@dataclass(frozen=True)
class KeyShape:
    """What a key says about its proofs."""

    k: int
    advice_columns: int
    degree: int
    lookups: int
    permuted: tuple[tuple[str, int], ...]
    queries: dict[str, tuple[Query, ...]]

    @property
    def blinding_factors(self) -> int:
        columns = [column for column, _ in self.queries["advice"]]
        return max(3, *(columns.count(column) for column in set(columns)), 0) + 2

    @property
    def products(self) -> int:
        """Permutation products."""
        return -(-len(self.permuted) // (self.degree - 2))

    def opened_at(self) -> set[frozenset[int]]:
        """The distinct sets of rotations at which something is opened."""
        sets = {frozenset([0])}  # the quotient, the random polynomial, the permutation's own columns
        for queries in self.queries.values():
            for column in {column for column, _ in queries}:
                sets.add(frozenset(rotation for other, rotation in queries if other == column))
        if self.products:
            sets.add(frozenset([0, 1]))
        if self.products > 1:
            sets.add(frozenset([0, 1, -(self.blinding_factors + 1)]))
        if self.lookups:
            sets |= {frozenset([0, 1]), frozenset([0, -1])}
        n = 1 << self.k
        return {frozenset(rotation % n for rotation in rotations) for rotations in sets}


@lru_cache(maxsize=8)
def key_shape(key: bytes) -> KeyShape:
    """EncodingError for a text that is no pinned key."""
    tree = parse(key.decode("ascii", "replace"))
    cs = _node(_node(tree, "PinnedVerificationKey")["cs"], "PinnedConstraintSystem")
    queries = {kind: _queries(cs[f"{kind}_queries"]) for kind in ("advice", "instance", "fixed")}
    lookups = [_node(lookup, "Argument") for lookup in _list(cs["lookups"])]
    permuted = tuple(_column(column) for column in _list(_node(cs["permutation"], "Argument")["columns"]))
    degrees = [3, *(degree(gate) for gate in _list(cs["gates"]))]
    for lookup in lookups:
        sides = (_list(lookup[f"{side}_expressions"]) for side in ("input", "table"))
        degrees.append(max(4, 2 + sum(max(1, *map(degree, side)) for side in sides)))
    return KeyShape(
        k=_int(_node(_node(tree, "PinnedVerificationKey")["domain"], "PinnedEvaluationDomain")["k"]),
        advice_columns=_int(cs["num_advice_columns"]),
        degree=max(degrees),
        lookups=len(lookups),
        permuted=permuted,
        queries=queries,
    )


def degree(value: Value) -> int:
    """Of an expression."""
    if not isinstance(value, Node):
        raise EncodingError(f"{value!r} is no expression")
    if value.name in LEAF_DEGREES:
        return LEAF_DEGREES[value.name]
    if value.name in ("Negated", "Scaled"):
        return degree(value.items[0])
    if value.name not in ("Sum", "Product") or len(value.items) != 2:
        raise EncodingError(f"{value.name} is no expression")
    left, right = map(degree, value.items)
    return max(left, right) if value.name == "Sum" else left + right


def messages(shape: KeyShape) -> list[Message]:
    """In the order in which they are sent."""

    def points(*names: str) -> list[Message]:
        return [Message(name, POINT) for name in names]

    def scalars(*names: str) -> list[Message]:
        return [Message(name, SCALAR) for name in names]

    queries, products, lookups = shape.queries, range(shape.products), range(shape.lookups)
    evaluated_products = [
        f"product {i} at {place}"
        for i in products
        for place in ("x", "ωx", *(["the last row"] if i + 1 < shape.products else []))
    ]
    of_lookup = ("product at x", "product at ωx", "input at x", "input at x/ω", "table at x")
    return [
        *points(*(f"advice {i}" for i in range(shape.advice_columns))),
        *points(*(f"lookup {i}: permuted {what}" for i in lookups for what in ("input", "table"))),
        *points(*(f"product {i}" for i in products)),
        *points(*(f"lookup {i}: product" for i in lookups)),
        *points("random polynomial", *(f"quotient {i}" for i in range(shape.degree - 1))),
        *scalars(*(f"{kind} query {i}" for kind in ("instance", "advice", "fixed") for i in range(len(queries[kind])))),
        *scalars("random polynomial at x"),
        *scalars(*(f"permuted column {i}" for i in range(len(shape.permuted)))),
        *scalars(*evaluated_products),
        *scalars(*(f"lookup {i}: {what}" for i in lookups for what in of_lookup)),
        *points("quotients of the openings"),
        *scalars(*(f"opened set {i}" for i in range(len(shape.opened_at())))),
        *points("S", *(f"{side}_{j}" for j in range(1, shape.k + 1) for side in ("L", "R"))),
        *scalars("c", "f"),
    ]


def sections(key: bytes) -> dict[str, tuple[str, int]]:
    """Name of each message -> its kind and its first byte."""
    return {message.name: (message.kind, ELEMENT_BYTES * i) for i, message in enumerate(messages(key_shape(key)))}


def proof_bytes(key: bytes) -> int:
    return ELEMENT_BYTES * len(messages(key_shape(key)))


def _node(value: Value, name: str) -> Node:
    if not isinstance(value, Node) or value.name != name:
        raise EncodingError(f"{name} was expected")
    return value


def _list(value: Value) -> Sequence[Value]:
    return _node(value, "[").items


def _int(value: Value) -> int:
    if not isinstance(value, int):
        raise EncodingError(f"{value!r} is no number")
    return value


def _column(value: Value) -> tuple[str, int]:
    column = _node(value, "Column")
    kind = column["column_type"]
    return (kind.name if isinstance(kind, Node) else "", _int(column["index"]))


def _queries(value: Value) -> tuple[Query, ...]:
    found = []
    for pair in _list(value):
        column, rotation = _node(pair, "").items
        found.append((_column(column)[1], _int(_node(rotation, "Rotation").items[0])))
    return tuple(found)
