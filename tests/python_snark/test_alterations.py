"""Every field of proof, verifying key and public inputs, altered: nothing altered may verify."""

from __future__ import annotations

import json
import random

import pytest

from zkpair_python.errors import InputError
from zkpair_python.snark import snarkjs_json
from zkpair_python.snark.groth16_prove import Python as Prover
from zkpair_python.snark.groth16_verify import Python as Verifier
from zkpair_python.snark.groth16_verify import prepare_key, verify
from zkpair_python.snark.proof import encode_proof
from zkpair_python.snark.zkey import cut_to_verifying_key, write_proving_key

SEED = 20161122


def verifier_named(name):
    if name == "python":
        return Verifier()
    from zkpair_python.snark.groth16_verify_tuned import PythonTuned

    return PythonTuned()


def answers(verifier, make_case, key, *instances):
    """One byte for each instance, or InputError for the key."""
    states = verifier.prepare(make_case("snark/groth16_verify", 2, {"verifying_key": key}, *instances), 1)
    return [verifier.encode(verifier.run(state)) for state in states]


@pytest.fixture
def honest(proven):
    made = proven("python-tuned", 5)
    return {
        "key": cut_to_verifying_key(write_proving_key(made.key)),
        "proof": encode_proof(made.proof),
        "public": b"".join(x.to_bytes(32, "little") for x in made.public),
    }


def flip(data, bit):
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def test_honest_bytes_are_accepted(honest, make_case):
    instance = {"proof": honest["proof"], "public": honest["public"]}
    assert answers(verifier_named("python-tuned"), make_case, honest["key"], instance) == [b"\x01"]


def test_no_altered_bit_of_proof_or_public_is_accepted(honest, make_case):
    """A seeded sample of bits, the two flag bits of each point among them."""
    chosen = random.Random(SEED)
    flags = [8 * last + bit for last in (31, 95, 127) for bit in (6, 7)]
    proof_bits = sorted(
        {*flags, *(chosen.randrange(8 * 32 * i, 8 * 32 * (i + 1)) for i in range(4) for _ in range(12))}
    )
    public_bits = [chosen.randrange(256 * i, 256 * (i + 1)) for i in range(2) for _ in range(8)]
    instances = [{"proof": flip(honest["proof"], bit), "public": honest["public"]} for bit in proof_bits]
    instances += [{"proof": honest["proof"], "public": flip(honest["public"], bit)} for bit in public_bits]
    got = answers(verifier_named("python-tuned"), make_case, honest["key"], *instances)
    assert set(got) == {b"\x00"} and len(got) >= 60


def test_the_readable_verifier_rejects_each_field(honest, make_case):
    altered = [{"proof": flip(honest["proof"], 8 * offset), "public": honest["public"]} for offset in (0, 33, 100)]
    altered += [{"proof": honest["proof"], "public": flip(honest["public"], 8 * offset)} for offset in (0,)]
    assert set(answers(verifier_named("python"), make_case, honest["key"], *altered)) == {b"\x00"}


def test_no_altered_bit_of_the_key_is_accepted(honest, make_case):
    """Sections 1, 2, 3 and their lengths. The counts that a verifier does not use (nVars, N) are left out."""
    chosen = random.Random(SEED + 1)
    sections_2 = 12 + 12 + 4 + 12
    unused = range(sections_2 + 72, sections_2 + 84)
    offsets = {*range(0, 80, 3), *(chosen.randrange(len(honest["key"])) for _ in range(90))} - set(unused)
    instance = {"proof": honest["proof"], "public": honest["public"]}
    for offset in sorted(offsets):
        key = flip(honest["key"], 8 * offset + chosen.randrange(8))
        try:
            assert answers(verifier_named("python-tuned"), make_case, key, instance) == [b"\x00"], offset
        except InputError:
            pass  # most are refused outright: off the curve, wrong length, β₁ and β₂ apart


@pytest.mark.parametrize("name", ["alpha_1", "beta_2", "gamma_2", "delta_2"])
def test_a_well_formed_other_key_rejects(proven, tuned, name):
    from dataclasses import replace

    made = proven("python-tuned", 5)
    vk = made.key.verifying_key
    other = tuned.multiples_g1([99])[0] if name == "alpha_1" else tuned.multiples_g2([99])[0]
    assert verify(prepare_key(replace(vk, **{name: other}), tuned), made.public, made.proof, tuned) is False


@pytest.mark.parametrize("index", [0, 1, 2])
def test_another_point_in_ic_rejects(proven, tuned, index):
    from dataclasses import replace

    made = proven("python-tuned", 5)
    ic = list(made.key.verifying_key.ic)
    ic[index] = tuned.multiples_g1([99])[0]
    other = replace(made.key.verifying_key, ic=tuple(ic))
    assert verify(prepare_key(other, tuned), made.public, made.proof, tuned) is False


def leaves(content, path=()):
    """The path of every number in a JSON file."""
    if isinstance(content, (dict, list)):
        for key in content if isinstance(content, dict) else range(len(content)):
            yield from leaves(content[key], (*path, key))
    else:
        yield path


def replaced(content, path, change):
    altered = json.loads(json.dumps(content))
    node = altered
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = change(node[path[-1]])
    return json.dumps(altered)


def add_one(value):
    return (
        str(int(value) + 1)
        if isinstance(value, str) and value.isdigit()
        else value + 1
        if isinstance(value, int)
        else "x"
    )


@pytest.mark.parametrize("which", ["vkey12.json", "proof12.json", "public12.json"])
def test_every_field_of_snarkjs_files_matters(data, tuned, which):
    files = {name: (data / name).read_text() for name in ("vkey12.json", "proof12.json", "public12.json")}
    content = json.loads(files[which])
    paths = list(leaves(content))
    assert len(paths) == {"vkey12.json": 3 + 3 + 3 * 6 + 12 + 9, "proof12.json": 14, "public12.json": 2}[which]
    for path in paths:
        altered = {**files, which: replaced(content, path, add_one)}
        try:
            key = snarkjs_json.read_verifying_key(altered["vkey12.json"], tuned)
            proof = snarkjs_json.read_proof(altered["proof12.json"], tuned)
            public = snarkjs_json.read_public(altered["public12.json"])
        except InputError:
            continue
        assert verify(prepare_key(key, tuned), public, proof, tuned) is False, path


def test_prove_refuses_instead_of_answering(proven, make_case):
    """A prover has no 0 to answer: whatever is wrong with its input is an error (checked in test_adapters.py)."""
    made = proven("python-tuned", 5)
    case = make_case("snark/groth16_prove", 8, {"proving_key": write_proving_key(made.key)[:-1], "r1cs": b""}, {})
    with pytest.raises(InputError, match="proving_key"):
        Prover().prepare(case, 1)
