"""Malformed files: each is refused by a named error that says where; nothing but InputError escapes a parser."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.algebra.field import P, R
from zkpair_python.errors import InputError
from zkpair_python.snark import snarkjs_json
from zkpair_python.snark.container import read_sections, write_sections
from zkpair_python.snark.errors import InvalidPoint, MalformedFile
from zkpair_python.snark.proof import decode_proof
from zkpair_python.snark.r1cs import read_r1cs, write_r1cs
from zkpair_python.snark.wtns import read_wtns, write_wtns
from zkpair_python.snark.zkey import cut_to_verifying_key, read_proving_key, read_verifying_key, write_proving_key

SEED = 7


class NoPairings:
    """Arithmetic that accepts every group relation: the parsers' own checks are what is under test."""

    name = "none"

    def first_outside_subgroup(self, points):
        return None

    def pairing_product(self, pairs):
        return (1, *(0,) * 11)

    def msm_g1(self, points, scalars):
        return points[0]

    def msm_g2(self, points, scalars):
        return points[0]


FAST = NoPairings()
READERS = {
    "r1cs": read_r1cs,
    "wtns": read_wtns,
    "zkey": lambda data: read_proving_key(data, FAST),
    "vkey": lambda data: read_verifying_key(data, FAST),
    "proof": decode_proof,
    "vkey.json": lambda data: snarkjs_json.read_verifying_key(data, FAST),
    "proof.json": lambda data: snarkjs_json.read_proof(data, FAST),
    "public.json": snarkjs_json.read_public,
}


@pytest.fixture
def files(proven, data):
    made = proven("python-tuned", 5)
    zkey = write_proving_key(made.key)
    return {
        "r1cs": write_r1cs(made.chain.r1cs),
        "wtns": write_wtns(made.chain.z),
        "zkey": zkey,
        "vkey": cut_to_verifying_key(zkey),
        "vkey.json": (data / "vkey12.json").read_bytes(),
        "proof.json": (data / "proof12.json").read_bytes(),
        "public.json": (data / "public12.json").read_bytes(),
    }


def sections_of(data, magic):
    version = 2 if magic == b"wtns" else 1
    return read_sections(data, magic=magic, version=version, required=range(1, data[8] + 1), name="file"), version


BINARY = ["r1cs", "wtns", "zkey", "vkey"]


