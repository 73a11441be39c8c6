"""The user's functions: arrays of limbs, named errors with their place, nothing written into the input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_rust import algebra, errors

integers = st.integers(0, (1 << 256) - 1)
canonical = st.integers(0, algebra.GROUP_ORDER - 1)


@given(st.lists(integers, max_size=9))
def test_packing_goes_back_and_forth(values):
    assert list(algebra.unpack(algebra.pack(values))) == values


@pytest.mark.parametrize("bad", [-1, 1 << 256])
def test_packing_names_the_place(bad):
    with pytest.raises(errors.InputError, match="integer 2") as caught:
        algebra.pack([0, 1, bad])
    assert caught.value.place == 2


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(canonical, canonical), max_size=20))
def test_products(pairs):
    a, b = algebra.pack([x for x, _ in pairs]), algebra.pack([y for _, y in pairs])
    assert list(algebra.unpack(algebra.field_mul(a, b))) == [x * y % algebra.GROUP_ORDER for x, y in pairs]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 8).flatmap(lambda k: st.lists(canonical, min_size=1 << k, max_size=1 << k)))
def test_transforms_go_back_and_forth(values):
    packed = algebra.pack(values)
    evaluations = algebra.ntt(packed)
    assert algebra.unpack(evaluations)[0] == sum(values) % algebra.GROUP_ORDER
    assert algebra.intt(evaluations) == packed
    assert bytes(algebra.intt(evaluations)) == bytes(packed)
    assert list(algebra.unpack(packed)) == values


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(integers, canonical, st.sampled_from([algebra.GROUP_ORDER])), min_size=1, max_size=16),
    st.sampled_from(["field_mul", "ntt", "msm", "pairing"]),
)
def test_noise_is_refused_by_name_or_computed(values, operation):
    """Whatever the numbers, a ValueError of ours or a result: no other exception and no panic."""
    packed = algebra.pack(values)
    first_bad = next((i for i, value in enumerate(values) if value >= algebra.GROUP_ORDER), None)
    try:
        if operation == "field_mul":
            algebra.field_mul(packed, packed)
        elif operation == "ntt":
            algebra.ntt(packed)
        elif operation == "msm":
            generator = algebra.pack([1, 2], per_row=2)
            algebra.msm(algebra.G1Bases(np.repeat(generator, len(values), axis=0)), packed)
        else:
            points = np.resize(packed, (len(values), 8))
            algebra.pairing(points, np.resize(packed, (len(values), 16)))
            return
    except errors.NotAPowerOfTwoError:
        assert operation == "ntt"
    except errors.InputError as error:
        assert operation == "pairing" or error.place == first_bad
    else:
        assert first_bad is None


def test_wrong_shapes_types_and_layouts():
    good = np.asarray(algebra.pack(range(8)))
    with pytest.raises(errors.WrongLengthError, match=r"\(n, 4\) is needed"):
        algebra.field_mul(good.reshape(4, 8), good)
    with pytest.raises(errors.WrongLengthError, match="b has 4 elements, 8 are needed"):
        algebra.field_mul(good, good[:4])
    with pytest.raises(errors.NotContiguousError, match=r"numpy\.require"):
        algebra.ntt(good[::2])
    with pytest.raises(errors.NotContiguousError):
        algebra.ntt(np.asfortranarray(good))
    for bad in (good.astype(np.int64), good.astype(np.float64), good.astype(">u8"), [1, 2, 3, 4], None, "1234"):
        with pytest.raises(TypeError, match="coefficients: a buffer of uint64 numbers"):
            algebra.ntt(bad)
    for shape in ((2, 4, 4), (32, 1), (1, 32)):
        with pytest.raises(errors.WrongLengthError, match=r"\(n, 4\) is needed"):
            algebra.ntt(good.reshape(shape))


def test_errors_are_value_errors_with_a_place():
    bad = algebra.pack([1, algebra.GROUP_ORDER, 3, algebra.GROUP_ORDER])
    with pytest.raises(ValueError, match=r"coefficients\[1\] is not below the modulus of bn254_fr") as caught:
        algebra.ntt(bad)
    assert isinstance(caught.value, errors.NonCanonicalFieldElementError)
    assert caught.value.place == 1
    with pytest.raises(errors.NotOnCurveError) as off_curve:
        algebra.G1Bases(algebra.pack([1, 2, 1, 3], per_row=2))
    assert off_curve.value.place == 1


def test_empty_input():
    nothing = np.empty((0, 4), np.uint64)
    assert memoryview(algebra.field_mul(nothing, nothing)).shape == (0, 4)
    with pytest.raises(errors.NotAPowerOfTwoError):
        algebra.ntt(nothing)
    bases = algebra.G1Bases(np.empty((0, 8), np.uint64))
    assert len(bases) == 0
    assert bytes(algebra.msm(bases, nothing)) == bytes(64)
    assert algebra.pairing(np.empty((0, 8), np.uint64), np.empty((0, 16), np.uint64)).is_one()
