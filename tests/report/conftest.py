"""Synthetic runs for the tests of the report, written anew for each session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # synthetic.py and browser.py, which are no tests

from synthetic import write_run

from zkpair.analysis.find import find
from zkpair.analysis.findings import Findings, TaskFacts
from zkpair.analysis.load import Run, load_run
from zkpair.analysis.targets import load_targets
from zkpair.record import RunFolder

ROOT = Path(__file__).parents[2]
OLDER, NEWER, BROKEN = "20260105T090000Z-synthetic-a", "20260106T090000Z-synthetic-b", "20260107T090000Z-synthetic-c"


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: one, a later one with Rust 1.3 times faster, and an interrupted one."""
    folder = tmp_path_factory.mktemp("results")
    write_run(folder, OLDER, seed=1)
    write_run(folder, NEWER, seed=2, commit="2" * 40, utc="2026-01-06T09:00:00+00:00", rust_gain=1.3)
    write_run(folder, BROKEN, seed=3, commit="3" * 40, utc="2026-01-07T09:00:00+00:00", finished=False)
    return folder


@pytest.fixture(scope="session")
def run(results: Path) -> Run:
    return load_run(RunFolder(results / NEWER))


@pytest.fixture(scope="session")
def facts() -> dict[str, TaskFacts]:
    return {
        "algebra/ntt": TaskFacts("NTT", "n log n", 1.0, "coefficients"),
        "algebra/msm": TaskFacts("MSM", "n", 1.0, "points"),
    }


@pytest.fixture(scope="session")
def findings(results: Path, run: Run, facts: dict[str, TaskFacts]) -> Findings:
    return find(run, RunFolder.all(results), load_targets(ROOT / "targets.toml"), ["snark/groth16_prove"], facts)


@pytest.fixture(scope="session")
def page(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from zkpair.report.write import write_report

    yield write_report(findings, tmp_path_factory.mktemp("report"))
