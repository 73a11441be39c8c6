"""The statements of halo2's tasks: Poseidon against published vectors, the model, ranges, Rust's Debug text."""

from __future__ import annotations

from pathlib import Path

import pytest

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.halo2.debug_text import Node, parse
from zkpair.tasks.halo2.key_digests import DIGESTS
from zkpair.tasks.halo2.model import model
from zkpair.tasks.halo2.poseidon import parameters, permute, poseidon
from zkpair.tasks.halo2.proof_layout import key_shape, messages, proof_bytes
from zkpair.tasks.halo2.statement import CIRCUITS, COMBINATIONS, limb_bits, sizes

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "impls/rust/crates/halo/tests/data/poseidon.txt"
PLONK_API = ROOT / "tests/python_halo2/plonk_api"


def test_poseidon_is_zcashs() -> None:
    lines = [line.split() for line in VECTORS.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 22
    for kind, *words in lines:
        elements = [int.from_bytes(bytes.fromhex(word), "little") for word in words]
        if kind == "permute":
            assert permute(elements[:3]) == elements[3:]
        else:
            assert [poseidon(*elements[:2])] == elements[2:]
    constants, matrix = parameters()
    assert len(constants) == 64 and all(0 < value < FP for row in [*constants, *matrix] for value in row)


def test_the_model_is_the_circuits() -> None:
    text = (ROOT / "impls/rust/crates/halo/src/halo2/linear_regression/model.rs").read_text()
    assert f"[i64; FEATURES] = {list(model().weights)};" in text
    assert f"INTERCEPT: i64 = {model().intercept};" in text


def test_predictions_are_those_of_the_fit() -> None:
    assert len(model().rows) == 442
    predictions = [model().predict(row) / 128 for row in model().rows]
    assert min(predictions) > 30 and max(predictions) < 300
    assert abs(sum(predictions) / 442 - 152.13) < 0.2  # the mean of the data; a fit with intercept keeps it
    above = [255 if weight > 0 else 0 for weight in model().weights]
    for features in (above, [255 - x for x in above]):
        with pytest.raises(ValueError, match="out of range"):
            model().predict(features)


@pytest.mark.parametrize("name", CIRCUITS)
def test_witnesses(name: str) -> None:
    circuit = CIRCUITS[name]
    for k in (circuit.smallest_k, 10):
        drawn = circuit.draw(k, "label", 1)
        assert drawn == circuit.draw(k, "label", 1) != circuit.draw(k, "label", 2)
        assert circuit.count(k) > 0
        for witness in (drawn, *circuit.corners(k)):
            assert len(witness) == len(drawn) and 0 <= circuit.evaluate(k, witness) < FP
        for beyond in circuit.beyond(k):
            with pytest.raises(ValueError, match="bits"):
                circuit.evaluate(k, [beyond, *drawn[1:]])
    assert [limb_bits(k) for k in (6, 7, 8, 9, 14)] == [4, 5, 6, 8, 8]


def test_every_cell_has_a_pinned_key() -> None:
    for params in COMBINATIONS:
        pinned = DIGESTS[params["circuit"], params["version"]]
        assert [1 << k for k in pinned] == list(sizes(params["circuit"]))
    assert len({digest for pinned in DIGESTS.values() for digest in pinned.values()}) == sum(map(len, DIGESTS.values()))


def test_the_layout_is_that_of_halo2s_own_key() -> None:
    """Its proof is of two circuits, and so has what belongs to a circuit twice."""
    proof = (PLONK_API / "proof.bin").read_bytes()
    shape = key_shape((PLONK_API / "key.txt").read_bytes().strip())
    once = sum(
        message.name.startswith(("advice", "lookup", "product", "instance query")) for message in messages(shape)
    )
    assert 32 * (len(messages(shape)) + once) == len(proof)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A { b: 1, c: [0x10, -2] }", Node("A", (), {"b": 1, "c": Node("[", (16, -2))})),
        ('(A, B(1), "x y")', Node("", (Node("A"), Node("B", (1,)), "x y"))),
        ("[]", Node("[")),
        ("7", 7),
    ],
)
def test_debug_text(text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize("text", ["", "A {", "A { b }", "A { b: 1, b: 2 }", "[1 2]", "1 2", "}", "A(1", "$", "(" * 500])
def test_debug_text_that_is_none(text: str) -> None:
    with pytest.raises(EncodingError):
        parse(text)


@pytest.mark.parametrize("key", [b"", b"A", b"PinnedVerificationKey { cs: 1 }", b"\xff"])
def test_keys_that_are_none(key: bytes) -> None:
    with pytest.raises(EncodingError):
        proof_bytes(key)
