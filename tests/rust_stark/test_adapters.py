"""The adapters do what the contract says."""

from __future__ import annotations

import pytest

from tests.rust_stark.conftest import HandCase, evaluations, fibonacci
from zkpair_rust.errors import MissingBlobError
from zkpair_rust.stark.errors import (
    DegenerateTraceError,
    DegreeTooHighError,
    NonCanonicalFieldElementError,
    UnsatisfiedTraceError,
    UnsupportedCellError,
    UnsupportedSizeError,
    WrongLengthError,
)
from zkpair_rust.stark.fri_prove import Rust as FriProve
from zkpair_rust.stark.fri_verify import Rust as FriVerify
from zkpair_rust.stark.prove import Rust as Prove
from zkpair_rust.stark.prove_batch import Rust as ProveBatch
from zkpair_rust.stark.prove_batch import RustOneByOne as ProveOneByOne
from zkpair_rust.stark.verify import Rust as Verify

FIBONACCI = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256"}


def prove_case(rows=64, params=FIBONACCI, instances=None):
    made = [fibonacci(rows, 3, 5), fibonacci(rows, 1, 1)] if instances is None else instances
    return HandCase(params, rows, [{"trace": trace, "public": public} for trace, public in made])


def verify_case(prove, proofs, **params):
    blobs = [{"proof": proof, "public": case["public"]} for proof, case in zip(proofs, prove.instances, strict=True)]
    return HandCase({**prove.params, "format": "winterfell", **params}, prove.size, blobs)


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


@pytest.mark.parametrize("hash_name", ["sha3_256", "blake3"])
@pytest.mark.parametrize("rows", [64, 128, 1024])
@pytest.mark.parametrize("setting", [{}, {"setting": "queries28"}])
def test_prove_and_verify(hash_name, rows, setting):
    case = prove_case(rows, {**FIBONACCI, "hash": hash_name, **setting})
    proofs = run_all(Prove(), case)
    assert run_all(Verify(), verify_case(case, proofs)) == [b"\1", b"\1"]
    assert run_all(Verify(), verify_case(case, proofs[::-1])) == [b"\0", b"\0"]


@pytest.mark.parametrize("public", [b"", b"\0", b"\xff" * 24, bytes(24), bytes(32)])
@pytest.mark.parametrize("proof", [b"", b"\0" * 100, b"\xff" * 30000])
def test_what_comes_with_an_instance_is_answered(proof, public):
    case = HandCase({**FIBONACCI, "format": "winterfell"}, 64, [{"proof": proof, "public": public}])
    assert run_all(Verify(), case) == [b"\0"]


@pytest.mark.parametrize(
    "other",
    [
        {"air": "sudoku"},
        {"field": "koalabear"},
        {"hash": "poseidon2"},
        {"setting": "queries1"},
    ],
)
def test_other_cells_are_named_as_such(other):
    with pytest.raises(UnsupportedCellError):
        Prove().prepare(prove_case(params={**FIBONACCI, **other}), 1)
    with pytest.raises(UnsupportedCellError):
        Verify().prepare(HandCase({**FIBONACCI, "format": "winterfell", **other}, 64, []), 1)


def test_other_formats_are_named_as_such():
    with pytest.raises(UnsupportedCellError, match="plonky3"):
        Verify().prepare(HandCase({**FIBONACCI, "format": "plonky3"}, 64, []), 1)


@pytest.mark.parametrize("rows", [0, 1, 32, 96, 1 << 23])
def test_sizes(rows):
    with pytest.raises(UnsupportedSizeError):
        Prove().prepare(HandCase(FIBONACCI, rows, []), 1)


def refused(error, trace, public, match):
    with pytest.raises(error, match=match) as caught:
        Prove().prepare(prove_case(instances=[(trace, public)]), 1)
    return caught.value.place


def test_refusals_name_the_place():
    trace, public = fibonacci(64)
    refused(WrongLengthError, trace[:-1], public, "instance 0: trace has 1023 bytes, 1024 are needed")
    refused(WrongLengthError, trace, public + bytes(8), "public has 32 bytes, 24")
    broken = bytearray(trace)
    broken[8 * 70 : 8 * 71] = b"\xff" * 8
    assert refused(NonCanonicalFieldElementError, bytes(broken), public, r"trace\[70\]") == 70
    broken = bytearray(trace)
    broken[8 * 74] ^= 1  # s1 in row 10: the transition to it is the first to fail
    assert refused(UnsatisfiedTraceError, bytes(broken), public, "row 9 .* constraint 1 .*s1'") == 9
    assert refused(UnsatisfiedTraceError, trace, public[:-8] + bytes(8), "row 63 .* assertion 2 ") == 63
    refused(DegenerateTraceError, *fibonacci(64, 0, 0), match="degree below n - 1")
    with pytest.raises(MissingBlobError):
        Prove().prepare(HandCase(FIBONACCI, 64, [{"trace": trace}]), 1)


