"""`halo2/keygen` and `halo2/prove` in Python: Rust's bytes, and what is refused."""

from __future__ import annotations

import hashlib

import pytest

from tests.python_halo2.cells import EACH, EACH_LARGE_ONES_SLOW, HandCase, golden, instances, name_of, sized
from zkpair.tasks.halo2 import keygen as keygen_task
from zkpair.tasks.halo2.altered import altered_messages
from zkpair.tasks.halo2.prove import false_cases
from zkpair.tasks.task import CaseData
from zkpair_python.errors import InputError, MissingBlobError, NonCanonicalFieldElementError, WrongLengthError
from zkpair_python.halo.errors import FalseWitness, MalformedKey, UnsupportedCellError, WrongKey
from zkpair_python.halo2 import keygen, prove, verify
from zkpair_python.halo2.key_text import parse_key
from zkpair_python.halo2.key_writer import write_key
from zkpair_python.halo2.keygen_tuned import PythonTuned as TunedKeygen
from zkpair_python.halo2.prove_tuned import PythonTuned as TunedProve
from zkpair_python.halo2.verify_tuned import PythonTuned as TunedVerify

[CHAIN, ANOTHER] = sized([("chain", "optimised", 6), ("chain", "plain", 6)])


def run(adapter, cell, blobs, key=None):
    """One instance's output."""
    shared = {} if key is None else {"key": key}
    [state] = adapter.prepare(HandCase(cell.parameters, cell.size, [blobs], shared), 1)
    return adapter.encode(adapter.run(state))


@EACH
def test_keys_are_read_and_written_alike(cell):
    text = golden(cell)["key"].decode()
    key = parse_key(text.encode())
    assert write_key(key.domain, key.cs, key.fixed_commitments, key.permutation_commitments) == text


@EACH_LARGE_ONES_SLOW
def test_keys_and_proofs_are_rusts(cell):
    blobs = golden(cell)
    assert run(TunedKeygen(), cell, {}) == blobs["key"]
    assert run(TunedProve(), cell, blobs, blobs["key"]) == blobs["proof"]
    assert run(TunedVerify(), cell, blobs, blobs["key"]) == b"\1"


def test_keys_and_proofs_of_the_reference_are_rusts():
    blobs = golden(CHAIN)
    assert run(keygen.Python(), CHAIN, {}) == blobs["key"]
    assert run(prove.Python(), CHAIN, blobs, blobs["key"]) == blobs["proof"]
    assert run(verify.Python(), CHAIN, blobs, blobs["key"]) == b"\1"


LARGER = sized(
    [(c, v, k) for c in ("chain", "range_lookup", "poseidon") for v in ("plain", "optimised") for k in (7, 8)]
)
SLOW = sized(
    [(c, v, 10) for c in ("chain", "range_lookup", "poseidon", "linear_regression") for v in ("plain", "optimised")]
)


@pytest.mark.parametrize("cell", [*LARGER, *(pytest.param(cell, marks=pytest.mark.slow) for cell in SLOW)], ids=name_of)
def test_larger_keys_are_those_pinned(cell):
    assert hashlib.sha256(run(TunedKeygen(), cell, {})).hexdigest() == keygen_task.digest(cell)


@pytest.mark.parametrize("cell", [CHAIN, ANOTHER], ids=name_of)
def test_each_altered_message_is_rejected(cell):
    blobs = golden(cell)
    altered = altered_messages(blobs["key"], blobs["proof"], 1)
    assert len(altered) == len(blobs["proof"]) // 32
    verifier = TunedVerify()
    wrong = [{**blobs, "proof": proof} for proof in altered.values()]
    states = verifier.prepare(HandCase(cell.parameters, cell.size, wrong, blobs), 1)
    accepted = [label for label, state in zip(altered, states, strict=True) if verifier.run(state).accepted]
    assert accepted == []


@EACH
def test_all_false_cases_of_the_task_are_refused(cell):
    """Before any commitment is made: that of the regression's key takes seconds."""
    case = CaseData(cell, 1, {"key": golden(cell)["key"]}, instances(cell))
    for false in false_cases(case):
        wrong = HandCase(cell.parameters, cell.size, false.case.instances, false.case.shared)
        with pytest.raises(InputError, match=r".+"):
            TunedProve().prepare(wrong, 1)


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"circuit": "other", "version": "plain"}, 64),
        ({"circuit": "chain", "version": "other"}, 64),
        ({"circuit": "chain"}, 64),
        ({"circuit": "chain", "version": "plain"}, 32),
        ({"circuit": "chain", "version": "plain"}, 96),
        ({"circuit": "chain", "version": "plain"}, 1 << 15),
        ({"circuit": "poseidon", "version": "plain"}, 64),
        ({"circuit": "linear_regression", "version": "optimised"}, 256),
    ],
)
@pytest.mark.parametrize(
    "adapter", [keygen.Python(), prove.Python(), verify.Python()], ids=["keygen", "prove", "verify"]
)
def test_cells_that_are_not_done(adapter, params, size):
    with pytest.raises(UnsupportedCellError):
        adapter.prepare(HandCase(params, size, [{}], {"key": b""}), 1)


def test_refusals_have_names():
    blobs = golden(CHAIN)

    def refused(error, match, cell=CHAIN, key=blobs["key"], **other):
        with pytest.raises(error, match=match):
            run(TunedProve(), cell, blobs | other, key)

    refused(WrongLengthError, "instance 0: witness", witness=bytes(63))
    refused(NonCanonicalFieldElementError, "witness", witness=bytes(32) + b"\xff" * 32)
    refused(FalseWitness, "instance 0: the witness does not give the public element", public=bytes(32))
    refused(FalseWitness, "instance 0", witness=bytes(64))
    refused(WrongLengthError, "public", public=b"")
    refused(WrongLengthError, "seed", seed=bytes(31))
    refused(WrongKey, "circuit=chain, version=optimised", key=golden(ANOTHER)["key"])
    refused(MalformedKey, "key, at", key=blobs["key"][:-1])
    refused(MissingBlobError, "key", key=None)


def test_false_witnesses_give_no_proof():
    """Past `prepare`: the prover itself has no eyes, its proof convinces nobody."""
    blobs = golden(CHAIN)
    adapter = TunedProve()
    [state] = adapter.prepare(HandCase(CHAIN.parameters, CHAIN.size, [blobs], blobs), 1)
    for wrong in (prove.ProveInput(*(vars(state) | {"public": 7}).values()), _with_witness(state)):
        public = wrong.public.to_bytes(32, "little")
        proof = adapter.encode(adapter.run(wrong))
        assert run(TunedVerify(), CHAIN, {"proof": proof, "public": public}, blobs["key"]) == b"\0"


def _with_witness(state):
    return prove.ProveInput(*(vars(state) | {"witness": [3, 4]}).values())


def test_the_reference_leaves_the_regressions_proofs_out():
    [cell] = sized([("linear_regression", "optimised", 9)])
    with pytest.raises(UnsupportedCellError, match="use python-tuned"):
        prove.Python().prepare(HandCase(cell.parameters, cell.size, [golden(cell)], golden(cell)), 1)
