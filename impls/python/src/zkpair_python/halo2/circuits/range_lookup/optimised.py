"""The range check in one row a value: both limbs looked up, the value an expression of theirs, no copies.

| low   | high   | sum            | on | more |       later sums stand above earlier ones, so that the
| v_m−1 |        | Σ all          | 1  |  1   |       total lies in row 0, as it does in the public column
| …     |        | v_0 + v_1      | 1  |  1   |
| v_0   |        | v_0            | 1  |      |       on·(sum − low − 2^B·high) = more·(sum below)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from zkpair_python.halo2.layout.circuit import Circuit, smallest_k
from zkpair_python.halo2.layout.region import Layout

from .statement import LIMBS, limb_bits, values


class Optimised(Circuit):
    def __init__(self, k: int) -> None:
        self.bits = limb_bits(k)
        super().__init__(smallest_k(max(values(k), 1 << self.bits)), values(k))
        meta = self.meta
        self.limbs, [self.sum] = meta.advice(LIMBS), meta.advice(1)
        self.on, self.more, self.table = meta.fixed(3)
        public = meta.instance()
        self.last = meta.selector()
        for limb in self.limbs:
            meta.lookup(meta.query(limb), self.table)
        on, more = meta.query(self.on), meta.query(self.more)
        low, high, total = (meta.query(column) for column in (*self.limbs, self.sum))
        before = meta.query(self.sum, 1)
        meta.gate([on * (total - low - high * (1 << self.bits)) - more * before])
        meta.gate([meta.query(self.sum) - meta.query(public)], self.last)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        layout.table(self.table, range(1 << self.bits))
        totals = list(accumulate(witness))
        with layout.region() as region:
            region.enable(self.last, 0)
            for i, value in enumerate(witness):
                row = len(witness) - 1 - i
                for column, limb in zip(self.limbs, split(value, self.bits), strict=True):
                    region.assign(column, row, limb)
                region.assign(self.sum, row, totals[i])
                region.assign(self.on, row, 1)
                region.assign(self.more, row, int(i > 0))


def split(value: int, bits: int) -> tuple[int, int]:
    """(low, high) with value = low + 2^bits·high."""
    return value % (1 << bits), value >> bits
