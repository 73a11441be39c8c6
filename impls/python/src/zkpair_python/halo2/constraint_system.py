"""What the key fixes of a circuit, and the numbers that follow from it: degree, blinding rows, permutation sets.

    degree            d = max(3, 2 + deg input + deg table (at least 4) of each lookup, deg gate, the minimum asked for)
    quotient pieces   d − 1: h(X) has degree below (d − 1)·n
    permutation       d − 2 columns a set: z(ωX)·Π of them and 1 − l_last − l_blind are of degree d together
    blinding rows     b = max(3, most queries to one advice column) + 2: one opening each, one for multiopen, one spare

The pinned text holds none of these; they are halo2's `degree()` and `blinding_factors()` (plonk/circuit.rs).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .expression import Column, Expression, Kind, Query


@dataclass(frozen=True)
class Lookup:
    """Each row of the inputs is a row of the table; as many inputs as table columns."""

    inputs: tuple[Expression, ...]
    table: tuple[Expression, ...]

    @property
    def degree(self) -> int:
        """Of (1 − l_last − l_blind)·z(X)·(input + β)·(table + γ), or of the other side, 4."""
        of_inputs = max(1, *(e.degree for e in self.inputs))
        of_table = max(1, *(e.degree for e in self.table))
        return max(4, 2 + of_inputs + of_table)


@dataclass(frozen=True)
class ConstraintSystem:
    num_columns: dict[Kind, int]
    gates: tuple[Expression, ...]
    queries: dict[Kind, tuple[Query, ...]]
    permutation: tuple[Column, ...]
    lookups: tuple[Lookup, ...]
    minimum_degree: int | None = None
    num_selectors: int = 0
    constants: tuple[Column, ...] = ()
    """Selectors that were packed into fixed columns, and the fixed columns of constants: the text has both."""

    @cached_property
    def degree(self) -> int:
        return max(
            3,
            *(lookup.degree for lookup in self.lookups),
            *(gate.degree for gate in self.gates),
            self.minimum_degree or 1,
        )

    @property
    def num_quotient_pieces(self) -> int:
        return self.degree - 1

    @property
    def columns_a_set(self) -> int:
        return self.degree - 2

    @property
    def permutation_sets(self) -> list[Sequence[Column]]:
        size = self.columns_a_set
        return [self.permutation[i : i + size] for i in range(0, len(self.permutation), size)]

    @cached_property
    def blinding_factors(self) -> int:
        asked = Counter(query.column for query in self.queries[Kind.ADVICE])
        return max(3, *asked.values(), 0) + 2

    @cached_property
    def current_query(self) -> dict[Column, int]:
        """Where a column's value at the current row is among the queries of its kind."""
        return {
            query.column: index
            for queries in self.queries.values()
            for index, query in enumerate(queries)
            if query.rotation == 0
        }
