"""From the findings of cells to the figures that targets are judged by: one for each metric and pair of arms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from zkpair.analysis.estimate import Estimate, share_of
from zkpair.analysis.findings import ArmFindings, CellFindings, SpeedUp
from zkpair.analysis.load import Run
from zkpair.analysis.verdict import Finding, Metric
from zkpair.schema import Timing
from zkpair.tasks.task import Cell


def figures_of(cells: Sequence[CellFindings], run: Run) -> list[Finding]:
    """Figures of all pairs of baseline and candidate."""
    energy_unmeasured = run.environment.capabilities.get("energy") if run.environment else None
    found: list[Finding] = []
    for cell in cells:
        key = Cell.of(cell.cell.task, cell.cell.params, cell.cell.size)
        for speedup in cell.speedups:
            if speedup.kind == "pair":
                found += _of_pair(cell, speedup, run.timings[key], key in run.memory, energy_unmeasured)
    return found


def _of_pair(
    cell: CellFindings, pair: SpeedUp, timing: Timing, memory_measured: bool, energy_unmeasured: str | None
) -> Iterator[Finding]:
    """No figure for what was not tried in this cell: a rule that looks for the largest size then skips it."""
    ratio, share = pair.ratio, pair.peak_share
    measured = bool(ratio.log_ratios)
    yield _figure(
        cell,
        pair,
        "speedup",
        (ratio.estimate, ratio.low, ratio.high) if measured else None,
        ratio.undecided,
        "no usable time",
    )
    wall = _of(cell, pair.candidate).wall  # seconds that a user waits
    yield _figure(
        cell,
        pair,
        "seconds",
        _triple(wall),
        (wall.undecided if wall else None) or ratio.undecided,
        "no usable wall time",
    )
    if memory_measured:
        reasons = [r for a in (pair.baseline, pair.candidate) if (r := _of(cell, a).memory_unmeasured)]
        values = (share.estimate, share.low, share.high) if share else None
        reason = reasons[0] if reasons else "a peak of zero bytes cannot be compared"
        yield _figure(cell, pair, "peak_share", values, share.undecided if share else None, reason)
    if cell.latencies:
        yield _in_flight(cell, pair)
    yield _energy(cell, pair, timing, energy_unmeasured)


def _in_flight(cell: CellFindings, pair: SpeedUp) -> Finding:
    """The most at once with every output verified and none lost: a count, exact, so its interval is itself."""
    sound = [x for x in cell.latencies if x.arm == pair.candidate and x.failed == 0 and x.completed == x.verified > 0]
    most = max((float(x.in_flight) for x in sound), default=None)
    return _figure(
        cell, pair, "in_flight", None if most is None else (most, most, most), None, "throughput not measured"
    )


def _energy(cell: CellFindings, pair: SpeedUp, timing: Timing, unmeasured: str | None) -> Finding:
    energy = timing.energy_uj or {}
    baseline, candidate = energy.get(pair.baseline, []), energy.get(pair.candidate, [])
    if not baseline or len(baseline) != len(candidate) or min(baseline + candidate) <= 0:
        return _figure(cell, pair, "energy_ratio", None, None, unmeasured or "energy was not measured")
    ratio = share_of(candidate, baseline)  # joules of the baseline over the candidate's
    return _figure(cell, pair, "energy_ratio", (ratio.estimate, ratio.low, ratio.high), ratio.undecided, "")


def _figure(
    cell: CellFindings,
    pair: SpeedUp,
    metric: Metric,
    values: tuple[float, float | None, float | None] | None,
    undecided: str | None,
    unmeasured: str,
) -> Finding:
    seconds = _of(cell, pair.baseline).seconds.estimate
    estimate, low, high = values or (None, None, None)
    return Finding(
        task=cell.cell.task,
        params=cell.cell.params,
        size=cell.cell.size,
        baseline=pair.baseline,
        candidate=pair.candidate,
        metric=metric,
        estimate=estimate,
        low=low,
        high=high,
        undecided=undecided if values else None,
        unmeasured=None if values else unmeasured,
        headline=cell.headline,
        baseline_seconds=seconds if math.isfinite(seconds) else None,
    )


def _of(cell: CellFindings, arm: str) -> ArmFindings:
    found = cell.arm(arm)
    assert found is not None
    return found


def _triple(value: Estimate | None) -> tuple[float, float | None, float | None] | None:
    return (value.estimate, value.low, value.high) if value else None
