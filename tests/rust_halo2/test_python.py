"""Python and Rust side by side on seeded witnesses: the same keys, the same proofs, the same verdicts."""

from __future__ import annotations

import pytest

from tests.python_halo2.cells import HandCase, instances, name_of, sized
from tests.rust_halo2.conftest import native
from zkpair.tasks.halo2.altered import altered_messages
from zkpair_python.halo2.keygen_tuned import PythonTuned as PythonKeygen
from zkpair_python.halo2.prove_tuned import PythonTuned as PythonProve
from zkpair_python.halo2.verify_tuned import PythonTuned as PythonVerify
from zkpair_rust.halo2 import keygen, prove, verify
from zkpair_rust.halo2.errors import ProofRejectedError

FEW = sized(
    [
        ("chain", "plain", 7),
        ("chain", "plain", 8),
        ("chain", "optimised", 8),
        ("range_lookup", "plain", 7),
        ("range_lookup", "optimised", 8),
        ("poseidon", "optimised", 8),
    ]
)
LARGE = sized(
    [(circuit, version, 9) for circuit in ("chain", "range_lookup", "poseidon") for version in ("plain", "optimised")]
)
CELLS = [*FEW, *(pytest.param(cell, marks=pytest.mark.slow) for cell in LARGE)]


def run(adapter, cell, blobs, key=None):
    """One instance's output."""
    shared = {} if key is None else {"key": key}
    [state] = adapter.prepare(HandCase(cell.parameters, cell.size, [blobs], shared), 1)
    return adapter.encode(adapter.run(state))


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_keys_and_proofs_are_the_same(cell):
    [blobs] = instances(cell, 1)
    key = keygen(native(cell)).encode()
    assert run(PythonKeygen(), cell, {}) == key
    proof = run(PythonProve(), cell, blobs, key)
    assert proof == prove(native(cell), blobs["witness"], blobs["public"], blobs["seed"])
    verify(native(cell), proof, blobs["public"])
    assert run(PythonVerify(), cell, {"proof": proof, "public": blobs["public"]}, key) == b"\1"


@pytest.mark.parametrize("cell", sized([("range_lookup", "optimised", 6), ("poseidon", "optimised", 7)]), ids=name_of)
def test_each_altered_message_of_pythons_is_rejected_by_both(cell):
    [blobs] = instances(cell, 1)
    key = keygen(native(cell)).encode()
    altered = altered_messages(key, run(PythonProve(), cell, blobs, key), 1)
    python = PythonVerify()
    wrong = [{"proof": proof, "public": blobs["public"]} for proof in altered.values()]
    states = python.prepare(HandCase(cell.parameters, cell.size, wrong, {"key": key}), 1)
    for label, state in zip(altered, states, strict=True):
        assert not python.run(state).accepted, label
        with pytest.raises(ProofRejectedError):
            verify(native(cell), altered[label], blobs["public"])
