"""What criterion leaves becomes records; what is not criterion's is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zkpair.cli.main import cli
from zkpair.record import RunFolder, utc_now
from zkpair.schema import Overhead, Plan


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder.create(tmp_path / "results")
    folder.write_plan(Plan(1, folder.run_id, utc_now(), "quick", None, 1, [], [], [], []))
    return folder


def bench(root: Path, group: str, function: str, times: list[float], iters: list[float]) -> None:
    new = root / group.replace("/", "_") / function / "2^10" / "new"
    new.mkdir(parents=True)
    about = {"group_id": group, "function_id": function, "value_str": "2^10", "throughput": None}
    (new / "benchmark.json").write_text(json.dumps(about))
    (new / "sample.json").write_text(json.dumps({"sampling_mode": "Linear", "iters": iters, "times": times}))


def overhead(run: RunFolder, criterion: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["overhead", str(criterion), "--results", str(run.path.parent), *more])


def test_both_sides_of_a_group_become_one_record(run: RunFolder, tmp_path: Path) -> None:
    criterion = tmp_path / "criterion"
    bench(criterion, "winterfell/fibonacci", "bare", [100.0, 220.0, 330.0], [1.0, 2.0, 3.0])
    bench(criterion, "winterfell/fibonacci", "ours", [105.0, 230.0, 345.0], [1.0, 2.0, 3.0])
    bench(criterion, "alone", "ours", [1.0], [1.0])
    bench(criterion, "another", "helper", [1.0], [1.0])
    done = overhead(run, criterion)
    assert done.exit_code == 0, done.output
    (record,) = [record for record in run.read() if isinstance(record, Overhead)]
    assert record.name == "winterfell/fibonacci/2^10" and record.tool == "criterion"
    assert record.bare_ns == [100.0, 110.0, 110.0] and record.ours_ns == [105.0, 115.0, 115.0]


def test_what_is_wrong_is_said_and_nothing_is_written(run: RunFolder, tmp_path: Path) -> None:
    criterion = tmp_path / "criterion"
    criterion.mkdir()
    empty = overhead(run, criterion)
    assert empty.exit_code == 1 and "run cargo bench first" in empty.output
    bench(criterion, "g", "bare", [1.0, 2.0], [1.0])
    torn = overhead(run, criterion)
    assert torn.exit_code == 1 and "sample.json: no samples of criterion" in torn.output
    (criterion / "g" / "bare" / "2^10" / "new" / "benchmark.json").write_text("{")
    broken = overhead(run, criterion)
    assert broken.exit_code == 1 and "not a file of criterion" in broken.output
    stranger = overhead(run, criterion, "--run", "nobody")
    assert stranger.exit_code == 1 and "no run 'nobody'" in stranger.output
    assert list(run.read()) == []
