"""The parts of the tuned BN254 arithmetic: constants, group law, endomorphisms, fixed-base tables, F_p12."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_ecc.fields import optimized_bn128_FQ12 as FQ12
from py_ecc.optimized_bn128.optimized_curve import G1, G2, add, double, multiply

from zkpair_python.algebra import group, pippenger
from zkpair_python.algebra.bn254 import fp12, g1, g2, glv
from zkpair_python.algebra.bn254.codec import encode_g1, encode_g2
from zkpair_python.algebra.bn254.constants import P, R, U
from zkpair_python.algebra.bn254.fixed_base import FixedBase
from zkpair_python.algebra.number import mpz, signed_digits
from zkpair_python.algebra.packing import pack, unpack
from zkpair_python.algebra.points import encode_point

GROUPS = [(g1.G1, g1.GENERATOR, G1), (g2.G2, g2.GENERATOR, G2)]
groups = pytest.mark.parametrize(("curve", "generator", "theirs"), GROUPS, ids=["g1", "g2"])
coefficients = st.one_of(st.integers(0, int(P) - 1), st.sampled_from([0, int(P) - 1]))
fp12_elements = st.lists(coefficients, min_size=12, max_size=12)


def random_fp12(seed):
    rng = random.Random(seed)
    return [rng.randrange(int(P)) for _ in range(12)]


def encoded(point):
    return (encode_g1 if len(point) == 2 else encode_g2)([point])


def test_the_parameter_gives_the_field_and_the_order_of_the_eip():
    assert P == 21888242871839275222246405745257275088696311157297823662689037894645226208583
    assert R == 21888242871839275222246405745257275088548364400416034343698204186575808495617


@groups
def test_the_group_law_is_that_of_py_ecc(curve, generator, theirs):
    two, three = double(theirs), add(double(theirs), theirs)
    p2 = group.add(curve, generator, generator)
    p3 = group.add(curve, p2, generator)
    assert encoded(p2) == encode_point(two)
    assert encoded(p3) == encode_point(three)
    assert encoded(group.multiply(curve, generator, 0xDEADBEEF << 200)) == encode_point(
        multiply(theirs, 0xDEADBEEF << 200)
    )


@groups
def test_the_complete_addition(curve, generator, theirs):
    minus = group.negate(curve, generator)
    p2 = group.add(curve, generator, generator)
    lefts = [None, None, generator, generator, generator, minus, p2]
    rights = [None, generator, None, generator, minus, p2, minus]
    assert curve.add_pairs(lefts, rights) == [None, generator, generator, p2, None, generator, generator]
    assert curve.double_each([None, generator, minus, None]) == [None, p2, group.negate(curve, p2), None]


@groups
def test_multiples_by_the_order_and_by_negative_numbers(curve, generator, theirs):
    assert group.multiply(curve, generator, R) is None
    assert group.multiply(curve, generator, -1) == group.negate(curve, generator)
    assert group.multiply(curve, None, 5) is None
    assert group.multiply(curve, generator, 0) is None


@groups
def test_the_endomorphism_multiplies_by_lambda(curve, generator, theirs):
    point = group.multiply(curve, generator, 123456789)
    assert group.multiply(curve, point, glv.LAMBDA) == curve.endomorphism(point)
    assert pow(glv.LAMBDA, 3, R) == 1 != glv.LAMBDA


@given(st.one_of(st.integers(0, int(R) - 1), st.sampled_from([0, 1, int(R) - 1, int(glv.LAMBDA), int(R) // 2])))
def test_scalars_split_into_halves(k):
    k1, k2 = glv.split(mpz(k))
    assert (k1 + k2 * glv.LAMBDA - k) % R == 0
    assert max(abs(k1), abs(k2)) < 1 << glv.SUBSCALAR_BITS


@groups
@pytest.mark.parametrize("num_scalars", [1, 30])
def test_fixed_base_tables(curve, generator, theirs, num_scalars):
    rng = random.Random(num_scalars)
    scalars = [rng.randrange(R) for _ in range(num_scalars)] + [0, 1, R - 1, R, -1]
    expected = [group.multiply(curve, generator, k % R) for k in scalars]
    assert FixedBase(curve, generator, num_scalars).multiply_each(scalars) == expected


@groups
def test_sums_of_lists(curve, generator, theirs):
    multiples = [group.multiply(curve, generator, k) for k in range(6)]
    lists = [[], multiples[:1], multiples[2:3], multiples[1:6], [multiples[3], group.negate(curve, multiples[3])]]
    assert group.sum_each(curve, lists) == [None, None, multiples[2], group.multiply(curve, generator, 15), None]


def point_on_twist(seed):
    """A point of the twist by its x; nearly all are outside the subgroup (its index is 2p − r)."""
    rng = random.Random(seed)
    while True:
        x0, x1 = rng.randrange(P), rng.randrange(P)
        s = g2.fp2_multiply(x0, x1, x0, x1)
        c0, c1 = g2.fp2_multiply(*s, x0, x1)
        a0, a1 = (c0 + g2.B0) % P, (c1 + g2.B1) % P
        norm_root = pow(a0 * a0 + a1 * a1, (P + 1) // 4, P)
        for root in (norm_root, -norm_root):  # √(a₀ + a₁u) = y₀ + y₁u with y₀² = (a₀ + √norm)/2
            y0 = pow((a0 + root) * pow(2, -1, P), (P + 1) // 4, P)
            if y0:
                point = (mpz(x0), mpz(x1), mpz(y0), a1 * pow(2 * y0, -1, P) % P)
                if g2.is_on_curve(point):
                    return point


def test_the_subgroup_of_the_twist():
    outside = [point_on_twist(seed) for seed in range(4)]
    cofactor = 2 * P - R
    inside = group.multiply_each(g2.G2, outside, cofactor)
    assert all(group.multiply(g2.G2, point, R) is not None for point in outside)
    assert all(group.multiply(g2.G2, point, R) is None for point in inside)
    assert g2.are_in_subgroup([*outside, *inside, None]) == [False] * 4 + [True] * 5


def test_points_of_small_order_are_outside():
    """10069 divides the cofactor 2p − r: a test that takes too few steps would let such points in."""
    order = (2 * P - R) * R
    small = group.multiply(g2.G2, point_on_twist(9), order // 10069)
    assert small is not None
    assert group.multiply(g2.G2, small, 10069) is None
    assert g2.are_in_subgroup([small]) == [False]
    assert g2.are_in_subgroup([group.add(g2.G2, small, g2.GENERATOR)]) == [False]


@given(st.integers(0, 1 << 300), st.integers(2, 6))
def test_signed_digits(k, width):
    digits = signed_digits(k, width)
    assert sum(digit << i for i, digit in enumerate(digits)) == k
    assert all(digit == 0 or (digit % 2 and abs(digit) < 1 << (width - 1)) for digit in digits)
    for i, digit in enumerate(digits):
        assert not digit or not any(digits[i + 1 : i + width])


@given(st.lists(st.integers(0, (1 << 544) - 1), min_size=1, max_size=12))
def test_packing(numbers):
    packed = pack([mpz(number) for number in numbers], 544)
    assert packed == sum(number << (544 * i) for i, number in enumerate(numbers))
    assert unpack(packed, 544) + [0] * (len(numbers) - len(unpack(packed, 544))) == numbers


@given(fp12_elements, fp12_elements)
@settings(max_examples=50, deadline=None)
def test_fp12_multiplication_is_that_of_py_ecc(a, b):
    product = fp12.multiply(fp12.from_coefficients(a), fp12.from_coefficients(b))
    assert fp12.to_coefficients(product) == [int(c) for c in (FQ12(a) * FQ12(b)).coeffs]


def test_fp12_lanes_never_overflow():
    """The largest lanes that the bounds allow, and products of unreduced products."""
    largest = 2 * int(P)
    packed = pack([mpz(largest)] * 12, fp12.LANE_BITS)
    value = FQ12([largest * fp12.FROM_MONTGOMERY % int(P)] * 12)
    for _ in range(5):
        assert all(lane <= largest for lane in unpack(packed, fp12.LANE_BITS))
        assert fp12.to_coefficients(packed) == [int(c) for c in value.coeffs]
        packed, value = fp12.multiply(fp12.conjugate(packed), packed), conjugate(value) * value


def conjugate(value):
    return FQ12([int(c) * (-1) ** i % int(P) for i, c in enumerate(value.coeffs)])


@given(fp12_elements.filter(any))
@settings(max_examples=10, deadline=None)
def test_fp12_inverse_and_tower(a):
    packed = fp12.from_coefficients(a)
    assert fp12.to_coefficients(fp12.multiply(packed, fp12.inverse(packed))) == [1] + [0] * 11
    assert fp12.to_coefficients(fp12.from_tower(fp12.to_tower(packed))) == a


def test_fp12_frobenius_is_the_power_of_p():
    a = random_fp12(1)
    packed = fp12.from_coefficients(a)
    power = FQ12(a)
    for k in (1, 2, 3):
        power = power ** int(P)
        assert fp12.to_coefficients(fp12.frobenius(packed, k)) == [int(c) for c in power.coeffs]
    assert fp12.to_coefficients(fp12.conjugate(packed)) == fp12.to_coefficients(
        fp12.frobenius(fp12.frobenius(packed, 3), 3)
    )


def test_fp12_power_u_in_the_cyclotomic_subgroup():
    a = fp12.from_coefficients(random_fp12(2))
    a = fp12.multiply(fp12.conjugate(a), fp12.inverse(a))
    a = fp12.multiply(fp12.frobenius(a, 2), a)
    assert fp12.to_coefficients(fp12.power_u(a)) == [
        int(c) for c in (FQ12([int(x) for x in fp12.to_coefficients(a)]) ** U).coeffs
    ]


def test_the_bound_of_the_halves_holds_for_every_scalar():
    """k − c₁·v₁ − c₂·v₂ with rounded c: each coordinate is at most half the sum of the basis' coordinates."""
    for first, second in ((glv.GLV.a1, glv.GLV.a2), (glv.GLV.b1, glv.GLV.b2)):
        assert (abs(first) + abs(second)) // 2 + 1 < 1 << glv.SUBSCALAR_BITS == 1 << glv.GLV.subscalar_bits
    for a, b in ((glv.GLV.a1, glv.GLV.b1), (glv.GLV.a2, glv.GLV.b2)):
        assert (a + b * glv.LAMBDA) % R == 0


@pytest.mark.parametrize("c", range(2, 17))
@pytest.mark.parametrize("k", [0, 1, -1, (1 << 126) - 1, 1 - (1 << 126)])
def test_windows_hold_every_half(c, k):
    windows = pippenger.num_windows(c, glv.SUBSCALAR_BITS)
    bias = sum(1 << (c - 1 + c * w) for w in range(windows))
    digits = pippenger.digits(mpz(k + bias), c, windows)
    assert len(digits) == windows
    assert sum((digit - (1 << (c - 1))) << (c * w) for w, digit in enumerate(digits)) == k
