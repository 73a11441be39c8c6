"""Vesta's compressed points, as in pasta_curves: x little-endian, the top bit for an odd y, zeros for infinity."""

from __future__ import annotations

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError
from zkpair.tasks.arithmetic.pasta import FQ, VESTA, B, square_root

Point = tuple[int, int] | None
ODD = 1 << 255


def compress(point: Point) -> bytes:
    if point is None:
        return bytes(ELEMENT_BYTES)
    return (point[0] | (ODD if point[1] & 1 else 0)).to_bytes(ELEMENT_BYTES, "little")


def decompress(blob: bytes) -> Point:
    """A point, strictly; EncodingError says what was wrong."""
    if len(blob) != ELEMENT_BYTES:
        raise EncodingError(f"{len(blob)} bytes where a compressed point of {ELEMENT_BYTES} was expected")
    word = int.from_bytes(blob, "little")
    if word == 0:
        return None
    x = word & (ODD - 1)
    if x >= FQ:
        raise EncodingError("x is not canonical")
    y = square_root((x * x * x + B) % FQ, FQ)
    if y is None:
        raise EncodingError("no point of Vesta has this x")
    return x, y if y & 1 == word >> 255 else FQ - y


def no_point() -> bytes:
    """Canonical bytes that are no point: an x without y."""
    return next(x for x in range(1, 1000) if square_root(x**3 + B, FQ) is None).to_bytes(ELEMENT_BYTES, "little")


def another_point(blob: bytes) -> bytes:
    """The point plus the generator."""
    return compress(VESTA.add(decompress(blob), VESTA.generator))
