"""The contract's affine encodings of BN254 points, with every check: length, canonical, on the curve, in the subgroup.

G1: x ‖ y (64 bytes); G2: x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1 (128 bytes); little-endian; infinity is all zeros.
"""

from collections.abc import Sequence

from zkpair_python.algebra.bn254 import g1, g2
from zkpair_python.algebra.bn254.constants import P
from zkpair_python.algebra.field import ELEMENT_BYTES, decode_elements, encode_elements
from zkpair_python.algebra.number import mpz
from zkpair_python.errors import NotInSubgroupError, NotOnCurveError, WrongLengthError

G1_BYTES = 2 * ELEMENT_BYTES
G2_BYTES = 4 * ELEMENT_BYTES


def _coordinates(data: bytes, count: int, point_bytes: int, where: str) -> list[list[mpz]]:
    if len(data) != count * point_bytes:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} points take {count * point_bytes}")
    per_point = point_bytes // ELEMENT_BYTES
    elements = [mpz(e) for e in decode_elements(data, count * per_point, int(P), where, per_point)]
    return [elements[i : i + per_point] for i in range(0, len(elements), per_point)]


def decode_g1(data: bytes, count: int, where: str) -> list[g1.G1Point | None]:
    """`count` points of G1; `where` names the blob in errors, which tell the index of the point."""
    points: list[g1.G1Point | None] = []
    for index, (x, y) in enumerate(_coordinates(data, count, G1_BYTES, where)):
        point = (x, y) if x or y else None
        if point is not None and not g1.is_on_curve(point):
            raise NotOnCurveError(f"{where}: point {index} is not on y² = x³ + 3 over F_p")
        points.append(point)
    return points


def decode_g2(data: bytes, count: int, where: str) -> list[g2.G2Point | None]:
    """`count` points of G2; `where` names the blob in errors, which tell the index of the point."""
    points: list[g2.G2Point | None] = []
    for index, (x0, x1, y0, y1) in enumerate(_coordinates(data, count, G2_BYTES, where)):
        point = (x0, x1, y0, y1) if x0 or x1 or y0 or y1 else None
        if point is not None and not g2.is_on_curve(point):
            raise NotOnCurveError(f"{where}: point {index} is not on y² = x³ + 3/(9 + u) over F_p²")
        points.append(point)
    for index, inside in enumerate(g2.are_in_subgroup(points)):
        if not inside:
            raise NotInSubgroupError(f"{where}: point {index} is on the twist but not in the subgroup of order r")
    return points


def encode_g1(points: Sequence[g1.G1Point | None]) -> bytes:
    """Each point as 64 bytes."""
    return b"".join(encode_elements([int(c) for c in point]) if point else bytes(G1_BYTES) for point in points)


def encode_g2(points: Sequence[g2.G2Point | None]) -> bytes:
    """Each point as 128 bytes."""
    return b"".join(encode_elements([int(c) for c in point]) if point else bytes(G2_BYTES) for point in points)
