"""Figures of one arm, or of two, that are not paired times: seconds, bytes, joules, each with its interval.

One value per fresh process; the estimate is their median and the interval their order statistics, as for ratios.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zkpair.analysis.interval import median_interval
from zkpair.analysis.ratio import FEWEST_PROCESSES, Clock, Ratio, clock_of, from_log_ratios, times_of
from zkpair.schema import Replicate


@dataclass(frozen=True)
class Estimate:
    """A figure in the unit of its values. `low` and `high` are None where no interval can be had."""

    estimate: float
    low: float | None
    high: float | None
    processes: int
    undecided: str | None


def estimate_of(values: Sequence[float]) -> Estimate:
    """Median of one value per process with its interval. Raises ValueError for no values or values not finite."""
    if not values:
        raise ValueError("no values: a figure that could not be read is unmeasured, with its reason")
    interval = median_interval(values)
    return Estimate(
        estimate=statistics.median(values),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        processes=len(values),
        undecided=None if interval else f"{len(values)} processes give no interval: {FEWEST_PROCESSES} are needed",
    )


def seconds_of(replicates: Sequence[Replicate], arm: str, *, clock: Clock | None = None) -> Estimate:
    """Seconds per operation of one arm: per process the median over blocks of the mean of its two runs."""
    chosen = clock or clock_of(arm)
    per_process = [float(np.median(times_of(r, arm, chosen).mean(axis=1))) / 1e9 for r in replicates if r.blocks]
    usable = [seconds for seconds in per_process if math.isfinite(seconds)]
    if not usable:
        raise ValueError(f"{arm}: no {chosen} time was read")
    return estimate_of(usable)


def share_of(baseline: Sequence[float], candidate: Sequence[float]) -> Ratio:
    """Candidate over baseline of positive figures, one per process (peak memory: below 1 is leaner).

    The i-th processes of both sides form a replicate, as they do for times. Raises ValueError for unequal counts
    or figures that are not positive.
    """
    if len(baseline) != len(candidate):
        raise ValueError(f"{len(baseline)} figures of the baseline, {len(candidate)} of the candidate: not in pairs")
    for name, values in (("baseline", baseline), ("candidate", candidate)):
        for index, value in enumerate(values):
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name}, process {index}: {value} is no positive figure; is it unmeasured?")
    return from_log_ratios([math.log(c / b) for b, c in zip(baseline, candidate, strict=True)], None)


def border_overhead(replicates: Sequence[Replicate], arm: str) -> Ratio:
    """End-to-end over kernel wall time of one arm, in the same runs: 1.05 is 5 % spent at the language border."""
    log_ratios = []
    for replicate in replicates:
        kernel = times_of(replicate, arm, "kernel")
        wall = times_of(replicate, arm, "wall")
        usable = (np.isfinite(kernel) & (kernel > 0) & (wall > 0)).all(axis=1)
        if usable.any():
            log_ratios.append(float(np.median(np.log(wall[usable].sum(axis=1) / kernel[usable].sum(axis=1)))))
    return from_log_ratios(log_ratios, "wall", undecided=None if log_ratios else f"{arm} reads no kernel time")
