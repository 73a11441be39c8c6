"""The chip that takes a value apart limb by limb, as halo2's gadgets do: a running sum in a column, one lookup a row.

z_0 = value,  z_{i+1} = (z_i − limb_i)/2^B,  limb_i = z_i − 2^B·z_{i+1} ∈ table,  z_count = 0
"""

from __future__ import annotations

from zkpair_python.halo2.expression import Column
from zkpair_python.halo2.layout.configuration import Configuration
from zkpair_python.halo2.layout.region import AssignedCell, Layout


class RunningSum:
    """A column, open to copies, with its lookup in 0 … 2^bits − 1; some fixed column must hold constants."""

    def __init__(self, meta: Configuration, z: Column, bits: int) -> None:
        self.z, self.bits = z, bits
        self.on = meta.selector(simple=False)
        [self.table] = meta.fixed(1)
        z_next, z_now = meta.query(z, 1), meta.query(z)
        meta.lookup(self.on * (z_now - z_next * (1 << bits)), self.table)

    def load(self, layout: Layout) -> None:
        """The table, once a circuit."""
        layout.table(self.table, range(1 << self.bits))

    def check(self, layout: Layout, value: int, limbs: int) -> AssignedCell:
        """The cell of a value that is below 2^(bits·limbs)."""
        with layout.region() as region:
            first = z = region.assign(self.z, 0, value)
            for i in range(limbs):
                region.enable(self.on, i)
                z = region.assign(self.z, i + 1, z.value >> self.bits)
            region.constrain_constant(z, 0)
        return first
