"""Cases on disk are what they say they are, or a named error."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zkpair.tasks
import zkpair_graph
from zkpair import artefacts
from zkpair.artefacts import Store
from zkpair.cases import CaseError, StoredCase, case_digest, read_case, write_case
from zkpair.tasks.task import CaseData, Cell

CELL = Cell.of("toy/sum_squares", {"width": "64"}, 64)


def test_a_case_survives_the_disk(tmp_path: Path) -> None:
    case = CaseData(CELL, 3, {"key": b"k" * 100}, [{"x": b"1"}, {"x": b"2"}])
    folder = write_case(case, tmp_path)
    assert read_case(folder) == case
    assert write_case(case, tmp_path) == folder
    assert case_digest(read_case(folder)) == case_digest(case)


@given(st.dictionaries(st.text("abc", min_size=1), st.binary(max_size=40), max_size=3), st.integers(0, 2**32))
def test_different_cases_have_different_digests(shared: dict[str, bytes], seed: int) -> None:
    case = CaseData(CELL, seed, shared, [{"x": b"1"}, {"x": b"2"}])
    other = CaseData(CELL, seed + 1, shared, case.instances)
    assert case_digest(case) != case_digest(other)
    assert case_digest(case) == case_digest(CaseData(CELL, seed, dict(shared), [{"x": b"1"}, {"x": b"2"}]))


def test_the_same_seed_gives_the_same_folder(store: Store) -> None:
    assert store.case(CELL, 1) == store.case(CELL, 1)
    assert store.case(CELL, 1) != store.case(CELL, 2)


@pytest.mark.parametrize("package", [zkpair.tasks, zkpair_graph])
def test_cases_and_proofs_are_made_anew_when_what_judges_them_changes(
    package: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "judge.py").write_text("TOLERANCE = 1e-4\n")
    monkeypatch.setattr(package, "__path__", [str(tmp_path)])
    before = artefacts.tasks_source_hash.__wrapped__()
    assert artefacts.tasks_source_hash.__wrapped__() == before
    (tmp_path / "judge.py").write_text("TOLERANCE = 1e-3\n")
    assert artefacts.tasks_source_hash.__wrapped__() != before


def test_a_changed_blob_is_noticed(store: Store) -> None:
    folder = store.case(CELL, 1)
    stored = StoredCase(folder)
    blob = folder / json.loads((folder / "case.json").read_bytes())["instances"][0]["numbers"]
    blob.write_bytes(b"\0" + blob.read_bytes()[1:])
    with pytest.raises(CaseError, match="does not have its digest"):
        stored.instances[0]["numbers"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"[]", "not a case of contract"),
        (b'{"contract": 99}', "not a case of contract"),
        (b'{"contract": 1, "task": "t"}', "'params' must be a dict"),
        (
            b'{"contract":1,"task":"t","params":{},"size":1,"seed":1,"shared":{"x":"../../etc/passwd"},"instances":[]}',
            "64 hexadecimal digits",
        ),
    ],
)
def test_a_malformed_case_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "case.json").write_bytes(content)
    with pytest.raises(CaseError, match=words):
        StoredCase(tmp_path)


def test_a_missing_case_says_what_a_case_is(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="a case is a folder"):
        StoredCase(tmp_path / "nowhere")
