"""Between affine points of integers and py_ecc's projective points over FQ and FQ2."""

from collections.abc import Sequence
from typing import Any

from py_ecc.fields import optimized_bn128_FQ as FQ
from py_ecc.fields import optimized_bn128_FQ2 as FQ2
from py_ecc.optimized_bn128.optimized_curve import Z1, Z2, is_inf, normalize

from zkpair_python.algebra.field import encode_elements


def to_py_ecc_g1(point: Sequence[int] | None) -> Any:
    """(x, y) as FQ x : y : 1; None is infinity."""
    if point is None:
        return Z1
    x, y = map(int, point)
    return FQ(x), FQ(y), FQ.one()


def to_py_ecc_g2(point: Sequence[int] | None) -> Any:
    """(x.c0, x.c1, y.c0, y.c1) as FQ2 x : y : 1; None is infinity."""
    if point is None:
        return Z2
    x0, x1, y0, y1 = map(int, point)
    return FQ2([x0, x1]), FQ2([y0, y1]), FQ2.one()


def encode_point(point: Any) -> bytes:
    """A point of py_ecc in the contract's affine encoding: 64 bytes in G1, 128 in G2, zeros for infinity."""
    in_g2 = isinstance(point[0], FQ2)
    if is_inf(point):
        return bytes(128 if in_g2 else 64)
    x, y = normalize(point)
    return encode_elements([*map(int, x.coeffs), *map(int, y.coeffs)] if in_g2 else [int(x), int(y)])
