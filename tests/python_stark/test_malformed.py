"""Bytes that no honest prover writes: each is answered with a rejection, never with an exception."""

from __future__ import annotations

import itertools
import random
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zkpair_python.stark import fri_prove
from zkpair_python.stark import proof as proof_module
from zkpair_python.stark.airs import make_air
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import P
from zkpair_python.stark.fri_verify import judge_fri
from zkpair_python.stark.fri_wire import decode_standalone, encode_standalone
from zkpair_python.stark.hashing import hash_named, sha3_256
from zkpair_python.stark.options import SETTINGS, Options
from zkpair_python.stark.proof import decode_proof, encode_proof
from zkpair_python.stark.verifier import judge
from zkpair_python.stark.wire import encode_usize

AIRS = ["fibonacci", "hash_chain", "permutation"]
ALL_AIRS = [*AIRS, "chain"]
"""A chain's proof has Fibonacci's form throughout: what is malformed in one is malformed in the other."""
SETTING = "queries28"
OPTIONS = SETTINGS[SETTING]
ELEMENT = 8


@pytest.fixture
def made(proven, statement):
    def make(name, log_n=6):
        return statement(name, log_n)[0], proven(name, log_n, SETTING)

    return make


def rejected(data, air, options=OPTIONS):
    verdict = judge(data, air, options, sha3_256)
    assert verdict.accepted == (verdict.reason == "")
    return not verdict.accepted


