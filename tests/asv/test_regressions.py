"""Which jumps stay in the list of regressions: those of the commit, not those of its baseline or of the machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))

from asv_regressions import only_the_commits_doing

CLASS = "pairs.a_pair"
SIZES, ALL = ["8", "64"], ["'python'", "'python-tuned'", "'rust'"]
# Rows of revisions 1, 2 and 3: python, python-tuned, rust at 8, then the tuned two at 64.
QUIET = [1.0, 0.1, 0.01, None, 0.5, 0.05]


def scaled(by: dict[int, float]) -> list[float | None]:
    return [None if value is None else value * by.get(i, 1.0) for i, value in enumerate(QUIET)]


def listed(tmp_path: Path, figure: str, after: list[float | None], indices: list[int]) -> list[str]:
    """What stays of regressions at revision 3 in the combinations `indices` of `figure`."""
    before = list(QUIET)
    graphs = {
        "track_cpu": [[1, before], [2, before], [3, after]],
        "track_wall": [[1, before], [2, before], [3, after]],
        "track_floor": [[1, before[4]], [2, before[4]], [3, after[4]]],
    }
    benchmarks: dict[str, Any] = {
        f"{CLASS}.track_cpu": {"params": [SIZES, ALL]},
        f"{CLASS}.track_wall": {"params": [SIZES, ALL]},
        f"{CLASS}.track_peak_memory": {"params": [SIZES, ALL]},
        f"{CLASS}.track_floor": {"params": [["64"], ["'python-tuned'"]]},
        f"{CLASS}.track_relative_time": {"params": [["8"], ALL[1:]]},
    }
    for name, points in graphs.items():
        (tmp_path / f"{CLASS}.{name}.json").write_text(json.dumps(points))
    entries = []
    for index in indices:
        column = {"track_floor": 4, "track_relative_time": index + 1}.get(figure, index)
        old, new = before[column] or 0, after[column] or 0
        if figure == "track_relative_time":
            old, new = 100 * old / (before[0] or 1), 100 * new / (after[0] or 1)
        jump = [None, 3, old, new]
        entries.append([f"{CLASS}.{figure}({index})", f"{CLASS}.{figure}.json", {}, index, new, old, [jump]])
    (tmp_path / "regressions.json").write_text(json.dumps({"regressions": entries}))
    kept = only_the_commits_doing(tmp_path, benchmarks)
    assert json.loads((tmp_path / "regressions.json").read_text()) == {"regressions": kept}
    return [entry[0] for entry in kept]


@pytest.mark.parametrize("figure", ["track_cpu", "track_wall"])
def test_a_slowed_implementation_stays(tmp_path: Path, figure: str) -> None:
    for index in (0, 1, 2):
        assert listed(tmp_path, figure, scaled({index: 2.0}), [index]) == [f"{CLASS}.{figure}({index})"]


@pytest.mark.parametrize("figure", ["track_cpu", "track_wall"])
def test_a_machine_that_slows_all_is_no_regression(tmp_path: Path, figure: str) -> None:
    slow = scaled({0: 2.0, 1: 2.2, 2: 1.8, 4: 2.1, 5: 1.9})
    assert listed(tmp_path, figure, slow, [0, 1, 2, 4, 5]) == []


def test_both_pythons_slowed_together_stay(tmp_path: Path) -> None:
    # They share code; Rust, which shares none, says that it was not the machine.
    assert len(listed(tmp_path, "track_cpu", scaled({0: 2.0, 1: 2.0}), [0, 1])) == 2


def test_a_regression_on_a_busy_machine_stays(tmp_path: Path) -> None:
    kept = listed(tmp_path, "track_cpu", scaled({0: 1.5, 1: 1.5, 2: 6.0}), [0, 1, 2])
    assert kept == [f"{CLASS}.track_cpu(2)"]


def test_a_floor_is_judged_by_those_beside_it(tmp_path: Path) -> None:
    assert listed(tmp_path, "track_floor", scaled({4: 3.0}), [0]) == [f"{CLASS}.track_floor(0)"]
    assert listed(tmp_path, "track_floor", scaled({4: 3.0, 5: 2.9}), [0]) == []


def test_a_faster_baseline_is_no_regression_and_a_slower_candidate_is(tmp_path: Path) -> None:
    assert listed(tmp_path, "track_relative_time", scaled({0: 0.5}), [0, 1]) == []
    assert listed(tmp_path, "track_relative_time", scaled({2: 2.0}), [1]) == [f"{CLASS}.track_relative_time(1)"]
    # Both at once, the candidate more than the baseline: of the factor of six, two are the baseline's.
    assert listed(tmp_path, "track_relative_time", scaled({0: 0.5, 2: 3.0}), [1]) == [f"{CLASS}.track_relative_time(1)"]


def test_memory_counts_from_256_kib_on_whatever_the_share(tmp_path: Path) -> None:
    # From 0.1 bytes to 300 and to 200 kB.
    assert listed(tmp_path, "track_peak_memory", scaled({1: 3e6}), [1]) == [f"{CLASS}.track_peak_memory(1)"]
    assert listed(tmp_path, "track_peak_memory", scaled({1: 2e6}), [1]) == []
