"""Is this run to be trusted? Pairs whose ratio is known, measured like any other.

Two controls in each run: A = A (true ratio 1) and the same loop of n and of 100 n rounds (true ratio 100, sides of
unequal length). A run is untrusted when for either

    the 99.9 % interval of the ratio excludes the truth:  | mean L - ln r | > t_{5, 0.9995} * s / sqrt(6) + margin, or
    the estimate is off by more than 5 %:                 | median L - ln r | > ln 1.05

with L the six process log-ratios, s their standard deviation, t = 6.869. The 97 % interval of the verdicts would
flag one honest run in 32 for each control; 99.9 % flags one in a thousand. `margin` says how well the truth itself is
known: a call costs something besides its rounds, so r is 100 only to about 0.2 %.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.interval import Interval, mean_interval
from zkpair.analysis.ratio import Ratio, ratio_of
from zkpair.schema import Control

CONTROL_CONFIDENCE = 0.999
GREATEST_ERROR = 0.05
TRUTH_MARGIN = 0.002
"""Relative. Two copies of one loop differ by less, and the fixed cost of a call shifts 100 by less."""


@dataclass(frozen=True)
class ControlFinding:
    """A control judged. `distrust` is None when it may be trusted, else the reason; `low` and `high` at 99.9 %."""

    name: str
    true_ratio: float
    ratio: Ratio
    low: float | None
    high: float | None
    distrust: str | None

    @property
    def trusted(self) -> bool:
        return self.distrust is None


def judge_control(control: Control) -> ControlFinding:
    """Judge a control's record by its single-threaded or threaded clock, like a verdict."""
    ratio = ratio_of(control.replicates, control.baseline, control.candidate)
    interval = mean_interval(ratio.log_ratios, CONTROL_CONFIDENCE)
    return ControlFinding(
        name=control.name,
        true_ratio=control.true_ratio,
        ratio=ratio,
        low=math.exp(interval.low) if interval else None,
        high=math.exp(interval.high) if interval else None,
        distrust=distrust(ratio.log_ratios, control.true_ratio) or _disturbed(ratio),
    )


def distrust(log_ratios: Sequence[float], true_ratio: float, margin: float = TRUTH_MARGIN) -> str | None:
    """Why process log-ratios contradict a known ratio, or None. Fewer than two processes cannot vouch for anything."""
    if not (math.isfinite(true_ratio) and true_ratio > 0):
        raise ValueError(f"a control's true ratio must be positive, not {true_ratio}")
    interval = mean_interval(log_ratios, CONTROL_CONFIDENCE)
    if interval is None:
        return f"{len(log_ratios)} processes: too few to judge a control"
    truth = math.log(true_ratio)
    error = statistics.median(log_ratios) - truth
    if abs(error) > math.log1p(GREATEST_ERROR):
        return f"the estimate {math.exp(truth + error):.4g} is off by {100 * math.expm1(abs(error)):.1f} %"
    widened = Interval(interval.low - math.log1p(margin), interval.high + math.log1p(margin), interval.coverage)
    if not widened.contains(truth):
        return (
            f"the 99.9 % interval {math.exp(interval.low):.4g} to {math.exp(interval.high):.4g}"
            f" excludes the true ratio {true_ratio:g}"
        )
    return None


def _disturbed(ratio: Ratio) -> str | None:
    """A control that could not be read as a verdict would be (missing processes, unusable times, noise)."""
    return ratio.undecided
