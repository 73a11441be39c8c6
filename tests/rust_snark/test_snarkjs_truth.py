"""Truth from outside: files that circom and snarkjs made (tests/data/snarkjs)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from zkpair.tasks.arithmetic.field import P
from zkpair_rust.snark import (
    Groth16Circuit,
    Groth16VerifyingKey,
    cut_verifying_key,
    prove,
    read_witness,
    verify,
)
from zkpair_rust.snark.errors import CircuitMismatchError, ProofRejectedError, UnsatisfiedWitnessError

RANDOMNESS = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], np.uint64)


def compressed(proof: dict[str, list]) -> bytes:
    """proof.json as the contract's 128 bytes, written apart from the code under test."""

    def flag(y: list[int]) -> int:
        return 0x80 if list(reversed(y)) > list(reversed([-c % P for c in y])) else 0

    def point(x: list[int], y: list[int]) -> bytes:
        encoded = bytearray(b"".join(c.to_bytes(32, "little") for c in x))
        encoded[-1] |= flag(y)
        return bytes(encoded)

    a, c = ([int(k) for k in proof[name]] for name in ("pi_a", "pi_c"))
    b = [[int(k) for k in pair] for pair in proof["pi_b"]]
    return point([a[0]], [a[1]]) + point(b[0], b[1]) + point([c[0]], [c[1]])


@pytest.fixture(scope="module")
def vk(data) -> Groth16VerifyingKey:
    return Groth16VerifyingKey(cut_verifying_key(data("chain12.zkey")), "chain12.zkey")


def test_snarkjs_proof_verifies(data, vk, snarkjs_public):
    verify(vk, snarkjs_public, compressed(json.loads(data("proof12.json"))))


def test_snarkjs_proof_of_something_else_is_rejected_with_the_reason(data, vk, snarkjs_public):
    proof = compressed(json.loads(data("proof12.json")))
    other = snarkjs_public.copy()
    other[0, 0] ^= np.uint64(1)
    with pytest.raises(ProofRejectedError, match="pairing equation does not hold"):
        verify(vk, other, proof)
    with pytest.raises(ProofRejectedError, match="1 public inputs given, the verifying key has 2"):
        verify(vk, snarkjs_public[:1], proof)
    with pytest.raises(ProofRejectedError, match="public input 1 is not canonical"):
        verify(vk, np.concatenate([snarkjs_public[:1], np.full((1, 4), 2**64 - 1, np.uint64)]), proof)
    with pytest.raises(ProofRejectedError, match="truncated: 128 bytes needed, 127 left"):
        verify(vk, snarkjs_public, proof[:-1])


def test_our_proof_from_snarkjs_key_and_witness_verifies(data, limbs, vk, snarkjs_key, snarkjs_public):
    witness = np.asarray(read_witness(data("chain12.wtns")))
    assert witness.shape == (4091, 4) and np.array_equal(witness[1:3], snarkjs_public)
    proof = prove(snarkjs_key, witness, RANDOMNESS)
    verify(vk, snarkjs_public, proof)
    assert prove(snarkjs_key, witness, RANDOMNESS) == proof
    assert prove(snarkjs_key, witness, limbs([1, 2])) != proof


def test_a_false_witness_is_named_with_the_r1cs_and_refused_without(data, snarkjs_key):
    circuit = Groth16Circuit(data("chain12.r1cs"), "chain12.r1cs")
    assert (circuit.num_constraints, circuit.num_signals, circuit.num_public) == (4088, 4091, 2)
    circuit.check_key(snarkjs_key, "chain12.zkey")
    witness = np.asarray(read_witness(data("chain12.wtns")))
    circuit.check_witness(witness, "chain12.wtns")
    false = witness.copy()
    false[100, 0] ^= np.uint64(1)
    with pytest.raises(UnsatisfiedWitnessError, match="constraint 96 of 4088") as caught:
        circuit.check_witness(false, "chain12.wtns")
    assert caught.value.place == 96
    with pytest.raises(UnsatisfiedWitnessError, match="does not verify under its own key"):
        prove(snarkjs_key, false, RANDOMNESS)
    with pytest.raises(CircuitMismatchError, match="4090 values"):
        prove(snarkjs_key, witness[:-1], RANDOMNESS)


def test_a_key_read_and_written_is_the_same_but_for_the_ceremony(data, snarkjs_key):
    theirs, ours = data("chain12.zkey"), snarkjs_key.to_bytes()
    ceremony = 12 + 463
    assert ours[: len(theirs) - ceremony] == theirs[:-ceremony]
    assert ours[len(theirs) - ceremony :] == b"\x0a\0\0\0" + (68).to_bytes(8, "little") + bytes(68)
