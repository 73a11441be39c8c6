"""The tuned verifier is the same verifier over another curve: it decides alike."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from zkpair_python.halo.errors import RejectedProof
from zkpair_python.halo.tuned.curve import VESTA_TUNED
from zkpair_python.halo2.judge import judge
from zkpair_python.halo2.verifier import statement, verify
from zkpair_python.verdict import Verdict


@pytest.fixture(scope="module")
def tuned(key, params):
    return statement(key, replace(params, curve=VESTA_TUNED), [1])


def test_it_verifies_and_rejects(tuned, proof):
    assert judge(tuned, [[[2]], [[2]]], proof) == Verdict(True, "")
    with pytest.raises(RejectedProof):
        verify(tuned, [[[2]], [[3]]], proof)


def test_its_lagrange_generators_are_the_references(key, params, tuned):
    assert statement(key, params, [3]).lagrange[0] == tuned.lagrange[0]


def test_altered_bytes_are_rejected(tuned, proof):
    rng = random.Random(6)
    for _ in range(60):
        altered = bytearray(proof)
        altered[rng.randrange(len(proof))] ^= 1 << rng.randrange(8)
        assert not judge(tuned, [[[2]], [[2]]], bytes(altered)).accepted
