"""`zkpair report` and `zkpair compare` as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zkpair.cli.main import cli


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_report_writes_everything_and_prints_the_page(results: Path, tmp_path: Path) -> None:
    done = call("report", "20260106", "--results", results, "--out", tmp_path / "page", "--lang", "ko")
    assert done.exit_code == 0, done.output
    page = Path(done.output.strip().splitlines()[-1])
    assert page.read_text().startswith("<!DOCTYPE html>") and 'lang="ko"' in page.read_text()
    assert {p.name for p in page.parent.iterdir()} == {
        "report.html",
        "summary.md",
        "results.csv",
        "findings.json",
        "charts",
    }


@pytest.mark.parametrize("command", [["report", "nope"], ["compare", "nope", "20260106"]])
def test_an_unknown_run_is_one_plain_line(results: Path, command: list[str]) -> None:
    done = call(*command, "--results", results)
    assert done.exit_code == 1 and "Traceback" not in done.output
    assert "nope" in done.output and "20260105T090000Z-synthetic-a" in done.output


def test_a_corrupt_run_is_one_plain_line(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r" / "20260101-bad"
    folder.mkdir(parents=True)
    (folder / "plan.json").write_text((results / "20260106T090000Z-synthetic-b" / "plan.json").read_text())
    (folder / "records.jsonl").write_text('{"kind":"timing"}\n')
    done = call("report", "--results", tmp_path / "r", "--out", tmp_path / "out")
    assert done.exit_code == 1 and "records.jsonl: line 1" in done.output and "Traceback" not in done.output


def test_a_broken_targets_file_is_named(results: Path, tmp_path: Path) -> None:
    targets = tmp_path / "targets.toml"
    targets.write_text('[[target]]\nid = "T1"\n')
    done = call("report", "20260106", "--results", results, "--out", tmp_path / "out", "--targets", targets)
    assert done.exit_code == 1 and "row 1" in done.output


def test_compare_shows_both_intervals_and_what_changed(results: Path) -> None:
    done = call("compare", "20260105", "2222222", "--results", results)
    assert done.exit_code == 0, done.output
    assert "faster" in done.output and "commit: 1111" in done.output
    assert "rust@1 over python-tuned@1" in done.output
    assert done.output.count("[") >= 20, "an interval each side"


def test_compare_as_json(results: Path) -> None:
    done = call("compare", "20260106", "20260105", "--results", results, "--json")
    assert done.exit_code == 0
    value = json.loads(done.output)
    deciding = [p for p in value["pairs"] if p["deciding"] and p["baseline"] == "python@1"]
    assert deciding and {p["change"] for p in deciding} == {"slower"}


def test_a_commit_without_a_run_says_so(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zkpair.cli.compare.git_commit", lambda name: "d" * 40)
    done = call("compare", "HEAD", "20260106", "--results", results)
    assert done.exit_code == 1 and "HEAD is commit dddddddddddd" in done.output


def test_help_shows_an_example() -> None:
    for command in ("report", "compare"):
        done = call(command, "--help")
        assert done.exit_code == 0 and f"zkpair {command} " in done.output.split("Examples", 1)[1]


def test_the_command_line_does_not_wait_for_charts() -> None:
    code = "import sys, zkpair.cli.report, zkpair.cli.compare; print([m for m in sys.modules if m in sys.argv[1:]])"
    heavy = ["matplotlib", "pandas", "jinja2", "rich", "numpy", "scipy"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
