"""F_r multiplication against Python's own integers and the laws of a field."""

from hypothesis import given
from hypothesis import strategies as st

from zkpair_python.algebra import field_mul, field_mul_tuned
from zkpair_python.algebra.field import R, decode_elements, encode_elements

elements = st.one_of(st.integers(0, R - 1), st.sampled_from([0, 1, R - 1, R - 2, 1 << 253]))


@given(st.lists(st.tuples(elements, elements), max_size=8))
def test_both_multiply_as_integers_do(pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    expected = [x * y - (x * y // R) * R for x, y in pairs]
    assert field_mul.multiply_all(a, b) == expected
    assert field_mul_tuned.multiply_all(a, b) == expected


@given(elements.filter(bool))
def test_the_inverse_gives_one(x):
    assert field_mul.multiply_all([x], [pow(x, R - 2, R)]) == [1]


def test_a_case_gives_canonical_bytes(load, case, run):
    a, b = [3, R - 1, 0, 1 << 200], [5, R - 1, 7, 1 << 200]
    made = case("algebra/field_mul", {"field": "bn254_fr"}, 4, [{"a": encode_elements(a), "b": encode_elements(b)}])
    (output,) = run(load("field_mul"), made)
    assert decode_elements(output, 4, R, "output") == [15, 1, 0, pow(2, 400, R)]
