"""Reading runs: which one is meant, what is wrong with a broken one, what counts after a resumption."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from synthetic import MODELS, write_run

from zkpair.analysis.load import UnknownRun, find_commit, find_run, load_run
from zkpair.record import RecordError, RunFolder
from zkpair.schema import Environment, Failure, Finished, Timing


def test_a_run_is_found_by_path_id_beginning_or_as_the_newest(results: Path) -> None:
    names = [run.run_id for run in RunFolder.all(results)]
    assert find_run(results).run_id == names[-1]
    assert find_run(results, names[0]).run_id == names[0]
    assert find_run(results, names[0][:10]).run_id == names[0]
    assert find_run(Path("/nowhere"), str(results / names[1])).run_id == names[1]


@pytest.mark.parametrize(
    ("name", "said"), [("2026010", "beginning of 3 runs"), ("x", "there are: "), ("./x", "no run there")]
)
def test_an_unknown_run_says_what_there_is(results: Path, name: str, said: str) -> None:
    with pytest.raises(UnknownRun, match=said):
        find_run(results, name)


def test_no_run_at_all_says_what_makes_one(tmp_path: Path) -> None:
    for name in (None, "x"):
        with pytest.raises(UnknownRun, match="zkpair run --quick"):
            find_run(tmp_path, name)


def test_a_commit_stands_for_its_newest_run(tmp_path: Path) -> None:
    for index in range(3):
        write_run(
            tmp_path, f"2026010{index}-x", models=MODELS[:1], commit=("a" if index < 2 else "b") * 40, processes=1
        )
    found = find_commit(tmp_path, "aaaa")
    assert found is not None and found.run_id == "20260101-x"
    assert find_commit(tmp_path, "cccc") is None
    assert find_commit(tmp_path, "a") is None, "one digit is too little to mean a commit"
    assert find_commit(tmp_path, "not-hex") is None


def test_a_corrupt_line_is_named_with_file_line_and_what_to_do(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "r", models=MODELS[:1], processes=1)
    lines = folder.records_path.read_text().splitlines()
    lines[2] = lines[2][:-20]
    folder.records_path.write_text("\n".join(lines) + "\n")
    with pytest.raises(RecordError, match=r"records\.jsonl: line 3: .*delete that line"):
        load_run(folder)


def test_a_missing_or_broken_plan_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such run"):
        load_run(RunFolder(tmp_path / "none"))
    folder = write_run(tmp_path, "r", models=MODELS[:1], processes=1)
    (folder.path / "plan.json").write_text("{}")
    with pytest.raises(RecordError, match=r"plan\.json: not a plan"):
        load_run(folder)


def test_a_torn_last_line_leaves_the_rest_readable_and_interrupted(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "r", models=MODELS[:1], processes=1)
    whole = load_run(folder)
    folder.records_path.write_bytes(folder.records_path.read_bytes()[:-5])
    torn = load_run(folder)
    assert not whole.interrupted and torn.interrupted
    assert torn.timings == whole.timings


def test_a_resumption_settles_failures_and_repeats(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "r", models=MODELS[:1], processes=1)
    records = list(folder.read())
    timing = next(r for r in records if isinstance(r, Timing))
    environment = next(r for r in records if isinstance(r, Environment))
    folder.append(Failure(timing.cell, timing.arms[0], "timeout", "slow", "timing"))
    assert timing.cell in [f.cell for f in load_run(folder).failures]
    folder.append(environment)
    assert load_run(folder).interrupted, "started again and not finished"
    folder.append(dataclasses.replace(timing, unit="again"))
    folder.append(Finished("2026-01-05T10:00:00+00:00", 1.0))
    again = load_run(folder)
    assert timing.cell not in [f.cell for f in again.failures]
    assert [t.unit for t in again.timings.values() if t.cell == timing.cell] == ["again"]
    assert not again.interrupted


def test_the_committed_samples_say_that_they_are_synthetic() -> None:
    samples = RunFolder.all(Path(__file__).parents[1] / "data" / "runs")
    assert len(samples) == 2
    for sample in samples:
        run = load_run(sample)
        assert "synthetic" in sample.run_id
        assert run.environment is not None and "Synthetic" in run.environment.machine["cpu"]
        assert json.loads((sample.path / "plan.json").read_text())["run_id"] == sample.run_id
