"""The first things to say of a run, in no language yet: how many headline cells reach ten times, which ones lead, how
lean the leading one is, whether the run can be trusted. The report puts them into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.controls import ControlFinding
from zkpair.analysis.ratio import Ratio
from zkpair.analysis.verdict import Count, Finding, Outcome, count, judge
from zkpair.schema import CellKey

FASTER_MUST, FASTER_STRETCH = 10.0, 100.0
LEANER_MUST, LEANER_STRETCH = 0.5, 0.1
MOST_LEADING = 2


@dataclass(frozen=True)
class Lead:
    """A headline cell to speak of, with what its ratio comes to at ten and at a hundred times."""

    cell: CellKey
    baseline: str
    candidate: str
    ratio: Ratio
    must: Outcome
    stretch: Outcome


@dataclass(frozen=True)
class Lean:
    """Peak memory of the candidate as a share of the baseline's, in the leading cell that has the figure."""

    cell: CellKey
    baseline: str
    candidate: str
    ratio: Ratio
    must: Outcome
    stretch: Outcome


@dataclass(frozen=True)
class Summary:
    """`slowest` and `fastest`: the cells at both ends (None where nothing was measured)."""

    headline: bool  # False: the run has no headline cell, and these are its other deciding ones
    baseline: str | None
    candidate: str | None
    cells: int
    must: Count
    stretch: Count
    slowest: Lead | None
    fastest: Lead | None
    leading: list[Lead]
    lean: Lean | None
    trusted: bool | None
    noise: float | None  # the largest error of a control, relative


PairRatio = tuple[CellKey, str, str, Ratio]
"""Cell, baseline, candidate, ratio."""


def summarise(
    leads: Sequence[PairRatio], leans: Sequence[PairRatio], controls: Sequence[ControlFinding], headline: bool
) -> Summary:
    """`leads`: headline cells with their ratio over the run's first baseline, the leading ones first; `leans` alike."""
    figures = [_figure(cell, baseline, candidate, ratio, "speedup") for cell, baseline, candidate, ratio in leads]
    spoken = [
        Lead(cell, baseline, candidate, ratio, judge(f, FASTER_MUST).outcome, judge(f, FASTER_STRETCH).outcome)
        for (cell, baseline, candidate, ratio), f in zip(leads, figures, strict=True)
        if ratio.log_ratios
    ]
    by_ratio = sorted(spoken, key=lambda lead: lead.ratio.estimate)
    lean = None
    for cell, baseline, candidate, ratio in leans:
        f = _figure(cell, baseline, candidate, ratio, "peak_share")
        lean = Lean(cell, baseline, candidate, ratio, judge(f, LEANER_MUST).outcome, judge(f, LEANER_STRETCH).outcome)
        break
    errors = [abs(c.ratio.estimate / c.true_ratio - 1) for c in controls if c.ratio.log_ratios]
    return Summary(
        headline=headline,
        baseline=leads[0][1] if leads else None,
        candidate=leads[0][2] if leads else None,
        cells=len(leads),
        must=count(figures, FASTER_MUST),
        stretch=count(figures, FASTER_STRETCH),
        slowest=by_ratio[0] if by_ratio else None,
        fastest=by_ratio[-1] if by_ratio else None,
        leading=spoken[:MOST_LEADING],
        lean=lean,
        trusted=all(c.trusted for c in controls) if controls else None,
        noise=max(errors) if errors else None,
    )


def _figure(cell: CellKey, baseline: str, candidate: str, ratio: Ratio, metric: str) -> Finding:
    return Finding(
        task=cell.task,
        params=cell.params,
        size=cell.size,
        baseline=baseline,
        candidate=candidate,
        metric="speedup" if metric == "speedup" else "peak_share",
        estimate=ratio.estimate if ratio.log_ratios else None,
        low=ratio.low,
        high=ratio.high,
        undecided=ratio.undecided,
        unmeasured=None if ratio.log_ratios else "no usable time",
        headline=True,
    )
