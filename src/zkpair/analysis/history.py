"""How the headline ratios moved from run to run, and from commit to commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zkpair.analysis.comparable import usual_pairs
from zkpair.analysis.load import Run, load_run
from zkpair.analysis.ratio import Ratio, ratio_of
from zkpair.record import RecordError, RunFolder
from zkpair.schema import CellKey
from zkpair.tasks.task import Cell

MOST_RUNS = 50
"""Older runs are left out: they cost time to read and no longer say much."""


@dataclass(frozen=True)
class Moment:
    """One run's ratio of a cell."""

    run_id: str
    utc: str
    commit: str | None
    dirty: bool
    machine: str | None
    ratio: Ratio


@dataclass(frozen=True)
class Trace:
    """A pair in a cell over the runs, oldest first. Only runs in which the cell decided (role verdict) count."""

    cell: CellKey
    headline: bool
    baseline: str
    candidate: str
    moments: list[Moment]


def trace(runs: Iterable[Run]) -> list[Trace]:
    """Traces of all pairs in all deciding cells, in the order of their first appearance."""
    moments: dict[tuple[Cell, str, str], list[Moment]] = {}
    headline: dict[tuple[Cell, str, str], bool] = {}
    for run in runs:
        environment = run.environment
        for cell, timing in run.timings.items():
            if timing.role != "verdict":
                continue
            for baseline, candidate in usual_pairs(run, cell, timing):
                moment = Moment(
                    run_id=run.run_id,
                    utc=timing.utc,
                    commit=run.commit,
                    dirty=bool(environment and environment.source.get("dirty")),
                    machine=str(environment.machine["cpu"]) if environment and environment.machine.get("cpu") else None,
                    ratio=ratio_of(timing.replicates, baseline, candidate),
                )
                moments.setdefault((cell, baseline, candidate), []).append(moment)
                headline[cell, baseline, candidate] = timing.headline
    return [
        Trace(
            CellKey(cell.task, cell.parameters, cell.size),
            headline[cell, baseline, candidate],
            baseline,
            candidate,
            past,
        )
        for (cell, baseline, candidate), past in moments.items()
    ]


def read_past(folders: Iterable[RunFolder], present: Run) -> tuple[list[Run], list[str]]:
    """The newest runs up to `present`, oldest first, and what was wrong with those that could not be read."""
    runs: list[Run] = []
    unreadable: list[str] = []
    for folder in list(folders)[-MOST_RUNS:]:
        if folder.path.resolve() == present.path.resolve():
            continue
        try:
            run = load_run(folder, ("environment", "timing"))
        except RecordError as error:
            unreadable.append(str(error))
            continue
        if run.plan.started_utc <= present.plan.started_utc:
            runs.append(run)
    return [*runs, present], unreadable
