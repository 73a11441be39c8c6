"""The rule by which the block's statistic was chosen, so that a rerun of the experiment can say whether it still holds.

Among the statistics whose six-process interval covers the truth in at least 95 % of the repeats (nominal: 96.9 %) in
every scenario that the harness can produce, under every condition, on both clocks: those whose 90th percentile of the
error, averaged over all of these, is within 5 % of the best. Of them the one whose greatest bias is the least.

It needs the simulated experiment: of 30 real repeats, 29 holding the truth is 96.7 % and 28 is 93.3 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from zkpair.truth.scenario import UNBATCHED
from zkpair.truth.score import Score

LEAST_COVERAGE = 0.95
AS_GOOD_AS = 1.05


@dataclass(frozen=True)
class Standing:
    """How a statistic did over all scenarios, conditions and clocks that count. `at`: where its coverage was worst."""

    statistic: str
    worst_coverage: float
    at: str
    mean_p90_error: float
    worst_p90_error: float
    worst_bias: float
    mean_width: float


def standings(scores: Sequence[Score]) -> list[Standing]:
    """One for each statistic, in the order of the scores."""
    found = []
    for statistic in dict.fromkeys(s.statistic for s in scores):
        rows = [
            s for s in scores if s.statistic == statistic and s.rule == "six_min_max" and s.scenario not in UNBATCHED
        ]
        worst = min(rows, key=lambda s: s.coverage)
        found.append(
            Standing(
                statistic,
                worst.coverage,
                f"{worst.scenario}, {worst.condition}, {worst.clock}",
                fmean(s.p90_error for s in rows),
                max(s.p90_error for s in rows),
                max(abs(s.bias) for s in rows),
                fmean(s.width for s in rows),
            )
        )
    return found


def choose(scores: Sequence[Score]) -> str | None:
    """The statistic that the rule above picks; None when none covers well enough."""
    eligible = [s for s in standings(scores) if s.worst_coverage >= LEAST_COVERAGE]
    if not eligible:
        return None
    best = min(s.mean_p90_error for s in eligible)
    return min((s for s in eligible if s.mean_p90_error <= AS_GOOD_AS * best), key=lambda s: s.worst_bias).statistic
