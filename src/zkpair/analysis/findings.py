"""What a run found out: every figure with its interval, its clock and its reason where there is none.

One `CellFindings` for each cell, one `Combination` for each task with parameters (its cells and how they grow with
size), one `Findings` for the run. Speed-ups are given for every pair of a baseline arm and a candidate arm, so that
plain and tuned Python stand side by side. Pictures and sentences are made elsewhere, from these alone.
"""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from zkpair.analysis.attribution import Attribution
from zkpair.analysis.controls import ControlFinding
from zkpair.analysis.estimate import Estimate
from zkpair.analysis.history import Trace
from zkpair.analysis.overheads import OverheadFinding
from zkpair.analysis.ratio import Ratio
from zkpair.analysis.scaling import Extrapolated, Scaling
from zkpair.analysis.summary import Summary
from zkpair.analysis.targets import Judged
from zkpair.schema import CellKey, Conformance, Environment, Failure, Peaks, Plan
from zkpair.tasks.task import Cell

SCHEMA = 1
"""Of the exported JSON."""


@dataclass(frozen=True)
class TaskFacts:
    """What a task says of itself: its summary, its declared complexity and what its sizes count."""

    summary: str
    complexity: str
    exponent: float
    size_name: str


@dataclass(frozen=True)
class ArmFindings:
    """One arm in one cell. Seconds are per operation; `seconds` on the verdict's clock, which `clock` names.

    `kernel_share`: end-to-end over kernel time (1.05: 5 % at the language border). `cold`: the first run after loading,
    `prepare`: loading the case and its keys, `start`: process start until it answers. Bytes: `unmeasured` says why not.
    `accuracy`: how often its answers are right, in its precision. `macs_per_s`: where the unit is MAC; `of_peak`: the
    share of the machine's peak in that precision, of arms with one thread.
    """

    arm: str
    implementation: str
    threads: int
    language: str | None
    status: str
    clock: str
    seconds: Estimate
    wall: Estimate | None
    cpu: Estimate | None
    kernel: Estimate | None
    kernel_share: Ratio | None
    cold: Estimate | None
    prepare: Estimate | None
    start: Estimate | None
    peak_total: Estimate | None
    peak_run: Estimate | None
    memory_unmeasured: str | None
    batch: int
    precision: str | None = None
    accuracy: float | None = None
    macs_per_s: float | None = None
    of_peak: float | None = None


@dataclass(frozen=True)
class SpeedUp:
    """Baseline over candidate in one cell. `block_log_ratios`: one list for each process, one figure for each block.

    `precisions`: those of both, where they differ: then the two do not give the same answers.
    """

    baseline: str
    candidate: str
    ratio: Ratio
    block_log_ratios: list[list[float]]
    peak_share: Ratio | None
    kind: str  # pair: baseline and candidate; variant: `name+what` and `name`; threads: an implementation and itself
    precisions: tuple[str, str] | None = None


@dataclass(frozen=True)
class Latency:
    """A bounded time with so many operations at once. Percentiles are None below their least number of samples."""

    arm: str
    in_flight: int
    processes: int
    seconds: float
    completed: int
    verified: int
    failed: int
    per_second: float
    work_per_second: float
    cpu_share: float  # CPU seconds for each second of wall time
    samples: int
    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True)
class CellFindings:
    cell: CellKey
    label: str
    role: str
    headline: bool
    unit: str
    work: float
    baseline: str
    num_constraints: int | None
    security_bits: dict[str, float] | None
    output_bytes: dict[str, int] | None
    utc: str
    load: tuple[float, float]
    arms: list[ArmFindings]
    speedups: list[SpeedUp]
    latencies: list[Latency]
    conformance: Conformance | None

    def arm(self, name: str) -> ArmFindings | None:
        return next((a for a in self.arms if a.arm == name), None)

    def speedup(self, baseline: str, candidate: str) -> SpeedUp | None:
        return next((s for s in self.speedups if (s.baseline, s.candidate) == (baseline, candidate)), None)


@dataclass(frozen=True)
class Point:
    size: int
    seconds: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Series:
    """One arm over the sizes of a combination. `scaling` None below two sizes; `extrapolated` were never run."""

    arm: str
    points: list[Point]
    scaling: Scaling | None
    extrapolated: list[Extrapolated]


@dataclass(frozen=True)
class Combination:
    """A task with parameters: its cells in order of size, and how each arm grows."""

    task: str
    params: dict[str, str]
    facts: TaskFacts | None
    cells: list[CellFindings]
    series: list[Series]

    @property
    def family(self) -> str:
        return self.task.split("/")[0]

    @property
    def leading(self) -> CellFindings:
        """The cell to speak of: the largest headline cell, else the largest deciding one, else the largest."""
        return max(self.cells, key=lambda c: (c.headline, c.role == "verdict", c.cell.size))


@dataclass(frozen=True)
class Findings:
    schema: int
    run_id: str
    plan: Plan
    interrupted: bool
    finished_utc: str | None
    seconds: float | None
    phases_s: dict[str, float]
    environments: list[Environment]
    controls: list[ControlFinding]
    failures: list[Failure]
    verdicts: list[Judged]
    combinations: list[Combination]
    attributions: list[Attribution]
    overheads: list[OverheadFinding]
    history: list[Trace]
    peaks: Peaks | None
    unreadable_runs: list[str]
    not_measured: list[CellKey]  # planned and not reached (an interrupted run)
    unmeasured_conformance: list[Conformance]  # checked, but never timed
    summary: Summary

    @property
    def trusted(self) -> bool | None:
        """None where the run has no control."""
        return all(control.trusted for control in self.controls) if self.controls else None

    @property
    def environment(self) -> Environment | None:
        return self.environments[0] if self.environments else None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: what is not a number is null."""
        value = plain(dataclasses.asdict(self))
        assert isinstance(value, dict)
        return value

    def as_text(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """Lists, dicts, text and finite numbers only."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def label_of(key: CellKey) -> str:
    return str(Cell.of(key.task, key.params, key.size))
