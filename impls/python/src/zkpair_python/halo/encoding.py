"""Points of Pallas and Vesta as bytes.

Affine (in cases): x ‖ y, 64 bytes. Compressed (in proofs, as pasta_curves has it): x, 32 bytes, little-endian, and in
the top bit whether y is odd. Infinity is all zeros in both: x = 0 is on neither curve, as 5 is no square.
"""

from collections.abc import Iterable

from zkpair_python.algebra.field import decode_elements
from zkpair_python.errors import NonCanonicalFieldElementError, NotOnCurveError, WrongLengthError

from .curve import B, Curve, Point
from .field import ELEMENT_BYTES

POINT_BYTES = 2 * ELEMENT_BYTES
COMPRESSED_BYTES = ELEMENT_BYTES
ODD_Y = 1 << 255


def encode_point(curve: Curve, point: Point) -> bytes:
    return bytes(POINT_BYTES) if point is None else curve.field.encode(point)


def encode_points(curve: Curve, points: Iterable[Point]) -> bytes:
    return b"".join(encode_point(curve, point) for point in points)


def decode_points(curve: Curve, data: bytes, count: int, where: str) -> list[Point]:
    """`count` affine points; `where` names the blob in errors, which tell the index of the point."""
    if len(data) != POINT_BYTES * count:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} points take {POINT_BYTES * count}")
    elements = decode_elements(data, 2 * count, curve.field.modulus, where, 2)
    points: list[Point] = []
    for index, (x, y) in enumerate(zip(elements[::2], elements[1::2], strict=True)):
        point = (x, y) if x or y else None
        if not curve.is_on_curve(point):
            raise NotOnCurveError(f"{where}: point {index} is not on {curve.name}, y² = x³ + 5")
        points.append(point)
    return points


def compress(curve: Curve, point: Point) -> bytes:
    if point is None:
        return bytes(COMPRESSED_BYTES)
    x, y = point
    return int(x | (ODD_Y if y & 1 else 0)).to_bytes(COMPRESSED_BYTES, "little")


def decompress(curve: Curve, data: bytes, where: str) -> Point:
    """The point of 32 bytes, or an error: exact length, x canonical, on the curve, infinity in one way only."""
    if len(data) != COMPRESSED_BYTES:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but a compressed point takes {COMPRESSED_BYTES}")
    word = int.from_bytes(data, "little")
    if word == 0:
        return None
    x, odd, p = word & (ODD_Y - 1), word >> 255, curve.field.modulus
    if x >= p:
        raise NonCanonicalFieldElementError(f"{where}: x is {x}, not below {p}")
    y = curve.field.sqrt((x * x * x + B) % p)
    if y is None:
        raise NotOnCurveError(f"{where}: no point of {curve.name} has this x")
    return x, y if y & 1 == odd else p - y
