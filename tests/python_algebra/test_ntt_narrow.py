"""Goldilocks and KoalaBear: arrays against ints, the transforms against the readable one and against their laws."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python import errors
from zkpair_python.algebra import ntt, vector_goldilocks, vector_koalabear, vector_ntt
from zkpair_python.algebra.prime_field import FIELDS, GOLDILOCKS, KOALABEAR

P = GOLDILOCKS.modulus
MODULES = {"goldilocks": vector_goldilocks, "koalabear": vector_koalabear}
narrow = pytest.mark.parametrize("name", sorted(MODULES))

corners = st.sampled_from([0, 1, 2**32 - 1, 2**32, 2**32 + 1, P - 1, P, P + 1, 2**64 - 2, 2**64 - 1])
words = st.lists(st.one_of(st.integers(0, 2**64 - 1), corners), min_size=1, max_size=20)


def array(values):
    return np.array(values, dtype=np.uint64)


def residues(values):
    return [int(value) % P for value in values]


def random_elements(name, seed, n):
    rng = random.Random(seed)
    return [rng.randrange(FIELDS[name].modulus) for _ in range(n)]


@given(words, words)
@settings(max_examples=100, deadline=None)
def test_goldilocks_arrays_are_the_field(a, b):
    n = min(len(a), len(b))
    x, y = a[:n], b[:n]
    assert residues(vector_goldilocks.mul(array(x), array(y))) == [u * v % P for u, v in zip(x, y, strict=True)]
    assert residues(vector_goldilocks.square(array(x))) == [u * u % P for u in x]
    assert vector_goldilocks.canonical(array(x)).tolist() == [u % P for u in x]
    reduced = [v % P for v in y]
    assert residues(vector_goldilocks.add(array(x), array(reduced))) == [(u + v) % P for u, v in zip(x, y, strict=True)]
    assert residues(vector_goldilocks.sub(array(x), array(reduced))) == [(u - v) % P for u, v in zip(x, y, strict=True)]
    nonzero = [v or 1 for v in reduced]
    assert vector_goldilocks.inverses(array(nonzero)).tolist() == [pow(v, -1, P) for v in nonzero]


@narrow
@pytest.mark.parametrize("count", [1, 2, 7, 8192, 20000])
def test_powers_are_powers(name, count):
    p = FIELDS[name].modulus
    found = MODULES[name].powers(3, count, 5).tolist()
    assert found[:3] == [5, 15, 45][:count]
    assert all(y == 3 * x % p for x, y in itertools.pairwise(found))


@narrow
@pytest.mark.parametrize("k", range(14))
def test_arrays_transform_as_the_readable_one(name, k):
    field, n = FIELDS[name], 1 << k
    omega = field.root_of_unity(n)
    for values in (random_elements(name, k, n), [field.modulus - 1] * n):
        expected = ntt.ntt(values, omega, field.modulus)
        assert vector_ntt.ntt(MODULES[name], array(values), omega).tolist() == expected
        assert vector_ntt.inverse_ntt(MODULES[name], array(expected), omega).tolist() == values
        assert ntt.inverse_ntt(expected, omega, field.modulus) == values


@narrow
@pytest.mark.parametrize("width", [2, 5, 300])
@pytest.mark.parametrize("k", [3, 7, 13])
def test_columns_are_transformed_each_for_itself(name, k, width):
    field, n = FIELDS[name], 1 << k
    omega = field.root_of_unity(n)
    values = np.random.default_rng(k).integers(field.modulus, size=(n, width), dtype=np.uint64)
    kept = values.copy()
    found = vector_ntt.ntt(MODULES[name], values, omega)
    for column in {0, width // 2, width - 1}:
        alone = np.ascontiguousarray(values[:, column])
        assert (found[:, column] == vector_ntt.ntt(MODULES[name], alone, omega)).all()
    assert (values == kept).all()


@narrow
def test_values_are_the_polynomial_at_the_powers_of_omega(name):
    field, n = FIELDS[name], 64
    omega = field.root_of_unity(n)
    coefficients = random_elements(name, 1, n)
    powers = [pow(omega, i, field.modulus) for i in range(n)]
    expected = [sum(c * pow(x, j, field.modulus) for j, c in enumerate(coefficients)) % field.modulus for x in powers]
    assert ntt.ntt(coefficients, omega, field.modulus) == expected


@narrow
def test_both_implementations_agree_on_a_case(name, load_both, case, run):
    field, n = FIELDS[name], 1 << 9
    instances = [{"coefficients": field.encode(random_elements(name, seed, n))} for seed in range(2)]
    made = case("algebra/ntt", {"field": name}, n, instances)
    slow, fast = (run(loaded, made) for loaded in load_both("ntt"))
    assert slow == fast
    assert slow[0] != slow[1]
    assert len(slow[0]) == n * field.element_bytes
    field.decode(slow[0], n, "output")


@pytest.mark.parametrize("field", [GOLDILOCKS, KOALABEAR], ids=["goldilocks", "koalabear"])
def test_roots_have_their_orders(field):
    omega = field.root_of_unity(1 << field.two_adicity)
    assert pow(omega, 1 << field.two_adicity - 1, field.modulus) == field.modulus - 1
    with pytest.raises(errors.UnsupportedParameterError, match="power of two"):
        field.root_of_unity(2 << field.two_adicity)


@narrow
def test_what_is_no_element_is_refused(name, load, case):
    field = FIELDS[name]
    good = field.encode([1, 2])
    top = field.modulus.to_bytes(field.element_bytes, "little")
    refused = [
        (good[:-1], errors.WrongLengthError, f"{len(good) - 1} bytes"),
        (good + b"\0", errors.WrongLengthError, f"{len(good) + 1} bytes"),
        (
            good[: field.element_bytes] + top,
            errors.NonCanonicalFieldElementError,
            "instance 1: coefficients: element 1",
        ),
        (b"\xff" * len(good), errors.NonCanonicalFieldElementError, "element 0"),
    ]
    for bad, error, named in refused:
        with pytest.raises(error, match=named):
            load("ntt").prepare(case("algebra/ntt", {"field": name}, 2, [{"coefficients": b} for b in (good, bad)]), 1)
    with pytest.raises(errors.UnsupportedParameterError, match="power of two"):
        load("ntt").prepare(case("algebra/ntt", {"field": name}, 3, [{"coefficients": good}]), 1)
