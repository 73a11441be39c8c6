"""The adapters do what the contract says: judged, alike when run again, and what is false is refused or answered 0."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.rust_halo.conftest import as_case, case_of, implementation, not_caught, outputs, task_of
from zkpair_rust.errors import MissingBlobError
from zkpair_rust.halo.errors import (
    NonCanonicalFieldElementError,
    NotOnCurveError,
    OpeningRejectedError,
    PointAtInfinityError,
    ProverError,
    UnsupportedCellError,
    UnsupportedSizeError,
    WrongLengthError,
    WrongParametersError,
)

SUMMED = (("n", "1024"),)
CELLS = [
    *((f"halo/{name}", (), n) for name in ("ipa_commit", "ipa_open", "ipa_verify") for n in (16, 64)),
    *((f"halo/{name}", SUMMED, m) for name in ("accumulate", "decide") for m in (1, 3)),
    *(("algebra/msm", (("curve", curve),), 64) for curve in ("pallas", "vesta")),
]
cells = pytest.mark.parametrize(("task_id", "params", "size"), CELLS)


@cells
def test_judged(task_id, params, size):
    task, case = task_of(task_id), case_of(task_id, params, size)
    loaded = implementation(f"{task_id}:rust")
    for each in (case, *task.edge_cases(case.cell)):
        for i, state in enumerate(loaded.prepare(as_case(each), 1)):
            first = loaded.encode(loaded.run(state))
            assert 0 < loaded.kernel_ns() < 600e9
            assert task.judge(each, i, first) is None
            assert loaded.encode(loaded.run(state)) == first


@pytest.mark.parametrize(("task_id", "params", "size"), [cell for cell in CELLS if cell[2] != 16])
def test_false_cases(task_id, params, size):
    case = case_of(task_id, params, size)
    assert not_caught(implementation(f"{task_id}:rust"), task_of(task_id), case) == []


def test_the_judge_sees_false_outputs():
    for task_id in ("halo/ipa_commit", "halo/ipa_open"):
        task, case = task_of(task_id), case_of(task_id, (), 16)
        honest = outputs(implementation(f"{task_id}:rust"), case)
        for false in task.false_outputs(case, 0, honest[0]):
            assert task.judge(case, 0, false.output) is not None, false.label
        assert task.judge(case, 0, honest[1]) is not None


def test_deciding_one_by_one_answers_alike():
    one_by_one = implementation("halo/decide:rust+one-by-one")
    assert outputs(one_by_one, case_of("halo/decide", SUMMED, 3)) == [b"\1", b"\1"]
    assert not_caught(one_by_one, task_of("halo/decide"), case_of("halo/decide", SUMMED, 1)) == []


def changed(case, **changes):
    """The case as a worker hands it over, with other `params`, `size`, or blobs of the first instance."""
    plain = as_case(case)
    blobs = {name: value for name, value in changes.items() if name not in ("params", "size", "shared")}
    fields = {name: value for name, value in changes.items() if name not in blobs}
    first = {name: value for name, value in ({**case.instances[0], **blobs}).items() if value is not None}
    return SimpleNamespace(**{**vars(plain), "instances": [first], **fields})


def refused(error, task_id, match, case, **changes):
    loaded = implementation(f"{task_id}:rust")
    with pytest.raises(error, match=match) as caught:
        loaded.run(loaded.prepare(changed(case, **changes), 1)[0])
    return caught.value.place


@pytest.mark.parametrize("size", [0, 1, 8, 17, 1 << 17, 1 << 40])
def test_sizes(size):
    for name in ("ipa_commit", "ipa_open", "ipa_verify"):
        case = case_of(f"halo/{name}", (), 16)
        refused(UnsupportedSizeError, f"halo/{name}", f"is {size};", case, size=size)


@pytest.mark.parametrize("changes", [{"params": {"n": "512"}}, {"size": 0}, {"size": 65}])
def test_other_cells_are_named_as_such(changes):
    for name in ("accumulate", "decide"):
        refused(UnsupportedCellError, f"halo/{name}", "done here", case_of(f"halo/{name}", SUMMED, 1), **changes)


def test_refusals_name_the_place():
    case = case_of("halo/ipa_open", (), 16)
    polynomial, params = case.instances[0]["polynomial"], case.shared["params"]
    many = polynomial[: 32 * 5] + b"\xff" * 32 + polynomial[32 * 6 :]
    for name in ("ipa_commit", "ipa_open"):
        task_id = f"halo/{name}"
        assert refused(NonCanonicalFieldElementError, task_id, r"polynomial\[5\]", case, polynomial=many) == 5
        refused(WrongLengthError, task_id, "instance 0: polynomial has 511 bytes", case, polynomial=polynomial[:-1])
        refused(WrongLengthError, task_id, "blind has 0 bytes", case, blind=b"")
        refused(MissingBlobError, task_id, "polynomial", case, polynomial=None)
        refused(MissingBlobError, task_id, "params", case, shared={})
        swapped = params[64:128] + params[:64] + params[128:]
        refused(WrongParametersError, task_id, "shared: .*k = 4", case, shared={"params": swapped})
        off = params[:64] + bytes([params[64] ^ 1]) + params[65:]
        assert refused(NotOnCurveError, task_id, r"params\[1\]", case, shared={"params": off}) == 1
    refused(NonCanonicalFieldElementError, "halo/ipa_open", "point", case, point=b"\xff" * 32)
    refused(WrongLengthError, "halo/ipa_open", "seed has 33 bytes, 32", case, seed=bytes(33))
    zero = {"polynomial": bytes(512), "blind": bytes(32)}
    refused((PointAtInfinityError, ProverError), "halo/ipa_open", "infinity", case, **zero)


def test_a_bad_opening_among_many_is_named():
    case = case_of("halo/accumulate", SUMMED, 3)
    openings = case.instances[0]["openings"]
    each = len(openings) // 3
    for i in range(3):
        value = i * each + 64  # the lowest byte of the claimed value
        wrong = openings[:value] + bytes([openings[value] ^ 1]) + openings[value + 1 :]
        assert refused(OpeningRejectedError, "halo/accumulate", f"opening {i} ", case, openings=wrong) == i
    refused(WrongLengthError, "halo/accumulate", "openings has", case, openings=openings[:-1])
    refused(WrongLengthError, "halo/accumulate", "seed has 31 bytes", case, seed=bytes(31))
