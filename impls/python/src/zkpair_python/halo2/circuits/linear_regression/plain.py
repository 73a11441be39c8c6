"""The regression from general chips: running sums with lookups for every range, a dot product of one term a row,
additions.

    | z                  | x    | w    | acc             | v   | y   | r   | a, b, c      |
    | each x_j, y, r in  | x_0  | w_0  | b + 2^7         | acc | y   | r   | sums of y    |
    | limbs of 8 bits:   | x_1  | w_1  | acc + w_0·x_0   |
    | 2, 3, 2 rows       | …    | …    | …               |       v = 2^8·y + r
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.circuits.range_lookup.adder import Adder
from zkpair_python.halo2.circuits.range_lookup.running_sum import RunningSum
from zkpair_python.halo2.layout.circuit import Circuit
from zkpair_python.halo2.layout.region import AssignedCell, Layout

from .model import FEATURES, LIMB_BITS, OFFSET, PREDICTION_LIMBS, WEIGHTS, predict
from .statement import rows_of_data, samples


class Plain(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(k, FEATURES * samples(k))
        meta = self.meta
        z, self.x, self.accumulator = meta.advice(3)
        self.scaled = meta.advice(3)
        constants, self.weight = meta.fixed(2)
        self.public = meta.instance()
        meta.enable_constant(constants)
        meta.enable_equality(z, self.x, self.accumulator, *self.scaled, self.public)
        self.multiply, self.rescale = meta.selector(), meta.selector()

        x, before = meta.query(self.x), meta.query(self.accumulator)
        weight, after = meta.query(self.weight), meta.query(self.accumulator, 1)
        meta.gate([before + weight * x - after], self.multiply)
        value, prediction, rest = (meta.query(column) for column in self.scaled)
        meta.gate([prediction * (1 << LIMB_BITS) + rest - value], self.rescale)
        self.range, self.adder = RunningSum(meta, z, LIMB_BITS), Adder(meta)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        self.range.load(layout)
        total = self.adder.zero(layout)
        for row in rows_of_data(witness):
            features = [self.range.check(layout, x, 1) for x in row]
            prediction, remainder = predict(row)
            y = self.range.check(layout, prediction, PREDICTION_LIMBS)
            r = self.range.check(layout, remainder, 1)
            self._rescaled(layout, self._dot(layout, features), y, r)
            total = self.adder.add(layout, total, y)
        layout.constrain_instance(total, self.public, 0)

    def _dot(self, layout: Layout, features: Sequence[AssignedCell]) -> AssignedCell:
        """b + 2^7 + Σ w_j·x_j."""
        with layout.region() as region:
            total = region.assign_constant(self.accumulator, 0, OFFSET)
            for row, (feature, weight) in enumerate(zip(features, WEIGHTS, strict=True)):
                region.enable(self.multiply, row)
                x = region.copy(feature, self.x, row)
                region.assign(self.weight, row, weight)
                total = region.assign(self.accumulator, row + 1, total.value + weight * x.value)
        return total

    def _rescaled(self, layout: Layout, *cells: AssignedCell) -> None:
        """v = 2^8·y + r."""
        with layout.region() as region:
            region.enable(self.rescale, 0)
            for column, cell in zip(self.scaled, cells, strict=True):
                region.copy(cell, column, 0)
