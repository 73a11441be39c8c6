"""Our bytes are winterfell's bytes, and winterfell's proofs are accepted: neither was written by us."""

from __future__ import annotations

import hashlib

import pytest

from zkpair_python.stark import fri_prove, fri_verify
from zkpair_python.stark.hashing import hash_named
from zkpair_python.stark.options import SETTINGS
from zkpair_python.stark.proof import decode_proof, encode_proof
from zkpair_python.stark.prover import Prover
from zkpair_python.stark.verifier import judge

AIRS = ["fibonacci", "hash_chain", "permutation", "chain"]


@pytest.mark.parametrize("log_n", [6, 8, 10])
@pytest.mark.parametrize("name", AIRS)
def test_the_same_bytes_as_winterfell(name, log_n, proven, digests, statement):
    expected = digests[f"{name}-sha3_256-default-{log_n}"]
    assert statement(name, log_n)[0].public == expected["public"]
    data = proven(name, log_n)
    assert len(data) == expected["bytes"]
    assert hashlib.sha256(data).hexdigest() == expected["sha256"]


@pytest.mark.parametrize("name", AIRS)
def test_the_same_nonce_as_winterfell(name, proven, digests):
    """16 bits of grinding: the smallest nonce."""
    data = proven(name, 6, "queries28")
    assert hashlib.sha256(data).hexdigest() == digests[f"{name}-sha3_256-queries28-6"]["sha256"]
    assert int.from_bytes(data[-8:], "little") > 1


def test_the_same_bytes_with_blake3(statement, digests):
    air, columns = statement("fibonacci", 6)
    options = SETTINGS["default"]
    data = encode_proof(Prover(air, options, hash_named("blake3")).prove(columns), air, options)
    assert hashlib.sha256(data).hexdigest() == digests["fibonacci-blake3-default-6"]["sha256"]


@pytest.mark.parametrize(
    "stem",
    [
        "fibonacci-sha3_256-default-6",
        "hash_chain-sha3_256-queries28-6",
        "permutation-sha3_256-queries28-6",
        "chain-sha3_256-queries28-6",
        "fibonacci-blake3-queries28-6",
    ],
)
def test_winterfells_own_proofs_are_read_accepted_and_written_again(stem, golden, statement):
    name, hash_name, setting, log_n = stem.split("-")
    air, options = statement(name, int(log_n))[0], SETTINGS[setting]
    data = golden(stem)
    assert judge(data, air, options, hash_named(hash_name)).accepted
    assert encode_proof(decode_proof(data, air, options), air, options) == data


@pytest.mark.parametrize(
    ("hash_name", "log_n"), [("sha3_256", 10), ("sha3_256", 11), ("sha3_256", 12), ("sha3_256", 13), ("blake3", 10)]
)
def test_the_same_bytes_as_winter_fri(hash_name, log_n, low_degree_word, digests, make_case):
    n = 1 << log_n
    params = {"field": "goldilocks", "hash": hash_name}
    prover, verifier = fri_prove.Python(), fri_verify.Python()
    (state,) = prover.prepare(make_case("stark/fri_prove", params, n, {"evaluations": low_degree_word(n)}), 1)
    data = prover.encode(prover.run(state))
    assert hashlib.sha256(data).hexdigest() == digests[f"fri-{hash_name}-{log_n}"]["sha256"]
    (state,) = verifier.prepare(make_case("stark/fri_verify", params, n, {"proof": data}), 1)
    assert verifier.encode(verifier.run(state)) == b"\x01"


def test_winter_fris_own_proof_is_accepted(golden):
    assert fri_verify.judge_fri(golden("fri-sha3_256-10"), 1 << 10, hash_named("sha3_256")).accepted


@pytest.mark.slow
@pytest.mark.parametrize("name", AIRS)
def test_the_same_bytes_as_winterfell_at_4096_rows(name, proven, digests):
    assert hashlib.sha256(proven(name, 12)).hexdigest() == digests[f"{name}-sha3_256-default-12"]["sha256"]
