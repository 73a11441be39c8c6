"""A task's headline cells, measured once for one commit: proof, paired times, memory, into an ordinary run folder.

This is what a history across commits is made of (benchmarks/): a fraction of a quick run, by the same method and with
the same records. Each cell gets a budget in seconds; fewer processes than six give a record without an interval.
Eight samples of a slow arm are cheaper from two processes than from four: each has to load the case and run once first.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zkpair import provenance, registry
from zkpair.artefacts import ArtefactError, Store
from zkpair.cases import CaseError
from zkpair.conformance.conform import conform
from zkpair.conformance.proven import UNSUPPORTED, Proven
from zkpair.measure import budget, timing
from zkpair.measure.blocks import PROCESSES, Effort
from zkpair.record import RunFolder, key, utc_now
from zkpair.registry import Arm
from zkpair.schema import SCHEMA_VERSION, Environment, Failure, Finished, Memory, Plan, Timing
from zkpair.tasks.task import Cell, Task
from zkpair.worker.client import Worker, WorkerError

EFFORTS = tuple(
    Effort(processes=processes, blocks=blocks, turn_s=0.05, timeout_s=120.0)
    for processes, blocks in ((2, 2), (4, 1), (5, 1), (PROCESSES, 1), (PROCESSES, 2), (PROCESSES, 3), (PROCESSES, 4))
)
"""From the cheapest up. Eight samples a figure at least: fewer never tell two commits apart at asv's significance."""
SEED = 1


class ImportFailed(RuntimeError):
    """An implementation that is registered and does not load, or a stale build: the whole snapshot is void."""


@dataclass(frozen=True)
class Wanted:
    """A cell, the implementations to set side by side (the first is the baseline), and whether it is a headline."""

    cell: Cell
    implementations: tuple[str, ...]
    headline: bool


@dataclass(frozen=True)
class Measured:
    """What became of a cell: its records, or the reason why there are none."""

    cell: Cell
    timing: Timing | None
    memory: Memory | None
    reason: str | None


def headlines(task: Task) -> list[Wanted]:
    """The quick size of each combination that gives a headline figure, with every implementation."""
    everyone = tuple(registry.implementations(task.id, variants=False))
    return [
        Wanted(Cell.of(task.id, c.params, c.headline.quick_size), everyone, headline=True)
        for c in task.combinations
        if c.headline is not None
    ]


def start(results: Path, argv: Sequence[str], wanted: Sequence[Wanted], source: dict[str, object]) -> RunFolder:
    """A new run folder with its plan; `source` says which commit is measured (it may not be the one checked out).

    Raises ImportFailed, and leaves no folder, when an implementation does not load.
    """
    pairs = dict.fromkeys((one.cell.task, name) for one in wanted for name in one.implementations)
    hellos = {f"{task_id}:{name}": _hello(task_id, name) for task_id, name in pairs}
    folder = RunFolder.create(results)
    cells = [key(one.cell) for one in wanted]
    plan = Plan(SCHEMA_VERSION, folder.run_id, utc_now(), "custom", None, SEED, list(argv), [], cells, [])
    folder.write_plan(plan)
    machine = provenance.machine() | {"versions": provenance.versions()}
    folder.append(Environment(utc_now(), machine, dict(source), hellos, provenance.capabilities()))
    return folder


def measure(folder: RunFolder, store: Store, wanted: Sequence[Wanted], cell_s: float) -> list[Measured]:
    """Measure cells into the folder, each in about `cell_s` seconds after its proof."""
    started = time.monotonic()
    measured = [_measure(folder, store, one, cell_s) for one in wanted]
    folder.append(Finished(utc_now(), round(time.monotonic() - started, 1)))
    return measured


def _measure(folder: RunFolder, store: Store, wanted: Wanted, cell_s: float) -> Measured:
    cell = wanted.cell
    peers = [name for name in registry.implementations(cell.task, variants=False) if name not in wanted.implementations]
    try:
        proven = conform(cell, wanted.implementations, store, SEED, peers=peers)
    except (ArtefactError, CaseError, WorkerError, ValueError) as error:
        folder.append(Failure(key(cell), None, "error", str(error), "case"))
        return Measured(cell, None, None, str(error))
    folder.append(proven.record)
    arms = [Arm(name) for name in wanted.implementations if name in proven.run_s and proven.good(name)]
    for name, reason in proven.record.reasons.items():
        if not proven.good(name) and proven.record.status[name] != UNSUPPORTED:
            folder.append(Failure(key(cell), name, "not_conformant", reason, "conformance"))
    if not arms:
        return Measured(cell, None, None, "; ".join(proven.record.reasons.values()) or "no implementation conforms")
    baseline = str(arms[0])
    case = store.case(cell, SEED)
    effort = _effort(arms, proven, cell_s)
    run_s = {str(arm): proven.run_s[arm.implementation] for arm in arms}
    try:
        times, peaks = timing.measure(
            cell,
            case,
            arms,
            baseline,
            "verdict",
            effort,
            SEED,
            run_s,
            proven.output_digests,
            store,
            headline=wanted.headline,
        )
        folder.append(peaks)
        folder.append(times)
    except WorkerError as error:
        folder.append(Failure(key(cell), str(error.arm), error.status, str(error), "timing"))
        return Measured(cell, None, None, str(error))
    return Measured(cell, times, peaks, None)


def _effort(arms: Sequence[Arm], proven: Proven, cell_s: float) -> Effort:
    """The most that the budget has room for; the cheapest in any case."""
    chosen = EFFORTS[0]
    for candidate in EFFORTS[1:]:
        if budget.timing_s(arms, proven.run_s, proven.prepare_s, proven.start_s, candidate) > cell_s:
            break
        chosen = candidate
    return chosen


def _hello(task_id: str, name: str) -> dict[str, object]:
    """What the implementation says of itself. ImportFailed when it does not load or is not what the sources say."""
    try:
        with Worker(task_id, Arm(name)) as worker:
            return {k: v for k, v in worker.hello.items() if k != "ok"}
    except WorkerError as error:
        if error.status != "unavailable" or "stale" in str(error) or "debug" in str(error):
            raise ImportFailed(f"{task_id}:{name}: {error}") from error
        return {"available": str(error)}
