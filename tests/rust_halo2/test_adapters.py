"""The adapters do what the contract says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rust_halo2.conftest import BOTH, HandCase, hand_case, instances
from zkpair.tasks.halo2.prove import false_cases as prove_false_cases
from zkpair.tasks.halo2.verify import false_cases as verify_false_cases
from zkpair.tasks.task import CaseData, Cell
from zkpair_rust.errors import MissingBlobError
from zkpair_rust.halo2.errors import (
    FalseWitnessError,
    NonCanonicalFieldElementError,
    UnsupportedCellError,
    UnsupportedSizeError,
    WrongKeyError,
    WrongLengthError,
)
from zkpair_rust.halo2.keygen import Rust as Keygen
from zkpair_rust.halo2.prove import Rust as Prove
from zkpair_rust.halo2.prove import RustHalo2
from zkpair_rust.halo2.verify import Rust as Verify
from zkpair_rust.halo2.verify_batch import Rust as VerifyBatch
from zkpair_rust.halo2.verify_batch import RustOneByOne

CHAIN = Cell.of("halo2/prove", {"circuit": "chain", "version": "optimised"}, 64)


def run_all(adapter, case):
    """The encodings of all instances; twice, since a run must leave its state as it was."""
    outputs = []
    for state in adapter.prepare(case, 1):
        first = adapter.encode(adapter.run(state))
        assert 0 < adapter.kernel_ns() < 600e9
        assert adapter.encode(adapter.run(state)) == first
        outputs.append(first)
    assert len(outputs) == len(case.instances)
    return outputs


def verify_case(case, proofs):
    blobs = [{"proof": proof, "public": made["public"]} for proof, made in zip(proofs, case.instances, strict=True)]
    return replace(case, instances=blobs)


@BOTH
def test_keygen_prove_verify(cell):
    case = hand_case(cell, instances(cell))
    assert run_all(Keygen(), HandCase(cell.parameters, cell.size, [{}, {}])) == [case.shared["key"]] * 2
    proofs = run_all(Prove(), case)
    assert run_all(RustHalo2(), case) == proofs
    assert run_all(Verify(), verify_case(case, proofs)) == [b"\1", b"\1"]
    assert run_all(Verify(), verify_case(case, proofs[::-1])) == [b"\0", b"\0"]


@BOTH
def test_all_false_cases_of_the_tasks(cell):
    made = hand_case(cell, instances(cell))
    case = CaseData(cell, 1, made.shared, made.instances)
    for false in prove_false_cases(case):
        wrong = HandCase(cell.parameters, cell.size, false.case.instances, false.case.shared)
        with pytest.raises(ValueError, match=r".+"):
            Prove().prepare(wrong, 1)
    verified = verify_case(made, run_all(Prove(), made))
    for false in verify_false_cases(CaseData(cell, 1, verified.shared, verified.instances)):
        wrong = HandCase(cell.parameters, cell.size, false.case.instances, false.case.shared)
        if false.expected == "refuse":
            with pytest.raises(WrongKeyError):
                Verify().prepare(wrong, 1)
        else:
            verify = Verify()
            states = verify.prepare(wrong, 1)
            answers = [verify.encode(verify.run(state)) for state in states]
            assert answers == [false.output] * len(answers), false.label


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("adapter", [VerifyBatch(), RustOneByOne()], ids=["batch", "one by one"])
def test_batches(adapter, count):
    case = hand_case(CHAIN, instances(CHAIN, count))
    proofs = run_all(Prove(), case)
    publics = [made["public"] for made in case.instances]

    def verdict(proofs, publics, size=count):
        blobs = {"proofs": b"".join(proofs), "publics": b"".join(publics)}
        params = {**CHAIN.parameters, "rows": "64"}
        return run_all(adapter, HandCase(params, size, [blobs], case.shared))[0]

    assert verdict(proofs, publics) == b"\1"
    assert verdict(proofs, publics, count + 1) == b"\0"
    assert verdict([*proofs[:-1], proofs[-1][:-1]], publics) == b"\0"
    assert verdict([*proofs[:-1], bytes(len(proofs[-1]))], publics) == b"\0"
    assert verdict(proofs, [*publics[:-1], bytes(32)]) == b"\0"
    assert verdict(proofs, [*publics, bytes(32)]) == b"\0"
    assert verdict([], []) == b"\0"
    if count > 1:
        assert verdict(proofs[::-1], publics) == b"\0"
    with pytest.raises(UnsupportedCellError):
        adapter.prepare(HandCase({**CHAIN.parameters, "rows": "many"}, 1, [], case.shared), 1)


@pytest.mark.parametrize(
    ("params", "size", "error"),
    [
        ({"circuit": "other", "version": "plain"}, 64, UnsupportedCellError),
        ({"circuit": "chain", "version": "other"}, 64, UnsupportedCellError),
        ({"circuit": "chain"}, 64, UnsupportedCellError),
        ({"circuit": "chain", "version": "plain"}, 32, UnsupportedSizeError),
        ({"circuit": "chain", "version": "plain"}, 96, UnsupportedSizeError),
        ({"circuit": "chain", "version": "plain"}, 1 << 15, UnsupportedSizeError),
        ({"circuit": "poseidon", "version": "plain"}, 64, UnsupportedSizeError),
        ({"circuit": "linear_regression", "version": "optimised"}, 256, UnsupportedSizeError),
    ],
)
@pytest.mark.parametrize("adapter", [Keygen(), Prove(), Verify()])
def test_cells_that_are_not_done(adapter, params, size, error):
    with pytest.raises(error):
        adapter.prepare(HandCase(params, size, [{}], {"key": b""}), 1)


def test_refusals_have_names():
    [blobs] = instances(CHAIN, 1)
    case = hand_case(CHAIN, [blobs])

    def refused(error, match, **other):
        wrong = replace(case, instances=[blobs | other])
        with pytest.raises(error, match=match) as caught:
            Prove().prepare(wrong, 1)
        return caught.value.place

    assert refused(WrongLengthError, "instance 0: witness has 63 bytes, 64", witness=bytes(63)) is None
    assert refused(NonCanonicalFieldElementError, r"witness\[1\]", witness=bytes(32) + b"\xff" * 32) == 1
    assert refused(FalseWitnessError, "does not give the public element", public=bytes(32)) is None
    assert refused(WrongLengthError, "public has 0 bytes", public=b"") is None
    assert refused(WrongLengthError, "seed has 31 bytes, 32", seed=bytes(31)) is None
    with pytest.raises(MissingBlobError):
        Prove().prepare(replace(case, instances=[{}]), 1)
    with pytest.raises(MissingBlobError):
        Prove().prepare(replace(case, shared={}), 1)
    with pytest.raises(WrongKeyError, match="circuit=chain, version=optimised"):
        Verify().prepare(replace(case, shared={"key": b"PinnedVerificationKey"}), 1)
