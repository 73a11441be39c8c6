"""The compressed points of a Groth16 proof, as arkworks writes them, with strict reading.

x little-endian (G2: c0 ‖ c1); in the last byte 0x80 when y > −y (in G2 c1 is compared first), 0x40 for infinity,
whose other bits are zero.
"""

from __future__ import annotations

from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.extension import Fp2, fp2_add, fp2_mul, fp2_sqrt, fp_sqrt
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError, P, decode_elements, encode_elements

LARGER_Y = 0x80
INFINITY = 0x40

G1Point = tuple[int, int] | None
G2Point = tuple[Fp2, Fp2] | None


def compress_g1(point: G1Point) -> bytes:
    if point is None:
        return bytes(ELEMENT_BYTES - 1) + bytes([INFINITY])
    return _flagged(encode_elements([point[0]]), 2 * point[1] > P)


def compress_g2(point: G2Point) -> bytes:
    if point is None:
        return bytes(2 * ELEMENT_BYTES - 1) + bytes([INFINITY])
    return _flagged(encode_elements(point[0]), _is_larger(point[1]))


def decompress_g1(blob: bytes) -> G1Point:
    """A point on the curve; EncodingError says what was wrong."""
    body, larger = _split(blob, ELEMENT_BYTES)
    if body is None:
        return None
    x = decode_elements(body, P, 1)[0]
    y = fp_sqrt((x * x * x + G1.b) % P)
    if y is None:
        raise EncodingError("no point of G1 has this x")
    return x, y if (2 * y > P) == larger else -y % P


def decompress_g2(blob: bytes) -> G2Point:
    """A point of the subgroup; EncodingError says what was wrong."""
    body, larger = _split(blob, 2 * ELEMENT_BYTES)
    if body is None:
        return None
    x0, x1 = decode_elements(body, P, 2)
    x = (x0, x1)
    y = fp2_sqrt(fp2_add(fp2_mul(fp2_mul(x, x), x), G2.b))
    if y is None:
        raise EncodingError("no point of the twist has this x")
    point = (x, y if _is_larger(y) == larger else (-y[0] % P, -y[1] % P))
    if not G2.is_in_subgroup(point):
        raise EncodingError("the point of the twist is outside G2")
    return point


def _is_larger(y: Fp2) -> bool:
    return 2 * y[1] > P if y[1] else 2 * y[0] > P


def _flagged(body: bytes, larger: bool) -> bytes:
    return body[:-1] + bytes([body[-1] | (LARGER_Y if larger else 0)])


def _split(blob: bytes, n_bytes: int) -> tuple[bytes | None, bool]:
    """The coordinate without its flags (None for infinity), and whether y is the larger root."""
    if len(blob) != n_bytes:
        raise EncodingError(f"{len(blob)} bytes where a compressed point of {n_bytes} was expected")
    flags = blob[-1] & (LARGER_Y | INFINITY)
    body = blob[:-1] + bytes([blob[-1] & ~(LARGER_Y | INFINITY) & 0xFF])
    if flags & INFINITY:
        if flags & LARGER_Y or any(body):
            raise EncodingError("infinity with other bits set")
        return None, False
    return body, bool(flags & LARGER_Y)
