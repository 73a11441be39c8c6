"""Integers below 2^256 as rows of four limbs, and back."""

from collections.abc import Iterable, Sequence

import numpy as np

from zkpair_rust.case import Limbs
from zkpair_rust.errors import InputError

GROUP_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617  # r
FIELD_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583  # p

ELEMENT_BYTES = 32


def pack(integers: Iterable[int], per_row: int = 1) -> Limbs:
    """Integers from 0 to 2^256 − 1 as an `(n / per_row, 4 · per_row)` array of limbs.

    `per_row` is 1 for field elements, 2 for points of G1, 4 for points of G2. Raises InputError with the place of an
    integer that does not fit.
    """
    encoded = bytearray()
    for place, integer in enumerate(integers):
        if not 0 <= integer < 1 << 256:
            raise InputError(f"integer {place} is {integer}: 0 to 2^256 - 1 is needed", place)
        encoded += integer.to_bytes(ELEMENT_BYTES, "little")
    return np.frombuffer(bytes(encoded), dtype="<u8").reshape(-1, 4 * per_row)


def unpack(limbs: Limbs) -> Sequence[int]:
    """The integers of an array of limbs, row by row."""
    encoded = np.ascontiguousarray(limbs, dtype="<u8").tobytes()
    return [int.from_bytes(encoded[i : i + ELEMENT_BYTES], "little") for i in range(0, len(encoded), ELEMENT_BYTES)]
