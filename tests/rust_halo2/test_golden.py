"""The golden proofs: the same bytes for ever, accepted by both languages, read by the judge."""

from __future__ import annotations

import hashlib

import pytest

from tests.rust_halo2.conftest import BOTH, golden, native
from zkpair.tasks.halo2 import keygen as keygen_task
from zkpair.tasks.halo2 import prove as prove_task
from zkpair.tasks.halo2.proof_layout import key_shape, proof_bytes
from zkpair.tasks.task import CaseData, Cell
from zkpair_python.halo2.verify_tuned import PythonTuned
from zkpair_rust.halo2 import keygen, prove, verify


@BOTH
def test_keys_and_proofs_are_the_same_bytes(cell):
    blobs = golden(cell)
    assert keygen(native(cell)).encode() == blobs["key"]
    assert hashlib.sha256(blobs["key"]).hexdigest() == keygen_task.digest(cell)
    assert prove(native(cell), blobs["witness"], blobs["public"], blobs["seed"]) == blobs["proof"]


@BOTH
def test_rust_and_python_accept_them(cell):
    blobs = golden(cell)
    verify(native(cell), blobs["proof"], blobs["public"])
    python = PythonTuned()
    case = CaseData(Cell.of("halo2/verify", cell.parameters, cell.size), 0, {"key": blobs["key"]}, [blobs])
    [state] = python.prepare(_Case(case), 1)
    verdict = python.run(state)
    assert verdict.accepted, verdict.reason


class _Case:
    """A case as an adapter sees it."""

    def __init__(self, case: CaseData) -> None:
        self.task, self.params, self.size = case.cell.task, case.cell.parameters, case.cell.size
        self.shared, self.instances, self.seed = case.shared, case.instances, case.seed


@BOTH
def test_the_judge_reads_them(cell):
    blobs = golden(cell)
    assert key_shape(blobs["key"]).k == native(cell).shape()[0]
    assert proof_bytes(blobs["key"]) == native(cell).shape()[1] == len(blobs["proof"])
    case = CaseData(cell, 0, {"key": blobs["key"]}, [blobs])
    assert prove_task.judge(case, 0, blobs["proof"]) is None
    assert keygen_task.judge(CaseData(cell, 0, {}, [{}]), 0, blobs["key"]) is None
    for false in prove_task.false_outputs(case, 0, blobs["proof"]):
        assert prove_task.judge(case, 0, false.output) is not None, false.label
    for false in keygen_task.false_outputs(CaseData(cell, 0, {}, [{}]), 0, blobs["key"]):
        assert keygen_task.judge(CaseData(cell, 0, {}, [{}]), 0, false.output) is not None, false.label


@pytest.mark.parametrize("k", [10, pytest.param(14, marks=pytest.mark.slow)])
@BOTH
def test_larger_keys_are_those_pinned(cell, k):
    larger = Cell.of("halo2/keygen", cell.parameters, 1 << k)
    assert hashlib.sha256(keygen(native(larger)).encode()).hexdigest() == keygen_task.digest(larger)
