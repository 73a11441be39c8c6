"""Larger circuits, among the slow tests: the same laws where windows, buckets and domains have their usual sizes."""

from __future__ import annotations

import pytest

from zkpair_python.snark.groth16_prove import prove
from zkpair_python.snark.groth16_verify import prepare_key, verify
from zkpair_python.snark.proof import encode_proof
from zkpair_python.snark.zkey import read_proving_key, write_proving_key

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("k", [7, 8, 9, 10, 11])
def test_honest_and_false_claims(proven, tuned, k):
    made = proven("python-tuned", (1 << k) - 3)
    assert made.key.domain_size == 1 << k
    key = prepare_key(made.key.verifying_key, tuned)
    assert verify(key, made.public, made.proof, tuned) is True
    assert verify(key, [made.public[0] + 1, made.public[1]], made.proof, tuned) is False
    assert read_proving_key(write_proving_key(made.key), tuned) == made.key


def test_the_domain_doubles_at_exactly_two_to_the_k_rows(proven, tuned):
    """2^k − 3 constraints and three extra rows fill the domain; one more constraint doubles it."""
    made = proven("python-tuned", 126)
    assert made.key.domain_size == 256
    assert verify(prepare_key(made.key.verifying_key, tuned), made.public, made.proof, tuned) is True


@pytest.mark.parametrize("k", [5, 6])
def test_readable_and_tuned_give_the_same_bytes(proven, k):
    readable, fast = proven("python", (1 << k) - 3), proven("python-tuned", (1 << k) - 3)
    assert write_proving_key(readable.key) == write_proving_key(fast.key)
    assert encode_proof(readable.proof) == encode_proof(fast.proof)


def test_other_randomness_gives_another_proof_of_the_same_statement(proven, curve, implementation):
    """A second proof with other randomness by each arithmetic, at 2^5: different bytes, the same statement."""
    made = proven("python-tuned", 29)
    proof = prove(made.key, made.chain.z, 5, 6, curve)
    assert encode_proof(proof) != encode_proof(made.proof)
    assert verify(prepare_key(made.key.verifying_key, curve), made.public, proof, curve) is True
