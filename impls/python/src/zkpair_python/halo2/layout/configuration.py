"""What a circuit says of itself before any row is filled: columns, gates, lookups, what may be copied.

Queries are numbered as they are asked for first, each kind for itself; the key lists them in that order, and a proof
its evaluations. Making a column open to copies queries it at the current row.
"""

from __future__ import annotations

from collections.abc import Iterable

from zkpair_python.halo2.constraint_system import ConstraintSystem, Lookup
from zkpair_python.halo2.expression import Cell, Column, Expression, Kind, Query

from .selector import Selector


class Configuration:
    def __init__(self) -> None:
        self.num_columns = dict.fromkeys(Kind, 0)
        self.queries: dict[Kind, list[Query]] = {kind: [] for kind in Kind}
        self.num_selectors = 0
        self.gates: list[Expression] = []
        self.lookups: list[Lookup] = []
        self.permutation: list[Column] = []
        self.constants: list[Column] = []

    def column(self, kind: Kind) -> Column:
        self.num_columns[kind] += 1
        return Column(kind, self.num_columns[kind] - 1)

    def advice(self, count: int) -> list[Column]:
        """New columns of the prover's."""
        return [self.column(Kind.ADVICE) for _ in range(count)]

    def fixed(self, count: int) -> list[Column]:
        """New columns of the circuit's; a lookup's table is one of them."""
        return [self.column(Kind.FIXED) for _ in range(count)]

    def instance(self) -> Column:
        """A new column of the statement's."""
        return self.column(Kind.INSTANCE)

    def selector(self, simple: bool = True) -> Selector:
        self.num_selectors += 1
        return Selector(self.num_selectors - 1, simple)

    def query(self, column: Column, rotation: int = 0) -> Cell:
        """The column's cell so many rows below."""
        queries, query = self.queries[column.kind], Query(column, rotation)
        if query not in queries:
            queries.append(query)
        return Cell(column.kind, queries.index(query))

    def enable_equality(self, *columns: Column) -> None:
        """Cells of these columns may be copied."""
        for column in columns:
            self.query(column)
            if column not in self.permutation:
                self.permutation.append(column)

    def enable_constant(self, column: Column) -> None:
        """Constants are put into this fixed column, and copied from there."""
        self.constants.append(column)
        self.enable_equality(column)

    def gate(self, constraints: Iterable[Expression], selector: Selector | None = None) -> None:
        """All are zero in every row, or in those where the selector is on."""
        self.gates += [constraint if selector is None else selector * constraint for constraint in constraints]

    def lookup(self, value: Expression, table: Column) -> None:
        """The value is in the table, in every row."""
        self.lookups.append(Lookup((value,), (self.query(table),)))

    def constraint_system(self) -> ConstraintSystem:
        """As it is by now."""
        return ConstraintSystem(
            dict(self.num_columns),
            tuple(self.gates),
            {kind: tuple(queries) for kind, queries in self.queries.items()},
            tuple(self.permutation),
            tuple(self.lookups),
            num_selectors=self.num_selectors,
            constants=tuple(self.constants),
        )
