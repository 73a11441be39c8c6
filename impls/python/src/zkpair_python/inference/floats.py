"""The canonical encoding of numbers in inference tasks: float64, little-endian, finite; matrices row by row."""

import math
import struct
from collections.abc import Sequence

from zkpair_python.errors import NotFiniteError, WrongLengthError

FLOAT64_BYTES = 8
NUM_FEATURES = 10  # columns of scikit-learn's diabetes data


def decode_floats(data: bytes, count: int, where: str) -> list[float]:
    """`count` finite float64 from exactly 8 · count bytes; `where` names the blob in errors."""
    if len(data) != FLOAT64_BYTES * count:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} float64 take {FLOAT64_BYTES * count}")
    numbers = list(struct.unpack(f"<{count}d", data))
    for index, number in enumerate(numbers):
        if not math.isfinite(number):
            raise NotFiniteError(f"{where}: number {index} is {number}; it has to be finite")
    return numbers


def decode_rows(data: bytes, num_rows: int, where: str) -> list[list[float]]:
    """A matrix of num_rows × 10."""
    numbers = decode_floats(data, num_rows * NUM_FEATURES, where)
    return [numbers[i : i + NUM_FEATURES] for i in range(0, len(numbers), NUM_FEATURES)]


def encode_floats(numbers: Sequence[float]) -> bytes:
    """Each number as 8 bytes."""
    return struct.pack(f"<{len(numbers)}d", *numbers)
