"""Rules that make an interval from processes with blocks: the one in use, and those it was chosen over."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from zkpair.analysis.interval import mean_interval, median_interval

Array = NDArray[np.float64]
Bounds = tuple[float, float]
Rule = Callable[[Array, Array], Bounds]
"""Of the processes' log-ratios, shape (6,), and the blocks' log-ratios, shape (6, blocks): low and high."""

_SIX = np.random.default_rng(6).integers(0, 6, (500, 6))
_THREE = np.array(list(itertools.product(range(3), repeat=3)))


def six_min_max(processes: Array, blocks: Array) -> Bounds:
    """The rule of the verdicts: the minimum to the maximum of six fresh processes."""
    interval = median_interval(processes.tolist())
    assert interval is not None
    return interval.low, interval.high


def six_student(processes: Array, blocks: Array) -> Bounds:
    """Student's 95 % interval of the mean of six processes."""
    interval = mean_interval(processes.tolist(), 0.95)
    assert interval is not None
    return interval.low, interval.high


def six_bootstrap(processes: Array, blocks: Array) -> Bounds:
    """Percentile bootstrap (95 %, 500 resamples) of the median of six processes."""
    return _percentiles(np.median(processes[_SIX], axis=1))


def three_bootstrap(processes: Array, blocks: Array) -> Bounds:
    """Percentile bootstrap (95 %, all 27 resamples) of the median of three processes."""
    return _percentiles(np.median(processes[:3][_THREE], axis=1))


def pooled_blocks(processes: Array, blocks: Array) -> Bounds:
    """Order statistics (95 %) over all blocks of all processes, as if they were independent."""
    interval = median_interval(blocks.ravel().tolist())
    assert interval is not None
    return interval.low, interval.high


def one_process_blocks(processes: Array, blocks: Array) -> Bounds:
    """The minimum to the maximum of the blocks of one process: what one process can tell."""
    return float(blocks[0].min()), float(blocks[0].max())


RULES: dict[str, Rule] = {
    "six_min_max": six_min_max,
    "six_student": six_student,
    "six_bootstrap": six_bootstrap,
    "three_bootstrap": three_bootstrap,
    "pooled_blocks": pooled_blocks,
    "one_process_blocks": one_process_blocks,
}


def _percentiles(medians: Array) -> Bounds:
    low, high = np.quantile(medians, (0.025, 0.975))
    return float(low), float(high)
