"""Regions: cells whose places relative to each other are decided, and how the rows are filled with them.

halo2's simple floor planner puts each region, in the order in which they come, at the first row below everything that
stands in any of its columns (selectors count as columns). A region's constants follow when it is placed: each takes the
next free row of the column of constants and is copied to its cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from zkpair_python.halo.field import P
from zkpair_python.halo2.copies import Copies
from zkpair_python.halo2.expression import Column, Kind

from .configuration import Configuration
from .selector import Selector

UNUSABLE_ROWS = 6
"""Five blinding rows, and the row in which the arguments' products end: what every circuit here has, see Layout."""


def usable_rows(k: int) -> int:
    return (1 << k) - UNUSABLE_ROWS


@dataclass(frozen=True)
class AssignedCell:
    """A cell of a region and its value; it has a row once its region is placed."""

    region: Region
    column: Column
    offset: int
    value: int

    @property
    def place(self) -> tuple[Column, int]:
        return self.column, self.region.start + self.offset


class Layout:
    """The columns of one circuit with one witness, filled region by region."""

    def __init__(self, meta: Configuration, k: int) -> None:
        n = 1 << k
        self.meta, self.k = meta, k
        self.columns = {kind: [[0] * n for _ in range(meta.num_columns[kind])] for kind in (Kind.FIXED, Kind.ADVICE)}
        self.activations = [[False] * n for _ in range(meta.num_selectors)]
        self.copies = Copies(meta.permutation, n)
        self.copied: list[tuple[tuple[Column, int], tuple[Column, int]]] = []
        self.first_free: dict[Column | Selector, int] = {}

    def region(self) -> Region:
        """A new region, to be used in `with`: it is placed at the end of the block."""
        return Region(self)

    def assign(self, column: Column, row: int, value: int) -> None:
        """Raises `IndexError` for a row that is not to be used."""
        self.columns[column.kind][column.index][_usable(row, self.k)] = value % P

    def enable(self, selector: Selector, row: int) -> None:
        self.activations[selector.index][_usable(row, self.k)] = True

    def copy(self, left: tuple[Column, int], right: tuple[Column, int]) -> None:
        self.copied.append((left, right))
        self.copies.copy(left, right)

    def table(self, column: Column, values: Sequence[int]) -> None:
        """A lookup's table from row 0 on; its first value fills the rest of the usable rows."""
        for row in range(usable_rows(self.k)):
            self.assign(column, row, values[row] if row < len(values) else values[0])

    def constrain_instance(self, cell: AssignedCell, column: Column, row: int) -> None:
        """The cell holds the public element in this row."""
        self.copy(cell.place, (column, row))


class Region:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.start = -1
        self.cells: list[AssignedCell] = []
        self.enabled: list[tuple[Selector, int]] = []
        self.equal: list[tuple[AssignedCell, AssignedCell]] = []
        self.constants: list[tuple[int, AssignedCell]] = []

    def assign(self, column: Column, offset: int, value: int) -> AssignedCell:
        cell = AssignedCell(self, column, offset, value % P)
        self.cells.append(cell)
        return cell

    def copy(self, cell: AssignedCell, column: Column, offset: int) -> AssignedCell:
        """A cell that is held to be equal to another."""
        copy = self.assign(column, offset, cell.value)
        self.equal.append((copy, cell))
        return copy

    def assign_constant(self, column: Column, offset: int, value: int) -> AssignedCell:
        """A cell that is held to a constant."""
        cell = self.assign(column, offset, value)
        self.constrain_constant(cell, value)
        return cell

    def constrain_constant(self, cell: AssignedCell, value: int) -> None:
        self.constants.append((value % P, cell))

    def enable(self, selector: Selector, offset: int) -> None:
        self.enabled.append((selector, offset))

    def __enter__(self) -> Region:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, at: TracebackType | None
    ) -> None:
        if error is None:
            self._place()

    def _place(self) -> None:
        layout, first_free = self.layout, self.layout.first_free
        used: list[tuple[Column | Selector, int]] = [
            *((cell.column, cell.offset) for cell in self.cells),
            *self.enabled,
        ]
        self.start = max((first_free.get(column, 0) for column, _ in used), default=0)
        end = self.start + 1 + max((offset for _, offset in used), default=-1)
        first_free.update({column: end for column, _ in used})

        for cell in self.cells:
            layout.assign(*cell.place, cell.value)
        for selector, offset in self.enabled:
            layout.enable(selector, self.start + offset)
        for left, right in self.equal:
            layout.copy(left.place, right.place)
        for constant, cell in self.constants:
            column = layout.meta.constants[0]
            row = first_free.get(column, 0)
            layout.assign(column, row, constant)
            layout.copy((column, row), cell.place)
            first_free[column] = row + 1


def _usable(row: int, k: int) -> int:
    if not 0 <= row < usable_rows(k):
        raise IndexError(f"row {row} of 2^{k}: the circuit may use {usable_rows(k)}")
    return row
