"""The pinned key's text: one form, bounded, consistent in itself; anything else is a `MalformedKey`."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.halo.errors import MalformedKey
from zkpair_python.halo2.debug_text import MAX_DEPTH, MAX_TEXT_BYTES, Element, Struct, Tuple, parse_debug
from zkpair_python.halo2.expression import Cell, Column, Kind, Query
from zkpair_python.halo2.key_text import parse_key

FIRST = "Column { index: 1, column_type: Advice }"
TABLE = "Fixed { query_index: 0, column_index: 6, rotation: Rotation(0) }"


def query(index, kind, rotation):
    return f"(Column {{ index: {index}, column_type: {kind} }}, Rotation({rotation}))"


def test_every_form_of_a_value():
    text = f'A {{ b: [1, -2], c: ("0x1f", B(None, Some(3))), d: 0x{"0" * 63}a, e: [] }}'
    assert parse_debug(text) == Struct(
        "A",
        {
            "b": [1, -2],
            "c": Tuple("", ("0x1f", Tuple("B", (Tuple("None", ()), Tuple("Some", (3,)))))),
            "d": Element(10),
            "e": [],
        },
    )


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "01", "+1", "1,2", "[1,2]", "[1, ]", "[1", "(1, 2", "A{ b: 1 }", "A { b:1 }", "A { b: 1, b: 2 }",
     "A { }", "A {}", "0x12", "0x" + "F" * 64, "0x" + "0" * 65, '"', '"a"b', "A B", "[1, 2]]", "1" * 11, "-", "_"],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(MalformedKey):
        parse_debug(text)


def test_the_reader_is_bounded():
    parse_debug("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for text in ("[" * (MAX_DEPTH + 2), "A(" * 100_000, "[" * 100_000 + "]" * 100_000, " " * (MAX_TEXT_BYTES + 1)):
        with pytest.raises(MalformedKey):
            parse_debug(text)


@settings(deadline=None)
@given(st.text(alphabet='[](){}:, "0x1aANone-_é', max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        parse_debug(text)
    except MalformedKey:
        pass


def test_what_the_key_says(key):
    cs = key.cs
    assert cs.num_columns == {Kind.FIXED: 7, Kind.ADVICE: 5, Kind.INSTANCE: 1}
    assert [gate.degree for gate in cs.gates] == [3, 2]
    assert cs.queries[Kind.ADVICE][3] == Query(Column(Kind.ADVICE, 4), 1)
    assert cs.queries[Kind.ADVICE][4] == Query(Column(Kind.ADVICE, 0), -1)
    assert cs.permutation[3] == Column(Kind.FIXED, 0)
    assert (cs.lookups[0].inputs, cs.lookups[0].table) == ((Cell(Kind.ADVICE, 0),), (Cell(Kind.FIXED, 0),))
    assert key.domain.k == 5 and len(key.fixed_commitments) == 7 and len(key.permutation_commitments) == 12


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("0x40000000000000000000000000000000224698fc0994", "0x40000000000000000000000000000000224698fc0995", "Vesta"),
        ("k: 5", "k: 6", "extended_k"),
        ("k: 5", "k: 2", "k is not"),
        ("k: 5", "k: 99", "k is not"),
        ("extended_k: 7", "extended_k: 8", "extended_k"),
        ("omega: 0x0c", "omega: 0x0d", "root of unity"),
        ("omega: 0x0c", "omega: 0xfc", "canonical"),
        ("num_fixed_columns: 7", "num_fixed_columns: 8", "fixed columns"),
        ("num_fixed_columns: 7", "num_fixed_columns: 6", "Fixed column"),
        ("num_advice_columns: 5", "num_advice_columns: -5", "num_advice_columns"),
        ("num_advice_columns: 5", "num_advice_columns: 5000000", "num_advice_columns"),
        ("Advice { query_index: 0, column_index: 1", "Advice { query_index: 1, column_index: 1", "another cell"),
        ("Advice { query_index: 0, column_index: 1", "Advice { query_index: 9, column_index: 1", "query_index"),
        ("Advice { query_index: 0, column_index: 1", "Selector { query_index: 0, column_index: 1", "no expression"),
        ("Negated(", "Selector(", "no expression"),
        ("Negated(", "Sum(", "no expression"),
        (query("2", "Advice", 0), query("1", "Advice", 0), "twice"),
        (query("4", "Advice", 1), query("4", "Advice", 32), "another cell"),
        (query("4", "Advice", 1), query("4", "Fixed", 1), "another column"),
        (query("6", "Fixed", 0), query("6", "Fixed", 1), "current row"),
        (query("6", "Fixed", 0), query("6", "Any", 0), "Fixed, Advice"),
        (f"columns: [{FIRST}", "columns: [Column { index: 2, column_type: Advice }", "twice"),
        (f"columns: [{FIRST}, ", "columns: [", "permuted columns"),
        (f"columns: [{FIRST}", f"columns: [{FIRST}, {FIRST}", "twice"),
        (f"table_expressions: [{TABLE}]", "table_expressions: []", "lookup"),
        (f"table_expressions: [{TABLE}]", f"table_expressions: [{TABLE}, {TABLE}]", "lookup"),
        ("minimum_degree: None", "minimum_degree: Some(300)", "minimum_degree"),
        ("minimum_degree: None", "minimum_degree: Some(20)", "extended_k"),
        ("minimum_degree: None", "minimum_degree: 3", "Some"),
        ("constants: []", "constants: [Column { index: 0, column_type: Advice }]", "constants"),
        ("(0x2bbc94ef7b22", "(0x2bbc94ef7b23", "not on the curve"),
        ("(0x2bbc94ef7b22", "(0xfbbc94ef7b22", "canonical"),
        ("commitments: [", "commitments: [Infinity, ", "a tuple of 2"),
        ("gates: [", "gates: [3, ", "an expression"),
        ("gates: [", "gaits: [", "PinnedConstraintSystem"),
        ("permutation: VerifyingKey {", "permutation: VerifyingKez {", "VerifyingKey"),
    ],
)  # fmt: skip
def test_a_key_that_is_wrong_in_one_place_is_refused(key_text, old, new, reason):
    text = key_text.decode()
    assert old in text
    with pytest.raises(MalformedKey, match=reason):
        parse_key(text.replace(old, new, 1).encode())


def test_rotations_that_meet_are_refused(key_text):
    text = key_text.replace(b"Rotation(-1)", b"Rotation(32)")
    with pytest.raises(MalformedKey, match="modulo 32"):
        parse_key(text)


def test_altered_keys_are_refused_or_others(key, key_text):
    rng = random.Random(7)
    for _ in range(300):
        altered = bytearray(key_text)
        altered[rng.randrange(len(altered))] ^= 1 << rng.randrange(8)
        try:
            other = parse_key(bytes(altered))
        except MalformedKey:
            continue
        assert other.transcript_repr != key.transcript_repr
