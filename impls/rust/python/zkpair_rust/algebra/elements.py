"""Integers below 2^256 as rows of four limbs, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zkpair_rust._native import Limbs
from zkpair_rust.errors import InputError, WrongLengthError

if TYPE_CHECKING:
    from typing_extensions import Buffer

GROUP_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617  # r
FIELD_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583  # p

ELEMENT_BYTES = 32
UNSIGNED = {("B", 1), ("L", 8), ("Q", 8)}  # formats and sizes of bytes and of uint64


def pack(integers: Iterable[int], per_row: int = 1) -> Limbs:
    """Integers from 0 to 2^256 − 1 as `(n / per_row, 4 · per_row)` limbs.

    `per_row` is 1 for field elements, 2 for points of G1, 4 for points of G2. Raises InputError with the place of an
    integer that does not fit, WrongLengthError for a last row that is not full.
    """
    encoded = bytearray()
    for place, integer in enumerate(integers):
        if not 0 <= integer < 1 << 256:
            raise InputError(f"integer {place} is {integer}: 0 to 2^256 - 1 is needed", place)
        encoded += integer.to_bytes(ELEMENT_BYTES, "little")
    return Limbs(encoded, 4 * per_row)


def unpack(limbs: Buffer) -> Sequence[int]:
    """The integers of limbs or of their bytes, row by row. Raises TypeError or WrongLengthError."""
    with memoryview(limbs) as view:
        if (view.format.lstrip("@=<"), view.itemsize) not in UNSIGNED:
            raise TypeError(f"limbs: a buffer of uint64 numbers or bytes is needed, not one of format {view.format!r}")
        encoded = view.tobytes()
    if len(encoded) % ELEMENT_BYTES:
        raise WrongLengthError(f"limbs has {len(encoded)} bytes; {ELEMENT_BYTES} an integer are needed")
    return [int.from_bytes(encoded[i : i + ELEMENT_BYTES], "little") for i in range(0, len(encoded), ELEMENT_BYTES)]
