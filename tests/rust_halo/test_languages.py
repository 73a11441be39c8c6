"""Python and Rust write the same bytes, and each accepts and rejects what the other does."""

from __future__ import annotations

import random

import pytest

from tests.rust_halo.conftest import case_of, implementation, outputs, task_of
from tests.rust_halo.test_adapters import SUMMED
from zkpair.tasks.halo.params import params_blob
from zkpair_rust.halo import HaloGenerators

READABLE = ["python", "python-tuned"]


def answers(task_id, name, case):
    if name == "python-tuned":
        pytest.importorskip("gmpy2", exc_type=ImportError)
    return outputs(implementation(f"{task_id}:{name}"), case)


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("task_id", ["halo/ipa_commit", "halo/ipa_open"])
def test_openings_are_the_same_bytes(task_id, name):
    for size in (16, 32):
        case = case_of(task_id, (), size)
        for each in (case, *(task_of(task_id).edge_cases(case.cell) if size == 16 else [])):
            assert answers(task_id, name, each) == answers(task_id, "rust", each)


@pytest.mark.parametrize("name", READABLE)
def test_openings_hold_in_the_other_language(name):
    """Proofs by Rust."""
    case = case_of("halo/ipa_verify", (), 32)
    assert answers("halo/ipa_verify", name, case) == answers("halo/ipa_verify", "rust", case) == [b"\1"] * 4


@pytest.mark.parametrize("name", READABLE)
def test_false_openings_are_answered_alike(name):
    case = case_of("halo/ipa_verify", (), 16)
    sets = [false for false in task_of("halo/ipa_verify").false_cases(case) if false.expected == "answer"]
    chosen = random.Random(7)
    for false in sets:
        few = chosen.sample(list(false.case.instances), min(8, len(false.case.instances)))
        false.case.instances[:] = few
        assert answers("halo/ipa_verify", name, false.case) == [b"\0"] * len(few)
        assert answers("halo/ipa_verify", "rust", false.case) == [b"\0"] * len(few)


def test_every_byte_matters():
    case = case_of("halo/ipa_verify", (), 16)
    generators = HaloGenerators(params_blob(16), 16)
    statement, proof = case.instances[0]["statement"], case.instances[0]["proof"]
    assert generators.verify(statement, proof)[0] is None
    for i in range(len(statement)):
        altered = statement[:i] + bytes([statement[i] ^ 1 << i % 8]) + statement[i + 1 :]
        assert generators.verify(altered, proof)[0] is not None, i
    for i in range(len(proof)):
        altered = proof[:i] + bytes([proof[i] ^ 1 << i % 8]) + proof[i + 1 :]
        assert generators.verify(statement, altered)[0] is not None, i


@pytest.mark.parametrize("name", ["python-tuned", pytest.param("python", marks=pytest.mark.slow)])
def test_accumulations(name):
    """The same bytes; and each decides the other's."""
    case, decided = case_of("halo/accumulate", SUMMED, 1), case_of("halo/decide", SUMMED, 1)
    assert answers("halo/accumulate", name, case) == answers("halo/accumulate", "rust", case)
    assert answers("halo/decide", name, decided) == answers("halo/decide", "rust", decided) == [b"\1", b"\1"]


@pytest.mark.parametrize("curve", ["pallas", "vesta"])
def test_sums(curve):
    case = case_of("algebra/msm", (("curve", curve),), 64)
    assert answers("algebra/msm", "python", case) == answers("algebra/msm", "rust", case)
