"""Copy constraints as a permutation of cells: a cycle through cells that must be equal (the halo2 book, "Permutation
argument"; halo2's `permutation/keygen.rs`).

To say that two cells are equal their cycles become one by exchanging the two cells' successors. The order in which
cells follow each other in a cycle depends on the order of the constraints, and so do the commitments in the key.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.field import FP, P

from .domain import Domain, powers
from .expression import Column

CellIndex = tuple[int, int]
"""The permuted column's number and the row."""


class Copies:
    def __init__(self, columns: Sequence[Column], num_rows: int) -> None:
        self.number = {column: i for i, column in enumerate(columns)}
        cells = [(i, j) for i in range(len(columns)) for j in range(num_rows)]
        self.successor: dict[CellIndex, CellIndex] = {cell: cell for cell in cells}
        self.cycle: dict[CellIndex, CellIndex] = {cell: cell for cell in cells}
        self.size: dict[CellIndex, int] = dict.fromkeys(cells, 1)

    def copy(self, left: tuple[Column, int], right: tuple[Column, int]) -> None:
        """The two cells are equal. Raises `KeyError` for a column that is not permuted, or a row that is not there."""
        a, b = ((self.number[column], row) for column, row in (left, right))
        large, small = self.cycle[a], self.cycle[b]
        if large == small:
            return
        if self.size[large] < self.size[small]:
            large, small = small, large
        self.size[large] += self.size[small]
        cell = small
        while self.cycle[cell] != large:
            self.cycle[cell] = large
            cell = self.successor[cell]
        self.successor[a], self.successor[b] = self.successor[b], self.successor[a]

    def sigmas(self, domain: Domain) -> list[list[int]]:
        """σ_i on the rows: δ^{i'}·ω^{j'} of the cell (i', j') that follows (i, j)."""
        column_names = powers(FP.delta, len(self.number))
        row_names = powers(domain.omega, domain.n)
        return [
            [column_names[i] * row_names[j] % P for i, j in (self.successor[number, row] for row in range(domain.n))]
            for number in range(len(self.number))
        ]
