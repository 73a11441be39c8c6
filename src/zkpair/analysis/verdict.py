"""Pass, fail, undecided or unmeasured: the rule, applied to one figure or counted over cells.

    higher is better:  pass when low >= bound,  fail when high < bound,  else undecided
    lower is better:   pass when high <= bound, fail when low > bound,   else undecided

with low..high the interval of the figure. A figure without interval, or one marked undecided (noise, too few
processes), decides nothing; one that could not be read is unmeasured, with the reason; an extrapolated one is not a
measurement.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["pass", "fail", "undecided", "unmeasured"]
Metric = Literal["speedup", "seconds", "peak_share", "in_flight", "energy_ratio"]

HIGHER_IS_BETTER: Mapping[Metric, bool] = {
    "speedup": True,  # baseline time over candidate time
    "seconds": False,  # of the candidate
    "peak_share": False,  # candidate peak_total over the baseline's
    "in_flight": True,  # proofs at once, all verified, none lost
    "energy_ratio": True,  # baseline joules over candidate joules
}


@dataclass(frozen=True)
class Finding:
    """One figure of one cell, for a pair of arms. `baseline_seconds`: the baseline's time there, to choose sizes by.

    `low` and `high` None: no interval. `undecided`, `unmeasured`: the reason, where it is so.
    """

    task: str
    params: Mapping[str, str]
    size: int
    baseline: str
    candidate: str
    metric: Metric
    estimate: float | None
    low: float | None
    high: float | None
    undecided: str | None = None
    unmeasured: str | None = None
    headline: bool = False
    extrapolated: bool = False
    baseline_seconds: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What a bound came to. The reason is empty for a plain pass."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Count:
    """Verdicts over cells: "9 of 10 pass, 1 undecided"."""

    outcomes: tuple[Outcome, ...] = field(default=())

    @property
    def passed(self) -> int:
        return self.outcomes.count("pass")

    def __str__(self) -> str:
        counts = Counter(self.outcomes)
        others = [f"{counts[o]} {o}" for o in ("fail", "undecided", "unmeasured") if counts[o]]
        return ", ".join([f"{self.passed} of {len(self.outcomes)} pass", *others])

    @property
    def outcome(self) -> Outcome:
        """Fails with any cell that fails, passes when all pass; unmeasured when nothing was measured."""
        if "fail" in self.outcomes:
            return "fail"
        if not self.outcomes or set(self.outcomes) == {"unmeasured"}:
            return "unmeasured"
        return "pass" if set(self.outcomes) == {"pass"} else "undecided"


def judge(finding: Finding, bound: float) -> Verdict:
    """The rule above on one figure. Raises ValueError for an interval that is turned round or not a number."""
    if finding.unmeasured is not None:
        return Verdict("unmeasured", finding.unmeasured)
    if finding.estimate is None:
        return Verdict("unmeasured", "no figure")
    if finding.extrapolated:
        return Verdict("undecided", "extrapolated, not measured")
    if finding.undecided is not None:
        return Verdict("undecided", finding.undecided)
    if finding.low is None or finding.high is None:
        return Verdict("undecided", "no interval")
    if not finding.low <= finding.high:
        raise ValueError(f"{finding.task}@{finding.size}: interval {finding.low} to {finding.high} is none")
    if HIGHER_IS_BETTER[finding.metric]:
        return _compare(reaches=finding.low >= bound, misses=finding.high < bound, finding=finding, bound=bound)
    return _compare(reaches=finding.high <= bound, misses=finding.low > bound, finding=finding, bound=bound)


def count(findings: Sequence[Finding], bound: float) -> Count:
    """Judge each finding against the same bound."""
    return Count(tuple(judge(finding, bound).outcome for finding in findings))


def _compare(*, reaches: bool, misses: bool, finding: Finding, bound: float) -> Verdict:
    if reaches:
        return Verdict("pass")
    interval = f"{_figure(finding.low)} to {_figure(finding.high)}"
    if misses:
        side = "below" if HIGHER_IS_BETTER[finding.metric] else "above"
        return Verdict("fail", f"all of {interval} lies {side} {_figure(bound)}")
    return Verdict("undecided", f"{_figure(bound)} lies within {interval}")


def _figure(value: float | None) -> str:
    return "none" if value is None or math.isnan(value) else f"{value:.4g}"