@pytest.mark.parametrize("kind", BINARY)
def test_every_truncation_is_refused(files, kind):
    data = files[kind]
    cuts = {*range(min(len(data), 160)), *range(0, len(data), max(1, len(data) // 150)), len(data) - 1}
    for cut in sorted(cuts):
        with pytest.raises(InputError):
            READERS[kind](data[:cut])


@pytest.mark.parametrize("kind", BINARY)
def test_trailing_bytes_are_refused(files, kind):
    with pytest.raises(MalformedFile, match="1 trailing bytes"):
        READERS[kind](files[kind] + b"\0")


@pytest.mark.parametrize("kind", BINARY)
def test_sections_missing_twice_unknown_long_and_short(files, kind):
    magic = b"zkey" if kind == "vkey" else kind.encode()
    sections, version = sections_of(files[kind], magic)
    for section in sections:
        rest = {k: v for k, v in sections.items() if k != section}
        with pytest.raises(MalformedFile, match=f"section {section} is missing"):
            READERS[kind](write_sections(magic, version, rest))
        for body in (sections[section] + b"\0", sections[section][:-1]):
            with pytest.raises(InputError):
                READERS[kind](write_sections(magic, version, {**sections, section: body}))
    with pytest.raises(MalformedFile, match="section 13 does not belong"):
        READERS[kind](write_sections(magic, version, {**sections, 13: b""}))
    twice = bytearray(write_sections(magic, version, {**sections, 13: sections[1]}))
    place = twice.rindex((13).to_bytes(4, "little") + len(sections[1]).to_bytes(8, "little"))
    twice[place : place + 4] = (1).to_bytes(4, "little")
    with pytest.raises(MalformedFile, match="section 1 comes twice"):
        READERS[kind](bytes(twice))


@pytest.mark.parametrize("kind", BINARY)
def test_magic_version_and_counts_are_bounded(files, kind):
    data = files[kind]
    with pytest.raises(MalformedFile, match="not a"):
        READERS[kind](b"ptau" + data[4:])
    with pytest.raises(MalformedFile, match="version 9"):
        READERS[kind](data[:4] + (9).to_bytes(4, "little") + data[8:])
    with pytest.raises(MalformedFile, match="4294967295 sections"):
        READERS[kind](data[:8] + b"\xff" * 4 + data[12:])
    with pytest.raises(MalformedFile, match="needs 18446744073709551615 bytes"):
        READERS[kind](data[:16] + b"\xff" * 8 + data[24:])


def mutated(honest, chosen):
    """Bytes overwritten, words maximised, chunks cut out or doubled: one to three of these."""
    data = bytearray(honest)
    for _ in range(chosen.randint(1, 3)):
        at = chosen.randrange(len(data))
        match chosen.randrange(4):
            case 0:
                data[at] = chosen.randrange(256)
            case 1:
                data[at : at + 4] = b"\xff" * 4
            case 2:
                del data[at : at + chosen.randint(1, 40)]
            case 3:
                data[at:at] = data[at : at + chosen.randint(1, 40)]
        if not data:
            break
    return bytes(data)


@pytest.mark.parametrize("kind", sorted(READERS.keys() - {"proof"}))
def test_mutations_never_escape_as_anything_else(files, kind):
    """300 seeded mutations of each file; tests/fuzz goes on for hours, in both languages."""
    for i in range(300):
        data = mutated(files[kind], random.Random(f"{SEED}/{i}"))
        try:
            READERS[kind](data)
        except InputError as error:
            assert str(error)
        except Exception as error:
            raise AssertionError(f"{kind}, mutation {SEED}/{i}: {error!r} for {data.hex()}") from error


@pytest.mark.parametrize("kind", sorted(READERS))
@given(data=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_arbitrary_bytes_are_refused_or_read(kind, data):
    try:
        READERS[kind](data)
    except InputError as error:
        assert str(error)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["0", "1", "2", "01", "-1", str(P)]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["pi_a", "IC", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(content=json_values, field=st.sampled_from(["pi_a", "pi_b", "pi_c", "protocol", "curve"]))
@settings(max_examples=150, deadline=None)
def test_arbitrary_json_in_any_field_of_a_proof(content, field):
    import json
    from pathlib import Path

    proof = json.loads((Path(__file__).parents[1] / "data" / "snarkjs" / "proof12.json").read_text())
    if content == proof[field]:
        return
    try:
        snarkjs_json.read_proof(json.dumps({**proof, field: content}), FAST)
    except InputError as error:
        assert field in str(error)
    else:
        assert content in (["0", "1", "0"], [["0", "0"], ["1", "0"], ["0", "0"]], ["1", "2", "1"])


@given(
    st.lists(
        st.tuples(*[st.lists(st.tuples(st.integers(0, 6), st.integers(0, R - 1)), max_size=4).map(tuple)] * 3),
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_circuit_survives_its_file(rows):
    from zkpair_python.snark.r1cs import Constraint, R1cs

    r1cs = R1cs(7, 1, 2, 3, 9, tuple(Constraint(*row) for row in rows), tuple(range(2, 9)))
    assert read_r1cs(write_r1cs(r1cs)) == r1cs


@given(st.lists(st.integers(0, R - 1), max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_witness_survives_its_file(values):
    assert read_wtns(write_wtns([1, *values])) == [1, *values]


@pytest.mark.parametrize("value", [R, R + 5, (1 << 256) - 1])
def test_non_canonical_values_are_refused(files, value):
    wtns = files["wtns"]
    with pytest.raises(MalformedFile, match="value 3 is not below"):
        read_wtns(wtns[: -32 * 5] + value.to_bytes(32, "little") + wtns[-32 * 4 :])
    r1cs = files["r1cs"]
    minus = (R - 1).to_bytes(32, "little")
    with pytest.raises(MalformedFile, match="coefficient of constraint 0 is not below"):
        read_r1cs(r1cs.replace(minus, value.to_bytes(32, "little"), 1))


def test_a_witness_starts_with_one(files):
    with pytest.raises(MalformedFile, match="constant 1"):
        read_wtns(write_wtns([2, 3]))
    with pytest.raises(MalformedFile, match="constant 1"):
        read_wtns(write_wtns([]))


def test_another_field_is_named(files):
    for kind in ("r1cs", "wtns"):
        data = files[kind].replace(R.to_bytes(32, "little"), P.to_bytes(32, "little"), 1)
        with pytest.raises(MalformedFile, match="bn128"):
            READERS[kind](data)


def altered_section(files, section, change):
    sections, _ = sections_of(files["zkey"], b"zkey")
    body = bytearray(sections[section])
    change(body)
    return write_sections(b"zkey", 1, {**sections, section: bytes(body)})


def put(offset, data):
    def change(body):
        body[offset : offset + len(data)] = data

    return change


@pytest.mark.parametrize(
    ("section", "offset", "bytes_there", "message"),
    [
        (1, 0, (2).to_bytes(4, "little"), "not a Groth16 key"),
        (2, 72, (2).to_bytes(4, "little"), "2 public signals among 2 signals"),
        (2, 80, (7).to_bytes(4, "little"), "domain of size 7"),
        (2, 80, (1 << 28).to_bytes(4, "little"), "domain of size 268435456"),
        (2, 80, (16).to_bytes(4, "little"), "section 9.*16 points of G1 take"),
        (2, 76, (1).to_bytes(4, "little"), "section 8|section 3"),
        (2, 84, bytes(64), "α in G1 is infinity"),
        (2, 340, bytes(128), "γ in G2 is infinity"),
        (2, 84, (P - 1).to_bytes(32, "little"), "α in G1 is not on the curve"),
        (4, 0, (3).to_bytes(4, "little"), "3 coefficients take"),
        (4, 4, (2).to_bytes(4, "little"), "coefficient 0 stands at matrix 2"),
        (4, 8, (8).to_bytes(4, "little"), "coefficient 0 stands at .*row 8"),
        (4, 12, (99).to_bytes(4, "little"), "coefficient 0 stands at .*signal 99"),
        (4, 16, b"\xff" * 32, "coefficient 0 is not below"),
        (5, 64, P.to_bytes(32, "little"), "section 5 \\(A\\): point 1 has a coordinate"),
        (7, 128 * 3, b"\x01", "section 7 .*: point 3 is not on the curve"),
        (10, 64, (1).to_bytes(4, "little"), "contribution 0"),
    ],
)
def test_a_key_is_checked_place_by_place(files, section, offset, bytes_there, message):
    with pytest.raises(InputError, match=message):
        read_proving_key(altered_section(files, section, put(offset, bytes_there)), FAST)


def test_group_relations_of_a_key_are_checked(files, tuned):
    """A B₂ outside the subgroup; β₁ that does not belong to β₂; δ₁ that does not belong to δ₂."""
    from zkpair_python.snark.points import _rhs_g2, g1_to_montgomery, g2_to_montgomery, sqrt_fp2

    outside = next(((n, 0), y) for n in range(1, 100) if (y := sqrt_fp2(_rhs_g2((n, 0)))) is not None)
    with pytest.raises(InvalidPoint, match=r"section 7 .* 2 is outside the subgroup"):
        read_proving_key(altered_section(files, 7, put(128 * 2, g2_to_montgomery(outside))), tuned)
    with pytest.raises(InvalidPoint, match="point 1 is outside the subgroup"):
        read_proving_key(altered_section(files, 2, put(340, g2_to_montgomery(outside))), tuned)
    other = g1_to_montgomery(tuned.multiples_g1([5])[0])
    for offset, name in ((148, "β"), (468, "δ")):
        with pytest.raises(InvalidPoint, match=f"{name} in G1 and {name} in G2"):
            read_proving_key(altered_section(files, 2, put(offset, other)), tuned)
        with pytest.raises(InvalidPoint, match=f"{name} in G1 and {name} in G2"):
            read_proving_key(altered_section(files, 2, put(offset, bytes(64))), tuned)


def test_the_last_contribution_is_the_keys_delta(data):
    zkey = (data / "chain12.zkey").read_bytes()
    sections, _ = sections_of(zkey, b"zkey")
    from zkpair_python.snark.points import G1_GENERATOR, g1_to_montgomery
    from zkpair_python.snark.zkey import _check_contributions

    from_header = read_verifying_key(cut_to_verifying_key(zkey), FAST)
    assert from_header.num_public == 2
    altered = bytearray(sections[10])
    altered[68:132] = g1_to_montgomery(G1_GENERATOR)
    with pytest.raises(MalformedFile, match="last contribution"):
        _check_contributions(bytes(altered), None, "proving_key")


def test_custom_gates_are_refused(files):
    sections, _ = sections_of(files["r1cs"], b"r1cs")
    with pytest.raises(MalformedFile, match="custom gates"):
        read_r1cs(write_sections(b"r1cs", 1, {**sections, 4: bytes(4)}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "nested more than 16 deep"),
        (b'{"x":' * 100_000, "nested more than 16 deep"),
        (b"[]", "not a JSON object"),
        (b'{"protocol": "plonk", "curve": "bn128"}', "protocol is 'plonk'"),
        (b'{"protocol": "groth16", "curve": "bls12381"}', "curve is 'bls12381'"),
        (b'{"protocol": "groth16", "curve": "bn128"}', "pi_a is missing"),
        (b'{"protocol": "groth16", "protocol": "groth16", "curve": "bn128"}', "comes twice"),
    ],
)
def test_json_that_is_no_proof(text, message):
    with pytest.raises(MalformedFile, match=message):
        snarkjs_json.read_proof(text, FAST)


@pytest.mark.parametrize("number", ["01", "+1", "-1", "1 ", " 1", "1_0", "0x1", "", "١", "1.0", "1" * 5000])
def test_numbers_have_one_spelling(number):
    import json

    with pytest.raises(MalformedFile, match="input 0"):
        snarkjs_json.read_public(json.dumps([number]))
