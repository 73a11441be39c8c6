"""The small fields, their NumPy form, and Poseidon2: against plain ints, definitions, and p3-goldilocks' vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair.tasks.arithmetic import goldilocks_numpy, poseidon2
from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.small_field import FIELDS, GOLDILOCKS, KOALA_BEAR, SmallField
from zkpair.tasks.stark import domain

P = GOLDILOCKS.modulus
CORNERS = [0, 1, 2, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**63, P - 2**32, P - 2**32 + 1, P - 2, P - 1]
elements = st.one_of(st.sampled_from(CORNERS), st.integers(0, P - 1))


def words(values: list[int]) -> goldilocks_numpy.Words:
    return np.array(values, dtype=np.uint64)


@settings(deadline=None)
@given(st.lists(st.tuples(elements, elements), min_size=1, max_size=50))
def test_numpy_is_plain_arithmetic(pairs: list[tuple[int, int]]) -> None:
    a, b = words([x for x, _ in pairs]), words([y for _, y in pairs])
    assert goldilocks_numpy.mul(a, b).tolist() == [x * y % P for x, y in pairs]
    assert goldilocks_numpy.add(a, b).tolist() == [(x + y) % P for x, y in pairs]
    assert goldilocks_numpy.sub(a, b).tolist() == [(x - y) % P for x, y in pairs]


def test_numpy_at_all_pairs_of_corners() -> None:
    pairs = [(x, y) for x in CORNERS for y in CORNERS]
    product = goldilocks_numpy.mul(words([x for x, _ in pairs]), words([y for _, y in pairs]))
    assert product.tolist() == [x * y % P for x, y in pairs]


@pytest.mark.parametrize("n", [8, 64])
def test_coset_transform_is_evaluation(n: int) -> None:
    coefficients = GOLDILOCKS.random("test", 1, n // 2 - 1)
    omega = domain.root(n)
    points = [7 * pow(omega, i, P) % P for i in range(n)]
    expected = [sum(c * pow(x, j, P) for j, c in enumerate(coefficients)) % P for x in points]
    assert goldilocks_numpy.coset_transform(words(coefficients), n, omega).tolist() == expected


def test_powers() -> None:
    assert goldilocks_numpy.powers(7, 13, 5).tolist() == [5 * 7**i % P for i in range(13)]


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_fields(field: SmallField) -> None:
    """The generator generates: no prime factor of p − 1 divides its order's index."""
    odd = {"goldilocks": (3, 5, 17, 257, 65537), "koalabear": (127,)}[field.name]
    rest = field.modulus - 1
    for prime in (2, *odd):
        assert rest % prime == 0
        assert pow(field.generator, (field.modulus - 1) // prime, field.modulus) != 1
        while rest % prime == 0:
            rest //= prime
    assert rest == 1
    assert (field.modulus - 1) % (1 << field.two_adicity) == 0
    for n in (1, 2, 1 << field.two_adicity):
        root = field.root_of_unity(n)
        assert pow(root, n, field.modulus) == 1
        assert n == 1 or pow(root, n // 2, field.modulus) == field.modulus - 1
    for n in (0, 3, 1 << (field.two_adicity + 1)):
        with pytest.raises(ValueError, match="root of unity"):
            field.root_of_unity(n)


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_encoding(field: SmallField) -> None:
    values = [0, 1, field.modulus - 1]
    blob = field.encode(values)
    assert blob == b"".join(value.to_bytes(field.element_bytes, "little") for value in values)
    assert field.decode(blob, 3) == values == field.split(blob)
    with pytest.raises(EncodingError, match="2 elements"):
        field.decode(blob, 2)
    with pytest.raises(EncodingError, match="element 1 is not canonical"):
        field.decode(blob[: field.element_bytes] + field.modulus.to_bytes(field.element_bytes, "little"), 2)
    with pytest.raises(EncodingError, match="whole number"):
        field.split(blob[:-1])


def test_winterfells_root_is_another() -> None:
    assert domain.root(1 << 32) == domain.ROOT_OF_ORDER_2_32 != GOLDILOCKS.root_of_unity(1 << 32)
    assert pow(domain.root(64), 32, P) == P - 1
    with pytest.raises(ValueError, match="3 elements"):
        domain.root(3)


def test_poseidon2_known_answer() -> None:
    """p3-goldilocks 0.8.0, `test_default_goldilocks_poseidon2_width_8`: the permutation of 0 … 7."""
    expected = [
        *(0x020CF04A1B214D14, 0x84E14AAAEACAED25, 0x1AE0F640E81C7457, 0xA4D204CBAEB0D8A5),
        *(0x0CF637B627B3A7FF, 0x788D304D948B486B, 0x7327133EA1949AF4, 0xF415ABB924DA395B),
    ]
    assert poseidon2.permute(range(8)) == expected
    states = poseidon2.states(range(8))
    assert len(states) == 32
    assert (states[0], states[-1]) == (list(range(8)), expected)
    with pytest.raises(ValueError, match="7 elements"):
        poseidon2.permute([0] * 7)


def test_poseidon2_layers_are_their_matrices() -> None:
    m_4 = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]]
    state = GOLDILOCKS.random("state", 1, 8)
    external = [[m_4[i % 4][j % 4] * (2 if i // 4 == j // 4 else 1) for j in range(8)] for i in range(8)]
    assert poseidon2.external(state) == [sum(m * x for m, x in zip(row, state, strict=True)) % P for row in external]
    internal = [[1 + (poseidon2.DIAGONAL[i] if i == j else 0) for j in range(8)] for i in range(8)]
    assert poseidon2.internal(state) == [sum(m * x for m, x in zip(row, state, strict=True)) % P for row in internal]
    assert 2 * poseidon2.HALF % P == 1


def test_names() -> None:
    assert KOALA_BEAR.modulus == 2**31 - 2**24 + 1
    assert P == 2**64 - 2**32 + 1
