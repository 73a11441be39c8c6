"""Points and their encodings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_ecc import optimized_bn128 as bn128

from zkpair_python.algebra.field import P, R
from zkpair_python.snark import points
from zkpair_python.snark.curve_reference import ReferenceCurve
from zkpair_python.snark.errors import InvalidPoint
from zkpair_python.snark.points import G1_GENERATOR, G2_GENERATOR

scalars = st.integers(0, R - 1)
REFERENCE = ReferenceCurve()


def twist_point_outside_the_subgroup():
    """The first point of the twist with x = n + 0·u; the twist's cofactor makes it almost surely no point of G2."""
    for n in range(1, 100):
        y = points.sqrt_fp2(points._rhs_g2((n, 0)))
        if y is not None:
            return (n, 0), y
    raise AssertionError("no point found")


def test_the_curve_constants_are_py_eccs():
    assert (bn128.field_modulus, bn128.curve_order) == (P, R)
    assert tuple(int(c) for c in bn128.b2.coeffs) == points.B_G2
    assert points.on_curve_g1(G1_GENERATOR) and points.on_curve_g2(G2_GENERATOR)
    assert REFERENCE.multiples_g1([1]) == [G1_GENERATOR] and REFERENCE.multiples_g2([1]) == [G2_GENERATOR]


@given(scalars)
@settings(max_examples=15, deadline=None)
def test_g1_survives_every_encoding(k):
    (point,) = REFERENCE.multiples_g1([k])
    assert points.decompress_g1(points.compress_g1(point), "point") == point
    assert points.g1_from_montgomery(points.g1_to_montgomery(point), "point") == point


@given(scalars)
@settings(max_examples=10, deadline=None)
def test_g2_survives_every_encoding(k):
    (point,) = REFERENCE.multiples_g2([k])
    assert points.decompress_g2(points.compress_g2(point), "point") == point
    assert points.g2_from_montgomery(points.g2_to_montgomery(point), "point") == point


def test_the_generators_compressed():
    """y = 2 is the smaller root; G2's y.c1 is 0x090689…, below half of p: no sign flag on either."""
    assert points.compress_g1(G1_GENERATOR) == bytes([1]) + bytes(31)
    assert points.compress_g1(points.negate_g1(G1_GENERATOR)) == bytes([1]) + bytes(30) + b"\x80"
    assert points.compress_g2(G2_GENERATOR).hex() == (
        "edf692d95cbdde46ddda5ef7d422436779445c5e66006a42761e1f12efde0018"
        "c212f3aeb785e49712e7a9353349aaf1255dfb31b7bf60723a480d9293938e19"
    )
    assert points.compress_g2(points.negate_g2(G2_GENERATOR))[-1] == 0x19 | 0x80


def test_infinity_has_one_encoding():
    assert points.compress_g1(None) == bytes(31) + b"\x40" and points.compress_g2(None) == bytes(63) + b"\x40"
    assert points.decompress_g1(points.compress_g1(None), "point") is None
    for flags in (0xC0, 0x41):
        with pytest.raises(InvalidPoint, match="infinity"):
            points.decompress_g1(bytes(31) + bytes([flags]), "point")
    with pytest.raises(InvalidPoint, match="infinity"):
        points.decompress_g2(b"\x01" + bytes(62) + b"\x40", "point")


@pytest.mark.parametrize("x", [P, P + 1, (1 << 254) - 1])
def test_a_non_canonical_x_is_refused(x):
    with pytest.raises(InvalidPoint, match="not below p"):
        points.decompress_g1(x.to_bytes(32, "little"), "point")
    with pytest.raises(InvalidPoint, match="not below p"):
        points.g1_from_montgomery(x.to_bytes(32, "little") + bytes(32), "point")
    with pytest.raises(InvalidPoint, match="not below p"):
        points.decompress_g2(bytes(32) + x.to_bytes(32, "little"), "point")


def test_points_off_the_curve_are_refused():
    without_a_point = next(x for x in range(1, 100) if points.sqrt_fp(x**3 + 3) is None)
    with pytest.raises(InvalidPoint, match="no point of G1"):
        points.decompress_g1(without_a_point.to_bytes(32, "little"), "point")
    with pytest.raises(InvalidPoint, match="not on the curve"):
        points.g1_from_montgomery(bytes([1]) + bytes(63), "point")
    with pytest.raises(InvalidPoint, match="not on the curve"):
        points.g2_from_montgomery(bytes([1]) + bytes(127), "point")


@given(st.integers(0, P - 1), st.integers(0, P - 1))
@settings(max_examples=30, deadline=None)
def test_square_roots_in_fp2(a0, a1):
    square = points.fp2_mul((a0, a1), (a0, a1))
    root = points.sqrt_fp2(square)
    assert root is not None and points.fp2_mul(root, root) == square


@pytest.mark.parametrize("a", [(0, 0), (4, 0), (P - 4, 0), (0, 5), (P - 1, 0)])
def test_square_roots_at_the_corners(a):
    square = points.fp2_mul(a, a)
    root = points.sqrt_fp2(square)
    assert root is not None and points.fp2_mul(root, root) == square
    assert points.sqrt_fp2(points.fp2_mul(square, (9, 1))) is None or a == (0, 0)  # 9 + u is no square


def test_the_subgroup_is_checked(curve):
    outside = twist_point_outside_the_subgroup()
    assert points.on_curve_g2(outside)
    (inside,) = curve.multiples_g2([12345])
    assert curve.first_outside_subgroup([inside, None, G2_GENERATOR]) is None
    assert curve.first_outside_subgroup([inside, None, outside, inside]) == 2
