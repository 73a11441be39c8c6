"""asv over a throw-away repository: a slowed commit is a regression, a speed-up of either side never is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.slow


def figures_of(toy: Any, commit: str) -> dict[str, list[float]]:
    (path,) = (toy.root / "results" / "asv").glob(f"*/{commit[:8]}-*.json")
    results = json.loads(path.read_text())["results"]
    return {name.rpartition(".")[2].removeprefix("track_"): row[0] for name, row in results.items()}


def test_every_figure_of_every_commit_is_there(toy: Any, measured: dict[str, list[str]], phases: Any) -> None:
    for message, plain, other, _ in phases:
        for commit in measured[message]:
            figures = figures_of(toy, commit)
            assert set(figures) == {"wall", "cpu", "peak_memory", "throughput", "speedup", "relative_time", "floor"}
            assert figures["cpu"] == pytest.approx([plain / 1e3, other / 1e3], rel=0.02)
            assert figures["wall"] == pytest.approx([plain / 1e3, other / 1e3], rel=0.02)
            assert figures["throughput"] == pytest.approx([1024e3 / plain, 1024e3 / other], rel=0.02)
            assert all(value > 0 for value in figures["peak_memory"])
            assert figures["speedup"] == pytest.approx([plain / other], rel=0.02)
            assert figures["relative_time"] == pytest.approx([100 * other / plain], rel=0.02)
            assert figures["floor"] == pytest.approx([10 * other], rel=0.02)


def test_a_commit_without_implementations_has_no_figures(toy: Any, measured: dict[str, list[str]]) -> None:
    assert not list((toy.root / "results" / "asv").glob(f"*/{toy.git('rev-parse', 'main~7')[:8]}-*.json"))


def test_only_the_slowed_commit_is_a_regression(toy: Any, measured: dict[str, list[str]]) -> None:
    slowed = [measured["slowed"][0]]
    assert toy.regressions() == {
        "track_relative_time(1024, 'quicker')": slowed,
        "track_cpu(1024, 'quicker')": slowed,
        "track_wall(1024, 'quicker')": slowed,
        "track_floor(1024, 'quicker')": slowed,
    }
    feed = (toy.root / "reports" / "asv" / "regressions.xml").read_text()
    assert slowed[0] in feed
    assert not any(hash in feed for message in ("quicker", "plain quicker too") for hash in measured[message])


def test_a_faster_baseline_is_no_regression(toy: Any, measured: dict[str, list[str]]) -> None:
    # It moves the gated figure up, and asv alone would list it, on the page and in the feed.
    faster = measured["plain quicker too"]
    span = f"{measured['start'][0]}^..{faster[-1]}"
    feed = toy.root / "reports" / "asv" / "regressions.xml"
    assert toy.regressions(span, config="plain.conf.json") == {"track_relative_time(1024, 'quicker')": [faster[0]]}
    assert faster[0] in feed.read_text()
    assert toy.regressions(span) == {}
    assert not any(hash in feed.read_text() for hash in faster)


def test_the_floor_says_which_commit_broke_it(toy: Any, measured: dict[str, list[str]]) -> None:
    command = [sys.executable, str(ROOT / "tools" / "asv_floors.py"), str(toy.root / "results" / "asv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    broken = {line.split(" at ")[1][:8] for line in done.stdout.splitlines() if "ABOVE ITS FLOOR" in line}
    assert broken == {hash[:8] for hash in measured["slowed"]}
    assert "80 % used, holds" in done.stdout


def test_compare_names_the_slowed_side(toy: Any, measured: dict[str, list[str]]) -> None:
    shown = toy.asv("compare", "--factor", "1.3", measured["plain quicker too"][-1], measured["slowed"][-1])
    (line,) = [line for line in shown.splitlines() if "relative_time" in line]
    assert line.split()[1] == "+"
    assert "quicker" in line


def test_each_commit_leaves_ordinary_records(toy: Any, measured: dict[str, list[str]]) -> None:
    from zkpair.record import RunFolder

    commits = set()
    for folder in RunFolder.all(toy.root / "results"):
        records = list(folder.read())
        assert [record.kind for record in records] == ["environment", "conformance", "memory", "timing", "finished"]
        environment, conformance, _, timing = records[:4]
        commits.add(environment.source["commit"])
        assert set(conformance.status.values()) == {"conformant"}
        assert all(timing.last_output_judged.values())
    assert commits == {hash for hashes in measured.values() for hash in hashes}


def test_a_commit_that_breaks_an_import_fails(toy: Any, measured: dict[str, list[str]]) -> None:
    loops = toy.root / "impls" / "python" / "src" / "toy" / "loops.py"
    whole = loops.read_text()
    loops.write_text("import not_there\n" + whole)
    toy.git("commit", "--quiet", "--all", "--message", "broken")
    try:
        shown = toy.measure("HEAD^!", status=2)
        assert "ImportFailed" in shown
        assert "not_there" in shown
    finally:
        toy.git("reset", "--quiet", "--hard", "HEAD^")


def test_another_contract_gives_no_figures(toy: Any, measured: dict[str, list[str]]) -> None:
    toy.write("src/zkpair/tasks/task.py", "CONTRACT_VERSION = 99\n")
    toy.git("add", "-A")
    toy.git("commit", "--quiet", "--message", "another contract")
    try:
        shown = toy.measure("HEAD^!")
        assert "contract is 99" in shown
        figures = figures_of(toy, toy.git("rev-parse", "HEAD"))
        assert all(value is None or value != value for row in figures.values() for value in row or [None])
    finally:
        toy.git("reset", "--quiet", "--hard", "HEAD^")
