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
    """Figures of all pairs of the deciding cells (variants and threads too); points of a curve never decide.

    Where memory or throughput was tried at some size of a combination, the other sizes give no such figure, so that a
    rule that looks for the largest size finds the one that was tried.
    """
    energy_unmeasured = run.environment.capabilities.get("energy") if run.environment else None
    with_memory = {_group(cell) for cell in cells if _key(cell) in run.memory}
    with_throughput = {_group(cell) for cell in cells if cell.latencies}
    found: list[Finding] = []
    for cell in cells:
        if cell.role != "verdict":
            continue
        memory = _key(cell) in run.memory or _group(cell) not in with_memory
        throughput = bool(cell.latencies) or _group(cell) not in with_throughput
        for pair in cell.speedups:
            found += _of_times(cell, pair)
            if memory:
                found.append(_peak_share(cell, pair))
            if throughput:
                found.append(_in_flight(cell, pair))
            found.append(_energy(cell, pair, run.timings[_key(cell)], energy_unmeasured))
    return found


def _key(cell: CellFindings) -> Cell:
    return Cell.of(cell.cell.task, cell.cell.params, cell.cell.size)


def _group(cell: CellFindings) -> tuple[str, tuple[tuple[str, str], ...]]:
    return cell.cell.task, _key(cell).params


def _of_times(cell: CellFindings, pair: SpeedUp) -> Iterator[Finding]:
    ratio = pair.ratio
    values = (ratio.estimate, ratio.low, ratio.high) if ratio.log_ratios else None
    yield _figure(cell, pair, "speedup", values, ratio.undecided, "no usable time")
    wall = _of(cell, pair.candidate).wall  # seconds that a user waits
    undecided = (wall.undecided if wall else None) or ratio.undecided
    yield _figure(cell, pair, "seconds", _triple(wall), undecided, "no usable wall time")


def _peak_share(cell: CellFindings, pair: SpeedUp) -> Finding:
    share = pair.peak_share
    reasons = [r for a in (pair.baseline, pair.candidate) if (r := _of(cell, a).memory_unmeasured)]
    values = (share.estimate, share.low, share.high) if share else None
    reason = reasons[0] if reasons else "a peak of zero bytes cannot be compared"
    return _figure(cell, pair, "peak_share", values, share.undecided if share else None, reason)


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
