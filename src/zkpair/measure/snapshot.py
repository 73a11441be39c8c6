"""A task's headline cells, measured once for one commit: proof, paired times, memory, into an ordinary run folder.

This is what a history across commits is made of (benchmarks/): a fraction of a quick run, by the same method and with
the same records. Each cell gets a budget in seconds; fewer processes than six give a record without an interval.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zkpair import provenance, registry
from zkpair.artefacts import ArtefactError, Store
from zkpair.cases import CaseError
from zkpair.conformance.conform import conform
from zkpair.conformance.proven import Proven
from zkpair.measure import budget, timing
from zkpair.measure.blocks import PROCESSES, Effort
from zkpair.record import RunFolder, key, utc_now
from zkpair.registry import Arm
from zkpair.schema import SCHEMA_VERSION, Environment, Failure, Finished, Memory, Plan, Timing
from zkpair.tasks.task import Cell, Task
from zkpair.worker.client import Worker, WorkerError

FEWEST_PROCESSES = 4
"""Eight samples a figure: fewer never tell two commits apart at asv's significance."""
FEWEST_BLOCKS = 1
EFFORT = Effort(processes=PROCESSES, blocks=FEWEST_BLOCKS, turn_s=0.05, timeout_s=120.0)
MOST_BLOCKS = 4
SEED = 1


class ImportFailed(RuntimeError):
    """An implementation that is registered and does not load, or a stale build: the whole snapshot is void."""


@dataclass(frozen=True)
class Measured:
    """What became of a cell: its records, or the reason why there are none."""

    cell: Cell
    timing: Timing | None
    memory: Memory | None
    reason: str | None


def headline_cells(task: Task) -> list[Cell]:
    """The quick size of each combination that gives a headline figure."""
    return [Cell.of(task.id, c.params, c.headline.quick_size) for c in task.combinations if c.headline is not None]


def start(results: Path, argv: Sequence[str], tasks: Sequence[str], source: dict[str, object]) -> RunFolder:
    """A new run folder with its plan; `source` says which commit is measured (it may not be the one checked out).

    Raises ImportFailed, and leaves no folder, when an implementation does not load.
    """
    hellos = {name: _hello(*name.split(":", 1)) for task_id in tasks for name in _full_names(task_id)}
    folder = RunFolder.create(results)
    cells = [key(cell) for task_id in tasks for cell in headline_cells(registry.task(task_id))]
    plan = Plan(SCHEMA_VERSION, folder.run_id, utc_now(), "custom", None, SEED, list(argv), [], cells, [])
    folder.write_plan(plan)
    machine = provenance.machine() | {"versions": provenance.versions()}
    folder.append(Environment(utc_now(), machine, dict(source), hellos, provenance.capabilities()))
    return folder


def measure(folder: RunFolder, store: Store, cells: Sequence[Cell], cell_s: float) -> list[Measured]:
    """Measure cells into the folder, each in about `cell_s` seconds after its proof."""
    started = time.monotonic()
    measured = [_measure(folder, store, cell, cell_s) for cell in cells]
    folder.append(Finished(utc_now(), round(time.monotonic() - started, 1)))
    return measured


def _measure(folder: RunFolder, store: Store, cell: Cell, cell_s: float) -> Measured:
    try:
        proven = conform(cell, registry.implementations(cell.task), store, SEED)
    except (ArtefactError, CaseError, WorkerError, ValueError) as error:
        folder.append(Failure(key(cell), None, "error", str(error), "case"))
        return Measured(cell, None, None, str(error))
    folder.append(proven.record)
    arms = [Arm(name) for name in proven.run_s if proven.good(name)]
    for name, reason in proven.record.reasons.items():
        if not proven.good(name):
            folder.append(Failure(key(cell), name, "not_conformant", reason, "conformance"))
    if not arms:
        return Measured(cell, None, None, "; ".join(proven.record.reasons.values()) or "no implementation conforms")
    baseline = str(arms[0])
    case = store.case(cell, SEED)
    effort = _effort(arms, proven, cell_s)
    try:
        times, peaks = timing.measure(cell, case, arms, baseline, "verdict", effort, SEED, {}, headline=True)
        folder.append(peaks)
        folder.append(times)
    except WorkerError as error:
        folder.append(Failure(key(cell), str(error.arm), error.status, str(error), "timing"))
        return Measured(cell, None, None, str(error))
    return Measured(cell, times, peaks, None)


def _effort(arms: Sequence[Arm], proven: Proven, cell_s: float) -> Effort:
    """As many processes as the budget has room for, at least four; then more blocks, while they fit."""
    chosen = dataclasses.replace(EFFORT, processes=FEWEST_PROCESSES)
    for candidate in (
        *(dataclasses.replace(EFFORT, processes=n) for n in range(FEWEST_PROCESSES, PROCESSES + 1)),
        *(dataclasses.replace(EFFORT, blocks=n) for n in range(FEWEST_BLOCKS + 1, MOST_BLOCKS + 1)),
    ):
        if budget.timing_s(arms, proven.run_s, proven.prepare_s, proven.start_s, candidate) > cell_s:
            break
        chosen = candidate
    return chosen


def _full_names(task_id: str) -> list[str]:
    return [f"{task_id}:{name}" for name in registry.implementations(task_id)]


def _hello(task_id: str, name: str) -> dict[str, object]:
    """What the implementation says of itself. ImportFailed when it does not load or is not what the sources say."""
    try:
        with Worker(task_id, Arm(name)) as worker:
            return {k: v for k, v in worker.hello.items() if k != "ok"}
    except WorkerError as error:
        if error.status != "unavailable" or "stale" in str(error) or "debug" in str(error):
            raise ImportFailed(f"{task_id}:{name}: {error}") from error
        return {"available": str(error)}
