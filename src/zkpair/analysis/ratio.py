"""How much faster: the ratio of two arms with its interval, from the blocks of fresh processes.

    block      L_k = ln( (a_k1 + a_k2) / (b_k1 + b_k2) )    a, b: ns per operation of baseline and candidate
    process    L   = median_k L_k                           one number per fresh process
    ratio      exp( median L )                              above 1: the candidate is faster
    interval   exp( min L ) .. exp( max L )                 of six: covers the median in 96.9 %

Fewer than six processes: no interval, undecided. Clock: process CPU time where both arms are single-threaded, wall
time where threads are in play. A single-threaded pair whose CPU and wall ratios differ by more than 10 % was disturbed
and is undecided, whatever the interval says.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from zkpair.analysis.interval import median_interval, order_statistic_coverage
from zkpair.analysis.statistic import DEFAULT_STATISTIC, STATISTICS, Times
from zkpair.schema import Replicate

Clock = Literal["cpu", "wall", "kernel"]

CLOCK_DISAGREEMENT = 0.10
"""CPU and wall ratios further apart than this: undecided, noisy."""

FEWEST_PROCESSES = 6
"""Five cover the median in 93.75 %, six in 96.9 %."""


class MissingArm(KeyError):
    """An arm that the replicates do not contain; names the process, the block and the arms that are there."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Ratio:
    """Speed-up of the candidate over the baseline: above 1 is faster, NaN when nothing usable was measured.

    `low` and `high` are None where no interval can be had; `undecided` is then the reason. It can also be set beside an
    interval: the figure is shown then, and decides nothing. `log_ratios`: one natural logarithm per usable process.
    """

    estimate: float
    low: float | None
    high: float | None
    clock: Clock | None  # None where no clock is in play (memory)
    processes: int
    undecided: str | None
    log_ratios: tuple[float, ...]
    coverage: float | None = None

    def inverse(self) -> Ratio:
        """Candidate's share of the baseline's time (below 1 is faster)."""
        return Ratio(
            estimate=1 / self.estimate,
            low=None if self.high is None else 1 / self.high,
            high=None if self.low is None else 1 / self.low,
            clock=self.clock,
            processes=self.processes,
            undecided=self.undecided,
            log_ratios=tuple(-x for x in self.log_ratios),
            coverage=self.coverage,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: what is not a number is null."""
        return {
            "estimate": self.estimate if math.isfinite(self.estimate) else None,
            "low": self.low,
            "high": self.high,
            "clock": self.clock,
            "processes": self.processes,
            "undecided": self.undecided,
            "log_ratios": list(self.log_ratios),
            "coverage": self.coverage,
        }


def threads_of(arm: str) -> int:
    """The threads of an arm named `implementation@threads` (1 where the name has none)."""
    _, at, threads = arm.rpartition("@")
    return int(threads) if at else 1


def clock_of(*arms: str) -> Clock:
    """Process CPU time where all arms are single-threaded, else wall time."""
    return "cpu" if all(threads_of(arm) == 1 for arm in arms) else "wall"


def ratio_of(
    replicates: Sequence[Replicate],
    baseline: str,
    candidate: str,
    *,
    clock: Clock | None = None,
    statistic: str = DEFAULT_STATISTIC,
) -> Ratio:
    """Ratio of the baseline's time to the candidate's, with interval, on the verdict's clock (or on `clock`).

    Raises MissingArm for an arm that was not measured. Unusable times (zero, below zero) make the row undecided and
    name their place; the estimate then comes from the blocks that are left.
    """
    verdict_clock = clock_of(baseline, candidate)
    chosen = clock or verdict_clock
    log_ratios, unusable = _process_log_ratios(replicates, baseline, candidate, chosen, statistic)
    ratio = from_log_ratios(log_ratios, chosen, undecided=unusable)
    if chosen == "kernel" or verdict_clock == "wall" or not log_ratios or ratio.undecided is not None:
        return ratio
    other: Clock = "wall" if chosen == "cpu" else "cpu"
    others, _ = _process_log_ratios(replicates, baseline, candidate, other, statistic)
    noise = _disagreement(ratio.estimate, others, chosen)
    if noise is None:
        return ratio
    return from_log_ratios(log_ratios, chosen, undecided=noise)


def from_log_ratios(log_ratios: Sequence[float], clock: Clock | None, undecided: str | None = None) -> Ratio:
    """The ratio and its interval from one log-ratio per process. Raises ValueError unless they are finite."""
    values = tuple(float(x) for x in log_ratios)
    interval = median_interval(values)
    if interval is None and undecided is None:
        reason = f"{len(values)} processes give no interval: {FEWEST_PROCESSES} are needed"
        if values:
            covered = order_statistic_coverage(len(values), 1)
            reason += f" (the minimum to the maximum would cover the median in only {100 * max(covered, 0):.1f} %)"
        undecided = reason
    return Ratio(
        estimate=math.exp(statistics.median(values)) if values else math.nan,
        low=math.exp(interval.low) if interval else None,
        high=math.exp(interval.high) if interval else None,
        clock=clock,
        processes=len(values),
        undecided=undecided,
        log_ratios=values,
        coverage=interval.coverage if interval else None,
    )


def times_of(replicate: Replicate, arm: str, clock: Clock) -> Times:
    """ns per operation, shape (blocks, 2); NaN where the clock was not read. Raises MissingArm."""
    rows: list[list[float]] = []
    for index, block in enumerate(replicate.blocks):
        clocks: dict[str, Mapping[str, list[int] | None]]
        clocks = {"cpu": dict(block.cpu_ns), "wall": dict(block.wall_ns), "kernel": block.kernel_ns}
        by_arm = clocks[clock]
        if arm not in by_arm or arm not in replicate.batch:
            there = ", ".join(sorted(by_arm)) or "none"
            raise MissingArm(f"process {replicate.process}, block {index}: no arm {arm!r} (there are: {there})")
        pair = by_arm[arm]
        if pair is not None and len(pair) != 2:
            place = f"process {replicate.process}, block {index}"
            raise ValueError(f"{place}: arm {arm!r} ran {len(pair)} times, not twice")
        rows.append([math.nan, math.nan] if pair is None else [float(t) for t in pair])
    return np.asarray(rows, dtype=np.float64).reshape(-1, 2) / replicate.batch.get(arm, 1)


def _process_log_ratios(
    replicates: Sequence[Replicate], baseline: str, candidate: str, clock: Clock, statistic: str
) -> tuple[list[float], str | None]:
    """One log-ratio for each process with a usable block, and the first unusable place, if any."""
    values: list[float] = []
    unusable: str | None = None
    for replicate in replicates:
        a, b = times_of(replicate, baseline, clock), times_of(replicate, candidate, clock)
        usable = _usable(a) & _usable(b)
        if not usable.all() and unusable is None:
            block = int(np.argmin(usable))
            arm, pair = (baseline, a[block]) if not _usable(a)[block] else (candidate, b[block])
            shown = " and ".join(f"{t:g}" for t in pair)
            unusable = f"unusable {clock} time: process {replicate.process}, block {block}, {arm}: {shown} ns"
        if usable.any():
            values.append(STATISTICS[statistic](a[usable], b[usable]))
    return values, unusable


def _usable(times: Times) -> Any:
    return (np.isfinite(times) & (times > 0)).all(axis=1)


def _disagreement(estimate: float, others: list[float], clock: Clock) -> str | None:
    """Why the two clocks contradict each other, or None."""
    if not others:
        return None
    other_estimate = math.exp(statistics.median(others))
    apart = max(estimate / other_estimate, other_estimate / estimate) - 1
    if apart <= CLOCK_DISAGREEMENT:
        return None
    cpu, wall = (estimate, other_estimate) if clock == "cpu" else (other_estimate, estimate)
    return f"noisy: {cpu:.4g}x by CPU time, {wall:.4g}x by wall time, {100 * apart:.0f} % apart"
