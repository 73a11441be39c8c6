"""The Grain LFSR in self-shrinking mode, where Poseidon's constants come from (ePrint 2019/458, appendix E).

    b_{i+80} = b_{i+62} + b_{i+51} + b_{i+38} + b_{i+23} + b_{i+13} + b_i
    b_0 … b_79 = field 1 (2 bits) ‖ S-box x^α 0 (4) ‖ bits of p (12) ‖ t (12) ‖ R_F (10) ‖ R_P (10) ‖ thirty ones

The first 160 bits that follow are left out; of each pair after them the second counts if the first is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from zkpair_python.halo.field import P

WARM_UP = 160
BITS = P.bit_length()


def register(b: list[int]) -> Iterator[int]:
    """b_80, b_81, … from the first eighty."""
    for i in count():
        b.append(b[i + 62] ^ b[i + 51] ^ b[i + 38] ^ b[i + 23] ^ b[i + 13] ^ b[i])
        yield b[-1]


def grain_bits(width: int, full_rounds: int, partial_rounds: int) -> Iterator[int]:
    """The bits that count, without end."""
    header = ((1, 2), (0, 4), (BITS, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10))
    first = [int(bit) for value, bits in header for bit in f"{value:0{bits}b}"] + [1] * 30
    bits = islice(register(first), WARM_UP, None)
    return (bit for counts, bit in zip(bits, bits, strict=False) if counts)


def integers(bits: Iterator[int]) -> Iterator[int]:
    """As many bits as p has at a time, the highest first."""
    while True:
        yield int("".join(map(str, islice(bits, BITS))), 2)
