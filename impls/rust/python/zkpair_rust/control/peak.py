"""`control/peak:int8`: how many products of bytes this processor sums at most, on one thread."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter, described
from zkpair_rust.case import Case

SECONDS = 0.2
"""Of windows of some 10 µs, the best of which counts."""


class Int8(Adapter):
    """Multiply-accumulates a second with all operands in registers, as one float64."""

    wire_format = "float64"
    attributes = described("own", "sums of products of bytes in registers", _native.integer_level())
    parallel = False

    def prepare(self, case: Case, threads: int) -> Sequence[float]:
        """How long to look for the best window."""
        return [SECONDS]

    def run(self, state: float) -> float:
        """Multiply-accumulates a second."""
        return _native.int8_peak_macs_per_second(state)

    def encode(self, output: float) -> bytes:
        """8 bytes, little-endian."""
        return struct.pack("<d", output)