def altered_values(value):
    """Copies of a part of a proof, each with one thing changed, dropped, repeated or exchanged, with the path to it."""
    if is_dataclass(value):
        for field in fields(value):
            for path, other in altered_values(getattr(value, field.name)):
                yield f"{field.name}.{path}", replace(value, **{field.name: other})
    elif isinstance(value, Ext):
        yield "a", Ext(value.a + 1, value.b)
        yield "b", Ext(value.a, value.b + 1)
    elif isinstance(value, bytes):
        yield "first", bytes([value[0] ^ 1]) + value[1:]
        yield "last", value[:-1] + bytes([value[-1] ^ 0x80])
    elif isinstance(value, int):
        yield "raised", value + 1
    elif isinstance(value, (list, tuple)):
        items = list(value)
        for i in {0, len(items) // 2, len(items) - 1} & set(range(len(items))):
            for path, other in altered_values(items[i]):
                yield f"{i}.{path}", type(value)([*items[:i], other, *items[i + 1 :]])
        if items:
            yield "dropped", type(value)(items[:-1])
            yield "repeated", type(value)([*items, items[-1]])
        if len(items) > 1 and items[0] != items[-1]:
            yield "exchanged", type(value)([items[-1], *items[1:-1], items[0]])


@pytest.mark.parametrize("name", AIRS)
def test_every_field_of_a_proof_altered_dropped_repeated_or_exchanged(name, made):
    air, data = made(name)
    proof = decode_proof(data, air, OPTIONS)
    seen = 0
    for path, other in altered_values(proof):
        try:
            altered = encode_proof(other, air, OPTIONS)
        except OverflowError:  # a value raised out of its field of bytes
            continue
        assert altered != data, path
        assert rejected(altered, air), path
        seen += 1
    assert seen > 100


@pytest.mark.parametrize("name", AIRS)
def test_a_sample_of_all_bytes_altered(name, made):
    air, data = made(name)
    draw = random.Random(f"stark {name}")
    places = [*range(64), *draw.sample(range(64, len(data)), 150), *range(len(data) - 16, len(data))]
    for place in places:
        altered = bytearray(data)
        altered[place] ^= draw.randrange(1, 256)
        assert rejected(bytes(altered), air), place


@pytest.mark.parametrize("name", AIRS)
def test_truncated_and_extended(name, made):
    air, data = made(name)
    draw = random.Random(f"cut {name}")
    for length in [*range(40), *draw.sample(range(len(data)), 150), len(data) - 1]:
        assert rejected(data[:length], air), length
    for tail in (b"\0", b"\1", data, bytes(1 << 20)):
        assert rejected(data + tail, air)
    assert rejected(b"\0" + data, air)


@pytest.mark.parametrize("name", AIRS)
def test_bytes_from_nowhere(name, made):
    air, data = made(name)
    draw = random.Random(f"noise {name}")
    head = data[: data.index(decode_proof(data, air, OPTIONS).trace_commitments[0])]
    for length in (0, 1, 7, 100, 5000):
        assert rejected(draw.randbytes(length), air)
        assert rejected(head + draw.randbytes(length), air)
    assert rejected(b"\xff" * 100_000, air)
    assert rejected(head + b"\xff" * 100_000, air)


@pytest.mark.parametrize("name", ALL_AIRS)
def test_false_claims(name, made):
    air, data = made(name)
    assert not rejected(data, air)
    for i, value in enumerate(air.public):
        public = [*air.public[:i], (value + 1) % P, *air.public[i + 1 :]]
        assert rejected(data, make_air(name, air.length, public)), i
    if len(set(air.public)) > 1:
        assert rejected(data, make_air(name, air.length, air.public[::-1]))


@pytest.mark.parametrize("name", ALL_AIRS)
@pytest.mark.parametrize("other", ALL_AIRS)
def test_another_airs_proof(name, other, made):
    air, _ = made(name)
    _, data = made(other)
    assert rejected(data, air) == (name != other)


def test_another_length_and_another_hash(made, statement):
    air, data = made("fibonacci")
    assert rejected(data, make_air("fibonacci", 2 * air.length, air.public))
    assert rejected(made("fibonacci", 7)[1], air)
    assert not judge(data, air, OPTIONS, hash_named("blake3")).accepted


@pytest.mark.parametrize(
    "options", [SETTINGS["default"], Options(28, 15), Options(28, 17), Options(27, 16), Options(29, 16), Options(1, 0)]
)
def test_other_options_than_those_demanded(options, made):
    """Both ways: a proof that says other options, and one whose options are not what the cell wants."""
    air, data = made("fibonacci")
    assert rejected(data, air, options)
    other = data.replace(OPTIONS.to_bytes(), options.to_bytes(), 1)
    assert other != data
    assert rejected(other, air)
    assert rejected(other, air, options)


def non_canonical(data):
    """Copies in which eight bytes that may be a small element have the modulus added: another name of the same."""
    for place in range(len(data) - ELEMENT):
        value = int.from_bytes(data[place : place + ELEMENT], "little")
        if value + P < 1 << 64:
            yield data[:place] + (value + P).to_bytes(ELEMENT, "little") + data[place + ELEMENT :]


def test_elements_that_are_not_canonical(made):
    """The permutation's addresses are small: the rows of the trace have elements below 2^32 − 1."""
    air, data = made("permutation")
    proof = decode_proof(data, air, OPTIONS)
    assert judge(data, air, OPTIONS, sha3_256).accepted
    seen = 0
    for altered in list(non_canonical(data))[:50]:
        assert rejected(altered, air)
        seen += 1
    assert seen
    for field in ("trace_frame", "constraint_frame"):
        frame = getattr(proof, field)
        small = replace(frame, at_z=[Ext(1), *frame.at_z[1:]])
        written = encode_proof(replace(proof, **{field: small}), air, OPTIONS)
        one = (1).to_bytes(8, "little") + bytes(8)
        at = written.index(one, len(written) // 2)
        altered = written[:at] + (1 + P).to_bytes(8, "little") + written[at + 8 :]
        assert "is 18446744069414584322, not below" in judge(altered, air, OPTIONS, sha3_256).reason


def longer_form(value):
    """A usize in one byte more than it needs."""
    length = len(encode_usize(value)) + 1
    return ((value << 1 | 1) << (length - 1)).to_bytes(length, "little")


@pytest.mark.parametrize("name", AIRS)
def test_lengths_that_are_not_in_their_shortest_form(name, made):
    air, data = made(name)
    proof = decode_proof(data, air, OPTIONS)
    values = proof.num_unique * air.main_width * ELEMENT
    written = encode_usize(values)
    at = data.index(written)
    for form in (longer_form(values), b"\0" + values.to_bytes(8, "little")):
        altered = data[:at] + form + data[at + len(written) :]
        assert "not in its shortest form" in judge(altered, air, OPTIONS, sha3_256).reason


def one_call_altered(monkeypatch, function, alter, write):
    """What `write` gives when one call of a function of the encoder gives something else, for each of its calls."""
    honest = getattr(proof_module, function)

    def written_with(chosen):
        calls = itertools.count()

        def altered(*parts):
            return alter(honest(*parts)) if next(calls) == chosen else honest(*parts)

        monkeypatch.setattr(proof_module, function, altered)
        return write(), next(calls)

    _, many = written_with(None)
    return [written_with(chosen)[0] for chosen in range(many)]


@pytest.mark.parametrize(
    ("function", "alter", "words"),
    [
        ("encode_opening", lambda data: data + b"\0", "1 bytes after its end"),
        ("encode_opening", lambda data: bytes([data[0] ^ 1]) + data[1:], "depth is"),
        ("encode_frame", lambda data: data[:2] + b"\3" + data[3:], "number of rows of the"),
        ("encode_fri", lambda data: bytes([data[0] + 1]) + data[1:], "number of FRI layers is"),
        ("encode_fri", lambda data: data[:-1] + b"\1", "logarithm of the number of partitions is 1, not 0"),
    ],
)
@pytest.mark.parametrize("name", AIRS)
def test_what_a_proof_need_not_say_but_says(name, function, alter, words, made, monkeypatch):
    """Bytes that follow from the cell, and a byte within an opening's own length: nothing else moves or is missing."""
    air, data = made(name)
    proof = decode_proof(data, air, OPTIONS)
    written = one_call_altered(monkeypatch, function, alter, lambda: encode_proof(proof, air, OPTIONS))
    assert written
    for altered in written:
        assert words in judge(altered, air, OPTIONS, sha3_256).reason


def test_giant_lengths_are_refused_before_anything_is_allocated(made):
    air, data = made("fibonacci")
    proof = decode_proof(data, air, OPTIONS)
    written = encode_usize(proof.num_unique * air.main_width * ELEMENT)
    at = data.index(written)
    for giant in (1 << 40, (1 << 64) - 1):
        assert rejected(data[:at] + encode_usize(giant) + data[at + len(written) :], air)
    lists = encode_usize(len(proof.main.opening))
    at = data.index(bytes([9]) + lists) + 1
    for giant in (1 << 20, (1 << 56) - 1, (1 << 64) - 1):
        assert rejected(data[:at] + encode_usize(giant) + data[at + 1 :], air)


@pytest.mark.parametrize("log_n", [10, 11])
def test_fri_proofs_altered(log_n, low_degree_word, make_case):
    n = 1 << log_n
    params = {"field": "goldilocks", "hash": "sha3_256"}
    it = fri_prove.Python()
    (state,) = it.prepare(make_case("stark/fri_prove", params, n, {"evaluations": low_degree_word(n)}), 1)
    data = it.run(state)
    assert judge_fri(data, n, sha3_256).accepted
    draw = random.Random(f"fri {log_n}")
    for place in [*range(40), *draw.sample(range(40, len(data)), 100), *range(len(data) - 20, len(data))]:
        altered = bytearray(data)
        altered[place] ^= draw.randrange(1, 256)
        assert not judge_fri(bytes(altered), n, sha3_256).accepted, place
    for length in draw.sample(range(len(data)), 60):
        assert not judge_fri(data[:length], n, sha3_256).accepted
    assert not judge_fri(data + b"\0", n, sha3_256).accepted
    proof = decode_standalone(data, n)
    for values in (proof.values[:-1], [*proof.values, proof.values[-1]]):
        another = encode_standalone(replace(proof, values=values), n)
        assert "queries are answered" in judge_fri(another, n, sha3_256).reason
    assert not judge_fri(data, 2 * n, sha3_256).accepted


edits = st.lists(
    st.tuples(
        st.sampled_from(["replace", "insert", "delete", "copy"]),
        st.floats(0, 1, exclude_max=True),
        st.one_of(st.binary(max_size=9), st.sampled_from([b"\0" * 8, b"\xff" * 8, b"\1", b"\0" + b"\xff" * 8])),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits, st.sampled_from(AIRS))
def test_edited_proofs_are_answered(made, changes, name):
    """Whatever is done to the bytes: a verdict, and 1 only for the bytes that the prover wrote."""
    air, data = made(name)
    altered = data
    for kind, where, piece in changes:
        at = int(where * len(altered))
        rest = {"replace": at + len(piece), "insert": at, "delete": at + 3 * len(piece), "copy": at}[kind]
        middle = b"" if kind == "delete" else altered[at : at + 64] if kind == "copy" else piece
        altered = altered[:at] + middle + altered[rest:]
    assert rejected(altered, air) == (altered != data)


@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(data):
    air = make_air("permutation", 64, [0, 1])
    assert rejected(data, air)
    assert not judge_fri(data, 1 << 10, sha3_256).accepted
