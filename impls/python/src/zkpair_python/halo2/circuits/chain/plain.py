"""The chain as text books have it: a region for each addition and each multiplication, wired by copies.

| a   | b       | c       | add | multiply |
| x_0 | b       |         |     |          |
| x_i | b       | x_i + b |  1  |          |
| x_i | x_i + b | x_{i+1} |     |    1     |
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.layout.circuit import Circuit
from zkpair_python.halo2.layout.region import AssignedCell, Layout
from zkpair_python.halo2.layout.selector import Selector

from .statement import WITNESS_LENGTH, steps


class Plain(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(k, WITNESS_LENGTH)
        self.steps = steps(k)
        meta = self.meta
        self.a, self.b, self.c = meta.advice(3)
        self.public = meta.instance()
        meta.enable_equality(self.a, self.b, self.c, self.public)
        self.add, self.multiply = meta.selector(), meta.selector()
        a, b, c = (meta.query(column) for column in (self.a, self.b, self.c))
        meta.gate([a + b - c], self.add)
        meta.gate([a * b - c], self.multiply)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        with layout.region() as region:
            x = region.assign(self.a, 0, witness[0])
            b = region.assign(self.b, 0, witness[1])
        for _ in range(self.steps):
            total = self._operation(layout, self.add, x, b, x.value + b.value)
            x = self._operation(layout, self.multiply, x, total, x.value * total.value)
        layout.constrain_instance(x, self.public, 0)

    def _operation(
        self, layout: Layout, selector: Selector, left: AssignedCell, right: AssignedCell, result: int
    ) -> AssignedCell:
        """Two cells copied into a row, and what follows from them."""
        with layout.region() as region:
            region.enable(selector, 0)
            region.copy(left, self.a, 0)
            region.copy(right, self.b, 0)
            return region.assign(self.c, 0, result)
