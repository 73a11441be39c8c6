"""The NTT against direct evaluation, its inverse, and the convolution law."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.algebra import ntt, ntt_tuned
from zkpair_python.algebra.field import R, decode_elements, encode_elements, root_of_unity
from zkpair_python.errors import UnsupportedParameterError

elements = st.one_of(st.integers(0, R - 1), st.sampled_from([0, 1, R - 1]))
transforms = pytest.mark.parametrize("transform", [ntt.ntt, ntt_tuned.ntt], ids=["python", "python-tuned"])


def random_elements(seed, n):
    rng = random.Random(seed)
    return [rng.randrange(R) for _ in range(n)]


def evaluate(coefficients, x):
    """f(x) by Horner's rule."""
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % R
    return value


@transforms
@pytest.mark.parametrize("k", range(8))
def test_values_are_the_polynomial_at_the_powers_of_omega(transform, k):
    n = 1 << k
    omega = root_of_unity(n)
    coefficients = random_elements(k, n)
    assert transform(coefficients, omega) == [evaluate(coefficients, pow(omega, i, R)) for i in range(n)]


@transforms
@given(st.integers(0, 6).flatmap(lambda k: st.lists(elements, min_size=1 << k, max_size=1 << k)))
@settings(max_examples=40, deadline=None)
def test_the_transform_with_the_inverse_root_undoes_it(transform, coefficients):
    n = len(coefficients)
    omega = root_of_unity(n)
    back = transform(transform(coefficients, omega), pow(omega, -1, R))
    assert [value * pow(n, -1, R) % R for value in back] == coefficients
    assert ntt.inverse_ntt(transform(coefficients, omega), omega) == coefficients


@transforms
@given(st.data())
@settings(max_examples=20, deadline=None)
def test_pointwise_products_are_the_cyclic_convolution(transform, data):
    n = 16
    a, b = (data.draw(st.lists(elements, min_size=n, max_size=n)) for _ in range(2))
    omega = root_of_unity(n)
    products = [x * y % R for x, y in zip(transform(a, omega), transform(b, omega), strict=True)]
    convolution = [sum(a[i] * b[(k - i) % n] for i in range(n)) % R for k in range(n)]
    assert ntt.inverse_ntt(products, omega) == convolution


@transforms
def test_the_input_is_left_as_it_was(transform):
    coefficients = list(range(8))
    transform(coefficients, root_of_unity(8))
    assert coefficients == list(range(8))


def test_both_agree_at_a_larger_size_and_give_canonical_bytes(load_both, case, run):
    n = 1 << 10
    instances = [{"coefficients": encode_elements(random_elements(i, n))} for i in range(2)]
    made = case("algebra/ntt", {"field": "bn254_fr"}, n, instances)
    slow, fast = (run(loaded, made) for loaded in load_both("ntt"))
    assert slow == fast
    assert slow[0] != slow[1]
    decode_elements(slow[0], n, R, "output")


@pytest.mark.parametrize("k", [1, 5, 9, 12])
@pytest.mark.parametrize("value", [0, R - 1])
def test_extreme_coefficients_do_not_overflow_a_lane(k, value):
    n = 1 << k
    expected = [value * n % R] + [0] * (n - 1)  # a constant sequence has all its weight in f(1)
    assert ntt_tuned.ntt([value] * n, root_of_unity(n)) == expected
    assert ntt_tuned.ntt(expected, root_of_unity(n)) == [value * n % R] * n


def test_the_bounds_hold_at_the_largest_size():
    """n = 2^28 has 14 stages a side; the lanes of its last stage and what a butterfly makes of them fit."""
    lane = 2**15 * R - 1
    w = R - 1
    c = w * lane
    m = (c % ntt_tuned.MONTGOMERY) * -pow(R, -1, int(ntt_tuned.MONTGOMERY)) % ntt_tuned.MONTGOMERY
    assert (c % ntt_tuned.MONTGOMERY) * (ntt_tuned.MONTGOMERY - 1) < 1 << ntt_tuned.LANE_BITS
    assert c + m * R < 1 << ntt_tuned.LANE_BITS
    assert (c + m * R) >> ntt_tuned.MONTGOMERY_BITS < 2 * R


def test_omega_is_a_primitive_root_of_the_contract():
    omega = root_of_unity(1 << 28)
    assert omega == pow(5, (R - 1) >> 28, R)
    assert pow(omega, 1 << 27, R) == R - 1


@pytest.mark.parametrize("n", [0, 3, 12, 1 << 29, -4])
def test_other_sizes_are_refused(n):
    with pytest.raises(UnsupportedParameterError, match="power of two"):
        root_of_unity(n)
