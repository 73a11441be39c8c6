"""python-tuned's verifier gives the readable one's verdict, in the same words, on honest and on altered proofs."""

from __future__ import annotations

import random

import numpy as np
import pytest

from zkpair_python.stark import verify, verify_tuned
from zkpair_python.stark.errors import UnsupportedCellError
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import P, encode_elements
from zkpair_python.stark.fri import horner
from zkpair_python.stark.hashing import hash_named
from zkpair_python.stark.options import SETTINGS
from zkpair_python.stark.tuned import verifier
from zkpair_python.stark.tuned.commitment import fast_hash
from zkpair_python.stark.verifier import judge

AIRS = ["fibonacci", "hash_chain", "permutation"]
PARAMS = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256", "format": "winterfell"}


def verdicts(data, air, setting="default", hash_name="sha3_256"):
    return (
        judge(data, air, SETTINGS[setting], hash_named(hash_name)),
        judge(data, air, SETTINGS[setting], fast_hash(hash_name), verifier.verify),
    )


@pytest.mark.parametrize("name", [*AIRS, "chain"])
@pytest.mark.parametrize("log_n", [6, 8])
def test_honest_proofs_are_accepted(name, log_n, statement, proven):
    slow, fast = verdicts(proven(name, log_n), statement(name, log_n)[0])
    assert slow == fast and fast.accepted


@pytest.mark.parametrize("name", AIRS)
def test_altered_proofs_are_rejected_in_the_same_words(name, statement, proven):
    air, data = statement(name, 6)[0], proven(name, 6, "queries28")
    rng = random.Random(name)
    places = [*range(40), *rng.sample(range(len(data)), 160)]
    reasons = set()
    for place in places:
        altered = bytearray(data)
        altered[place] ^= 1 << rng.randrange(8)
        slow, fast = verdicts(bytes(altered), air, "queries28")
        assert slow == fast and not fast.accepted, place
        reasons.add(fast.reason.split(":")[0])
    for cut in (data[:-1], data + b"\0", b"", data[: len(data) // 2]):
        slow, fast = verdicts(cut, air, "queries28")
        assert slow == fast and not fast.accepted
    assert len(reasons) >= 5


@pytest.mark.parametrize(
    "stem", ["fibonacci-blake3-queries28-6", "hash_chain-sha3_256-queries28-6", "fibonacci-sha3_256-default-6"]
)
def test_winterfells_own_proofs_are_accepted(stem, golden, statement):
    name, hash_name, setting, log_n = stem.split("-")
    if hash_name == "blake3":
        pytest.importorskip("blake3")
    slow, fast = verdicts(golden(stem), statement(name, int(log_n))[0], setting, hash_name)
    assert slow == fast and fast.accepted


def test_the_remainder_is_evaluated():
    rng = random.Random(7)
    coefficients = [Ext(rng.randrange(P), rng.randrange(P)) for _ in range(32)]
    xs = [0, 1, P - 1, *(rng.randrange(P) for _ in range(20))]
    found = verifier.remainder_at(coefficients, np.array(xs, dtype=np.uint64))
    assert [found.element(i) for i in range(len(xs))] == [horner(coefficients, x) for x in xs]


def test_an_opened_point_in_the_domain_is_no_crash():
    zero, row = Ext(0), [[5]]
    with pytest.raises(ZeroDivisionError):
        xs = np.array([49], dtype=np.uint64)
        verifier.deep_at(xs, row, ([zero], [zero]), [Ext(1)], (Ext(49), Ext(50)))


def test_the_contract(statement, proven, make_case):
    air = statement("fibonacci", 6)[0]
    public, data = encode_elements(air.public), proven("fibonacci", 6)
    instances = [
        {"proof": data, "public": public},
        {"proof": data[:-1], "public": public},
        {"proof": data, "public": public[:-8]},
        {"proof": data, "public": b"\xff" * len(public)},
        {"proof": b"", "public": b""},
    ]
    it = verify_tuned.PythonTuned()
    assert it.available() is None and it.wire_format == verify.Python.wire_format
    states = it.prepare(make_case("stark/verify", PARAMS, 64, *instances), 1)
    assert [it.encode(it.run(state)) for state in states] == [b"\1"] + [b"\0"] * 4
    for params in ({"format": "plonky3"}, {"hash": "poseidon2"}):
        with pytest.raises(UnsupportedCellError):
            it.prepare(make_case("stark/verify", {**PARAMS, **params}, 64), 1)
