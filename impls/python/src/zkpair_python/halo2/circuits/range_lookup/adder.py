"""The chip that adds two cells in a row of its own: a + b = c."""

from __future__ import annotations

from zkpair_python.halo2.layout.configuration import Configuration
from zkpair_python.halo2.layout.region import AssignedCell, Layout


class Adder:
    """Three columns, all open to copies."""

    def __init__(self, meta: Configuration) -> None:
        self.columns = meta.advice(3)
        meta.enable_equality(*self.columns)
        self.on = meta.selector()
        a, b, c = (meta.query(column) for column in self.columns)
        meta.gate([a + b - c], self.on)

    def zero(self, layout: Layout) -> AssignedCell:
        """The cell of a zero, where a sum begins."""
        with layout.region() as region:
            return region.assign_constant(self.columns[2], 0, 0)

    def add(self, layout: Layout, left: AssignedCell, right: AssignedCell) -> AssignedCell:
        """The cell of a sum."""
        a, b, c = self.columns
        with layout.region() as region:
            region.enable(self.on, 0)
            region.copy(left, a, 0)
            region.copy(right, b, 0)
            return region.assign(c, 0, left.value + right.value)
