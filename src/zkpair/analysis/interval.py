"""Intervals from a handful of fresh processes: order statistics for the median, Student's t for the controls.

The unit of replication is the process. What differs between two runs inside one process (interrupts, bursts of a
neighbour) is small beside what differs between two processes (memory layout, hash seeds, page placement), so
intervals are made from one value per process, never from pooled runs.

Order statistics (David and Nagaraja, *Order Statistics*, 3rd ed., section 7.1): for n independent values of one
continuous distribution with median m,

    P(x_(k) <= m <= x_(n+1-k)) = 1 - 2 * sum_{i<k} C(n, i) / 2^n

whatever the distribution. For n = 6 and k = 1, the minimum to the maximum: 1 - 2/64 = 96.9 %. Five give 93.75 %.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MEDIAN_COVERAGE = 0.95
"""The least coverage an interval of the median may have; six processes are the fewest that reach it."""


@dataclass(frozen=True)
class Interval:
    """A closed interval and the probability with which its rule covers the truth."""

    low: float
    high: float
    coverage: float

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


def order_statistic_coverage(count: int, rank: int) -> float:
    """Probability that the rank-th smallest and the rank-th largest of `count` values enclose the median."""
    if not 1 <= rank <= (count + 1) // 2:
        raise ValueError(f"rank {rank} is outside 1..{(count + 1) // 2} for {count} values")
    return 1.0 - 2.0 * sum(math.comb(count, i) for i in range(rank)) / 2.0**count


def median_interval(values: Sequence[float], at_least: float = MEDIAN_COVERAGE) -> Interval | None:
    """The narrowest symmetric order-statistic interval of the median that covers it with probability `at_least`.

    Six to eight values: the minimum to the maximum. None when even that does not reach `at_least` (at 95 %: fewer
    than six values). Raises ValueError on values that are not finite.
    """
    ordered = sorted(_finite(values))
    count = len(ordered)
    best: Interval | None = None
    for rank in range(1, (count + 1) // 2 + 1):
        coverage = order_statistic_coverage(count, rank)
        if coverage < at_least:
            break
        best = Interval(ordered[rank - 1], ordered[count - rank], coverage)
    return best


def mean_interval(values: Sequence[float], confidence: float) -> Interval | None:
    """Student's interval of the mean, mean +- t_{n-1} * s / sqrt(n); None for fewer than two values.

    Used for the controls at 99.9 %, which no resampling of six values reaches: a bootstrap cannot leave the minimum
    to the maximum, so it covers at most 96.9 %. The process values are medians over blocks, near normal; tails
    heavier than normal make this interval cover more, not less.
    """
    finite = _finite(values)
    if len(finite) < 2:
        return None
    centre = statistics.fmean(finite)
    reach = student_t_quantile((1 + confidence) / 2, len(finite) - 1)
    half = reach * statistics.stdev(finite) / math.sqrt(len(finite))
    return Interval(centre - half, centre + half, confidence)


def student_t_cdf(t: float, degrees: int) -> float:
    """P(T <= t) for Student's T with an integer number of degrees of freedom.

    Closed forms of Abramowitz and Stegun 26.7.3 (odd) and 26.7.4 (even): with theta = atan(t / sqrt(degrees)),
    odd:  A = 2/pi * (theta + sin theta * (cos theta + 2/3 cos^3 theta + ...)),
    even: A = sin theta * (1 + 1/2 cos^2 theta + 1*3/(2*4) cos^4 theta + ...), and P(T <= t) = (1 + A) / 2.
    """
    if degrees < 1:
        raise ValueError(f"Student's t needs at least one degree of freedom, not {degrees}")
    theta = math.atan(t / math.sqrt(degrees))
    cosine, sine = math.cos(theta), math.sin(theta)
    term = cosine if degrees % 2 else 1.0
    total = 0.0
    for power in range(degrees % 2, degrees - 1, 2):
        total += term
        term *= cosine * cosine * (power + 1) / (power + 2)
    inside = 2 / math.pi * (theta + sine * total) if degrees % 2 else sine * total
    return (1 + inside) / 2


@lru_cache(maxsize=256)
def student_t_quantile(probability: float, degrees: int) -> float:
    """The t with P(T <= t) = `probability`, by bisection of `student_t_cdf`."""
    if not 0 < probability < 1:
        raise ValueError(f"a quantile needs a probability between 0 and 1, not {probability}")
    if probability < 0.5:
        return -student_t_quantile(1 - probability, degrees)
    low, high = 0.0, 1.0
    while student_t_cdf(high, degrees) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if student_t_cdf(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _finite(values: Sequence[float]) -> list[float]:
    numbers = [float(value) for value in values]
    for index, value in enumerate(numbers):
        if not math.isfinite(value):
            raise ValueError(f"value {index} is {value}: an interval needs finite values")
    return numbers
