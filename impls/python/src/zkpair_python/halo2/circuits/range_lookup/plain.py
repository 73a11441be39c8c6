"""The range check from two general chips: running sums with a lookup in each row, and additions wired by copies.

| z      | a       | b   | c       |
| v_i    | sum_i   | v_i | sum_i+1 |
| high_i |
| 0      |
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.layout.circuit import Circuit
from zkpair_python.halo2.layout.region import Layout

from .adder import Adder
from .running_sum import RunningSum
from .statement import LIMBS, limb_bits, values


class Plain(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(k, values(k))
        meta = self.meta
        [z], [constants], self.public = meta.advice(1), meta.fixed(1), meta.instance()
        meta.enable_constant(constants)
        meta.enable_equality(z, self.public)
        self.range, self.adder = RunningSum(meta, z, limb_bits(k)), Adder(meta)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        self.range.load(layout)
        total = self.adder.zero(layout)
        for value in witness:
            total = self.adder.add(layout, total, self.range.check(layout, value, LIMBS))
        layout.constrain_instance(total, self.public, 0)
