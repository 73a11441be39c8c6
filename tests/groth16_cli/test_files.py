"""The command's own reading and writing of snarkjs's files, against snarkjs's files and the Python implementation's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair.cli import groth16_binary as binary
from zkpair.cli import groth16_json as text
from zkpair.cli.groth16_drive import MemoryCase, Refusal, UnavailableImplementation, load, run_once
from zkpair.tasks.arithmetic.field import R
from zkpair_python.snark import proof as python_proof
from zkpair_python.snark import snarkjs_json as python_json
from zkpair_python.snark import zkey as python_zkey
from zkpair_python.snark.curve_reference import ReferenceCurve

DATA = Path(__file__).parents[1] / "data" / "snarkjs"
REFERENCE = ReferenceCurve()
ANYWHERE = Path("file")


def test_proof_and_public_survive_byte_for_byte():
    proof, public = (DATA / "proof12.json").read_bytes(), (DATA / "public12.json").read_bytes()
    assert text.proof_to_json(text.proof_from_json(proof, ANYWHERE)).encode() == proof
    assert text.public_to_json(text.public_from_json(public, ANYWHERE)).encode() == public


def test_both_sides_read_the_same_proof_and_key():
    proof, vkey = (DATA / "proof12.json").read_bytes(), (DATA / "vkey12.json").read_bytes()
    assert text.proof_from_json(proof, ANYWHERE) == python_proof.encode_proof(python_json.read_proof(proof, REFERENCE))
    key = text.key_from_json(vkey, ANYWHERE)
    assert key == binary.verifying_key_of((DATA / "chain12.zkey").read_bytes(), ANYWHERE)
    assert binary.cut_key(key) == python_zkey.write_verifying_key(python_json.read_verifying_key(vkey, REFERENCE))


@given(st.lists(st.integers(0, R - 1), min_size=3, max_size=3))
@settings(max_examples=8, deadline=None)
def test_any_proof_is_written_alike(logs):
    """Signs of y in G1 and in G2, points at infinity (log 0)."""
    (a, c), (b,) = REFERENCE.multiples_g1([logs[0], logs[2]]), REFERENCE.multiples_g2([logs[1]])
    proof = python_proof.Proof(a, b, c)
    written = text.proof_to_json(python_proof.encode_proof(proof))
    assert written == python_json.write_proof(proof)
    assert text.proof_from_json(written.encode(), ANYWHERE) == python_proof.encode_proof(proof)


def test_infinity_everywhere():
    proof = python_proof.Proof(None, None, None)
    written = text.proof_to_json(python_proof.encode_proof(proof))
    assert written == python_json.write_proof(proof)
    assert text.proof_from_json(written.encode(), ANYWHERE) == python_proof.encode_proof(proof)


def test_sizes():
    assert binary.domain_size_of_r1cs((DATA / "chain12.r1cs").read_bytes(), ANYWHERE) == 4096
    assert binary.sizes_of_key((DATA / "chain12.zkey").read_bytes(), ANYWHERE) == (2, 4096)


@given(st.binary(max_size=300), st.sampled_from([b"", b"zkey", b"r1cs", b"wtns"]))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_are_unusable_and_nothing_else(data, magic):
    for read in (
        lambda d: binary.domain_size_of_r1cs(d, ANYWHERE),
        lambda d: binary.sizes_of_key(d, ANYWHERE),
        lambda d: binary.verifying_key_of(d, ANYWHERE),
        lambda d: binary.public_of_witness(d, 2, ANYWHERE),
        lambda d: text.proof_from_json(d, ANYWHERE),
        lambda d: text.key_from_json(d, ANYWHERE),
    ):
        with pytest.raises(binary.UnusableFile, match="file"):
            read(magic + data)


class Entry:
    """What an entry point gives."""

    def __init__(self, loaded):
        self.loaded = loaded

    def load(self):
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


class Missing:
    def available(self):
        return "no such library"

    def prepare(self, case, threads):
        raise AssertionError("an unavailable implementation was asked to work")


@pytest.mark.parametrize(
    ("loaded", "message"),
    [
        (ImportError("no module"), "does not load .ImportError: no module.*make setup"),
        (Missing, "not available: no such library"),
        (type("Foreign", (), {"command": ["node", "worker.js"]}), "foreign worker"),
    ],
)
def test_implementations_that_cannot_be_driven(monkeypatch, loaded, message):
    monkeypatch.setattr("zkpair.cli.groth16_drive.implementation_entry", lambda task, name: Entry(loaded))
    with pytest.raises(UnavailableImplementation, match=message):
        load("snark/groth16_prove", "some")


def test_the_next_best_is_taken(monkeypatch):
    from zkpair.registry import implementation_entry

    def broken_rust(task, name):
        return Entry(Missing) if name == "rust" else implementation_entry(task, name)

    monkeypatch.setattr("zkpair.cli.groth16_drive.implementation_entry", broken_rust)
    assert load("snark/groth16_verify", None)[0] in ("python-tuned", "python")


def test_what_an_implementation_refuses_is_passed_on():
    _, adapter = load("snark/groth16_setup", "python")
    with pytest.raises(Refusal, match=r"r1cs, byte 0: not a \.r1cs file.*\[MalformedFile\]"):
        run_once(adapter, MemoryCase("snark/groth16_setup", 8, {"r1cs": b"x" * 40}, {"trapdoor": bytes(160)}))
