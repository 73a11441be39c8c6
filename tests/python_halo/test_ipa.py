"""Openings: honest ones hold, and each message matters."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest

from zkpair_python.halo.curve import VESTA
from zkpair_python.halo.encoding import compress, encode_points
from zkpair_python.halo.field import FP
from zkpair_python.halo.ipa import (
    Statement,
    create_proof,
    evaluate,
    folded_generator,
    folded_powers,
    folding_coefficients,
    proof_bytes,
)
from zkpair_python.halo.ipa_verify import judge
from zkpair_python.halo.params import Params, make_params
from zkpair_python.halo.stream import random_scalars
from zkpair_python.halo.transcript import TranscriptWriter
from zkpair_python.halo.wire import encode_statement

K = 4
N = 1 << K
R = FP.modulus
SEED = bytes(range(32))


@cache
def params() -> Params:
    return make_params(K)


@cache
def opened(x: int = 5, first: int = 3) -> tuple[Statement, bytes]:
    polynomial = [first + i * i for i in range(N)]
    statement = Statement(params().commit(polynomial, 77), x, evaluate(FP, polynomial, x))
    transcript = TranscriptWriter(VESTA)
    statement.absorb(transcript)
    create_proof(params(), random_scalars(FP, SEED), transcript, polynomial, 77, x)
    return statement, transcript.proof


def accepts(statement: Statement | bytes, proof: bytes) -> bool:
    blob = statement if isinstance(statement, bytes) else encode_statement(VESTA, statement)
    return judge(params(), blob, proof).accepted


@pytest.mark.parametrize("x", [0, 1, 5, R - 1])
def test_honest(x: int) -> None:
    statement, proof = opened(x)
    assert len(proof) == proof_bytes(K)
    assert judge(params(), encode_statement(VESTA, statement), proof).reason == ""
    assert accepts(statement, proof)


def test_folded_generator_of_the_prover() -> None:
    """What `create_proof` returns is ⟨s, G⟩ for the verifier's challenges, and b_0 = Σ s_i·x^i."""
    u = [3, 5, 7, 11]
    s = folding_coefficients(FP, u)
    g = list(params().g)
    for u_j in u:
        g = VESTA.collapse(g, u_j)
    assert g == [folded_generator(params(), u)]
    assert folded_powers(FP, u, 9) == evaluate(FP, s, 9)
    assert s[1] == 11
    assert s[N // 2] == 3


def test_every_element_of_the_proof_matters() -> None:
    statement, proof = opened()
    other = compress(VESTA, VESTA.generator)
    for start in range(0, len(proof), 32):
        swapped = other if start < len(proof) - 64 else b"\1" + bytes(31)
        assert not accepts(statement, proof[:start] + swapped + proof[start + 32 :]), start
    seeded = hashlib.shake_256(proof).digest(24)
    for i in range(0, len(seeded), 2):
        place = int.from_bytes(seeded[i : i + 2], "little") % len(proof)
        assert not accepts(statement, proof[:place] + bytes([proof[place] ^ 1 << i % 8]) + proof[place + 1 :]), place


def test_other_statements() -> None:
    statement, proof = opened()
    doubled = VESTA.add(statement.commitment, statement.commitment)
    assert not accepts(Statement(doubled, statement.point, statement.value), proof)
    assert not accepts(Statement(statement.commitment, 6, statement.value), proof)
    assert not accepts(Statement(statement.commitment, 5, statement.value + 1), proof)
    assert not accepts(Statement(None, 5, statement.value), proof)
    assert not accepts(opened(5, 4)[0], proof)
    assert not accepts(statement, opened(5, 4)[1])


def test_false_value_with_a_full_transcript() -> None:
    """A prover that claims another value in the transcript, and does all the rest honestly."""
    polynomial = [3 + i * i for i in range(N)]
    claimed = Statement(params().commit(polynomial, 77), 5, (evaluate(FP, polynomial, 5) + 1) % R)
    transcript = TranscriptWriter(VESTA)
    claimed.absorb(transcript)
    create_proof(params(), random_scalars(FP, SEED), transcript, polynomial, 77, 5)
    assert not accepts(claimed, transcript.proof)


def test_malformed() -> None:
    statement, proof = opened()
    blob = encode_statement(VESTA, statement)
    plus = (int.from_bytes(proof[-32:], "little") + R).to_bytes(32, "little")
    for wrong in (b"", proof[:-1], proof + b"\0", proof[:32], proof + proof, proof[:-32] + plus, bytes(len(proof))):
        assert not accepts(statement, wrong)
    value_plus = blob[:64] + (statement.value + R).to_bytes(32, "little")
    for wrong in (b"", blob[:-1], blob + b"\0", bytes(96), b"\xff" * 96, value_plus):
        assert not accepts(wrong, proof)


def test_wrong_parameters() -> None:
    statement, proof = opened()
    g = list(params().g)
    g[0], g[1] = g[1], g[0]
    for other in (Params(VESTA, g, params().w, params().u), Params(VESTA, params().g, params().u, params().w)):
        assert not judge(other, encode_statement(VESTA, statement), proof).accepted
    assert len(encode_points(VESTA, g)) == 64 * N
