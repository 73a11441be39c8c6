"""Records survive a crash at any moment, and anything malformed is named with its line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from zkpair.record import RecordError, RunFolder, from_json, parse_record
from zkpair.schema import CellKey, Failure, Finished, MemoryFigure, Plan

CELL = CellKey("toy/sum_squares", {"width": "64"}, 64)
FAILURE = Failure(CELL, "rust@1", "error", "it broke", "timing")


def test_records_come_back_as_they_went(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.append(FAILURE)
    folder.append(Finished("now", 1.5, {"verdict": 1.0}))
    assert list(folder.read()) == [FAILURE, Finished("now", 1.5, {"verdict": 1.0})]


def test_every_cut_keeps_the_whole_records_before_it(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for number in range(3):
        folder.append(dataclasses.replace(FAILURE, message=f"number {number}"))
    data = folder.records_path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(data) if byte == 10]
    for cut in range(len(data) + 1):
        folder.records_path.write_bytes(data[:cut])
        whole = sum(end <= cut for end in ends)
        assert len(list(folder.read())) == whole
        folder.append(FAILURE)
        assert len(list(folder.read())) == whole + 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "line 2"),
        (b"[]", "JSON object"),
        (b'{"kind": "dream"}', "unknown kind of record 'dream'"),
        (b'{"kind": "failure"}', "'cell' is missing"),
        (b'{"kind": "finished", "utc": 5, "seconds": 1}', "expected str, found int"),
        (b'{"kind": "finished", "utc": "", "seconds": true}', "expected float, found bool"),
        (b'{"kind": "finished", "utc": "", "seconds": 1, "colour": 2}', "unknown field 'colour'"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: bytes, words: str) -> None:
    folder = RunFolder(tmp_path)
    folder.append(FAILURE)
    with folder.records_path.open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(RecordError, match=words):
        list(folder.read())


def test_unknown_is_none_never_zero() -> None:
    figure = MemoryFigure(None, None, "no /proc")
    assert from_json(MemoryFigure, json.loads(json.dumps(dataclasses.asdict(figure)))) == figure


def test_a_plan_that_is_none_is_named(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with pytest.raises(RecordError, match=r"plan\.json"):
        folder.read_plan()
    folder.write_plan(Plan(1, "id", "now", "quick", 10.0, 1, ["run"], [], [CELL], []))
    assert folder.read_plan().cells == [CELL]
    (tmp_path / "plan.json").write_text('{"schema": "one"}')
    with pytest.raises(RecordError, match="expected int"):
        folder.read_plan()


def test_a_literal_outside_its_set_is_refused() -> None:
    record = {"kind": "timing", "cell": dataclasses.asdict(CELL), "role": "ornament"}
    with pytest.raises(ValueError, match="'ornament' is none of verdict, curve"):
        parse_record(record)
