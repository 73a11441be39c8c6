"""The Grain LFSR in self-shrinking mode, where Poseidon's constants come from (ePrint 2019/458, appendix E).

    b_{i+80} = b_{i+62} + b_{i+51} + b_{i+38} + b_{i+23} + b_{i+13} + b_i
    b_0 … b_79 = field 1 (2 bits) ‖ S-box x^α 0 (4) ‖ bits of p (12) ‖ t (12) ‖ R_F (10) ‖ R_P (10) ‖ thirty ones

The first 160 bits that follow are left out; of each pair after them the second counts if the first is 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from zkpair_python.halo.field import P

TAPS = (0, 13, 23, 38, 51, 62)
WARM_UP = 160
BITS = P.bit_length()


def grain_bits(width: int, full_rounds: int, partial_rounds: int) -> Iterator[bool]:
    """The bits that count, without end."""
    header = ((1, 2), (0, 4), (BITS, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10))
    state = deque([bit == "1" for value, bits in header for bit in f"{value:0{bits}b}"] + [True] * 30)

    def register() -> Iterator[bool]:
        while True:
            bit = sum(state[tap] for tap in TAPS) % 2 == 1
            state.popleft()
            state.append(bit)
            yield bit

    bits = islice(register(), WARM_UP, None)
    for counts, bit in zip(bits, bits, strict=False):
        if counts:
            yield bit


def integers(bits: Iterator[bool]) -> Iterator[int]:
    """As many bits as p has at a time, the highest first."""
    while True:
        yield int("".join("1" if bit else "0" for bit in islice(bits, BITS)), 2)