FRI = {"field": "goldilocks", "hash": "sha3_256"}


@pytest.mark.parametrize("hash_name", ["sha3_256", "blake3"])
@pytest.mark.parametrize("points", [1024, 2048])
def test_low_degree_tests(hash_name, points):
    params = {**FRI, "hash": hash_name}
    words = [evaluations(points, degree) for degree in (0, 1, points // 8 - 1)]
    proofs = run_all(FriProve(), HandCase(params, points, [{"evaluations": word} for word in words]))
    altered = [proof[:-1] for proof in proofs] + [b"", proofs[0][:40] + b"\1" + proofs[0][41:]]
    assert run_all(FriVerify(), HandCase(params, points, [{"proof": proof} for proof in proofs])) == [b"\1"] * 3
    assert run_all(FriVerify(), HandCase(params, points, [{"proof": proof} for proof in altered])) == [b"\0"] * 5
    other = HandCase(
        {**params, "hash": {"sha3_256": "blake3", "blake3": "sha3_256"}[hash_name]}, points, [{"proof": proofs[0]}]
    )
    assert run_all(FriVerify(), other) == [b"\0"]


@pytest.mark.parametrize(
    ("blob", "error", "match"),
    [
        (evaluations(1024, 128), DegreeTooHighError, "instance 0: .*degree 128; below n/8 = 128 is needed"),
        (evaluations(1024)[:-8], WrongLengthError, "evaluations has 16376 bytes, 16384"),
        (evaluations(1024)[:-8] + b"\xff" * 8, NonCanonicalFieldElementError, r"evaluations\[2047\]"),
    ],
)
def test_refused_evaluations(blob, error, match):
    with pytest.raises(error, match=match):
        FriProve().prepare(HandCase(FRI, 1024, [{"evaluations": blob}]), 1)


@pytest.mark.parametrize("other", [{"field": "koalabear"}, {"hash": "poseidon2"}])
def test_other_low_degree_tests_are_named_as_such(other):
    for adapter in (FriProve(), FriVerify()):
        with pytest.raises(UnsupportedCellError):
            adapter.prepare(HandCase({**FRI, **other}, 1024, []), 1)
        with pytest.raises(UnsupportedSizeError):
            adapter.prepare(HandCase(FRI, 512, []), 1)


def batch_case(count, rows=256, **blobs):
    made = [fibonacci(rows, 3 + i) for i in range(count)]
    instance = {"traces": b"".join(trace for trace, _ in made), "publics": b"".join(public for _, public in made)}
    return HandCase({**FIBONACCI, "trace": str(rows)}, count, [{**instance, **blobs}])


@pytest.mark.parametrize("count", [1, 4])
def test_batches(count):
    case = batch_case(count)
    (encoded,) = run_all(ProveBatch(), case)
    assert run_all(ProveOneByOne(), case) == [encoded]
    singles = run_all(Prove(), prove_case(256, instances=[fibonacci(256, 3 + i) for i in range(count)]))
    assert encoded == b"".join(len(proof).to_bytes(4, "little") + proof for proof in singles)


def test_refused_batches():
    good = batch_case(3)
    broken = bytearray(good.instances[0]["traces"])
    broken[8 * (512 + 74)] ^= 1
    for adapter in (ProveBatch(), ProveOneByOne()):
        with pytest.raises(UnsatisfiedTraceError, match="row 73"):
            adapter.prepare(batch_case(3, traces=bytes(broken)), 1)
        with pytest.raises(WrongLengthError, match="traces has"):
            adapter.prepare(HandCase(good.params, 2, good.instances), 1)
        with pytest.raises(WrongLengthError, match="publics has"):
            adapter.prepare(batch_case(3, publics=b""), 1)
        with pytest.raises(UnsupportedCellError, match="not a number of rows"):
            adapter.prepare(HandCase({**good.params, "trace": "many"}, 3, good.instances), 1)
