"""From the blocks of one process to one log-ratio: the candidates, and the one that was chosen by experiment.

In a block (a palindrome such as A B B A) each arm runs twice. With a_{k,h} and b_{k,h} the ns per operation of half h
of block k, a statistic gives the process' log-ratio L of baseline a over candidate b:

    mean      L = median_k ln( (a_k1 + a_k2) / (b_k1 + b_k2) )        drift linear in time cancels exactly
    minimum   L = median_k ln( min(a_k1, a_k2) / min(b_k1, b_k2) )    biased where the runs differ in length
    geometric L = median_k ( ln(a_k1 / b_k1) + ln(a_k2 / b_k2) ) / 2
    halves    L = median_{k,h} ln( a_kh / b_kh )                      each half on its own
    pooled_*  the same over all runs of the process at once, ratio of the medians, means or minima

The median of two runs is their mean. `zkpair truth` scores them against known ratios (docs/methodology.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]
"""Shape (blocks, 2): ns per operation of the two runs of one arm."""

Statistic = Callable[[Times, Times], float]


def mean(baseline: Times, candidate: Times) -> float:
    return _median(np.log(baseline.sum(axis=1) / candidate.sum(axis=1)))


def minimum(baseline: Times, candidate: Times) -> float:
    return _median(np.log(baseline.min(axis=1) / candidate.min(axis=1)))


def geometric(baseline: Times, candidate: Times) -> float:
    return _median(np.log(baseline / candidate).mean(axis=1))


def halves(baseline: Times, candidate: Times) -> float:
    return _median(np.log(baseline / candidate))


def pooled_median(baseline: Times, candidate: Times) -> float:
    return float(np.log(np.median(baseline) / np.median(candidate)))


def pooled_mean(baseline: Times, candidate: Times) -> float:
    return float(np.log(baseline.mean() / candidate.mean()))


def pooled_minimum(baseline: Times, candidate: Times) -> float:
    return float(np.log(baseline.min() / candidate.min()))


STATISTICS: dict[str, Statistic] = {
    "mean": mean,
    "minimum": minimum,
    "geometric": geometric,
    "halves": halves,
    "pooled_median": pooled_median,
    "pooled_mean": pooled_mean,
    "pooled_minimum": pooled_minimum,
}

DEFAULT_STATISTIC = "mean"


def _median(values: NDArray[Any]) -> float:
    return float(np.median(values))
