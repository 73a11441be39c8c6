"""Where a speed-up comes from: the steps of a chain, their product, and the ratio of its ends beside it.

    step       r_i  with interval [l_i, u_i], a measured pair each
    product    Π r_i,  interval  exp( Σ ln r_i ± √Σ (ln u_i − ln r_i)² )      independent steps: errors add as squares
    ends       the first stage against the last, measured as a pair of its own

Product and ends answer the same question in two ways. Where their intervals do not meet, the chain does not explain
the whole, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.ratio import Ratio, ratio_of
from zkpair.schema import StageKey, Step


@dataclass(frozen=True)
class StepFinding:
    """What one change brings: `ratio` above 1 is faster."""

    change: str
    before: StageKey
    after: StageKey
    ratio: Ratio


@dataclass(frozen=True)
class Attribution:
    """A chain. `ends` and `product` are None until all that they need was measured; `agrees` None where undecided."""

    chain: str
    title: str
    stages: list[StageKey]
    steps: list[StepFinding]
    ends: Ratio | None
    product: float | None
    product_low: float | None
    product_high: float | None
    agrees: bool | None


def attributions(records: Sequence[Step]) -> list[Attribution]:
    """One for each chain of the run, in the order in which they were measured; a pair measured twice counts once."""
    chains: dict[str, dict[tuple[int, int], Step]] = {}
    for record in records:
        chains.setdefault(record.chain, {})[record.before, record.after] = record
    return [_attribution(list(steps.values())) for steps in chains.values()]


def _attribution(records: Sequence[Step]) -> Attribution:
    stages = records[-1].stages
    last = len(stages) - 1
    by_pair = {(r.before, r.after): _finding(r) for r in records}
    steps = [by_pair[i, i + 1] for i in range(last) if (i, i + 1) in by_pair]
    ends = by_pair[0, last].ratio if (0, last) in by_pair else None
    product, low, high = _product([step.ratio for step in steps]) if len(steps) == last else (None, None, None)
    return Attribution(
        records[-1].chain,
        records[-1].title,
        stages,
        steps,
        ends,
        product,
        low,
        high,
        _agrees(low, high, ends),
    )


def _finding(record: Step) -> StepFinding:
    before, after = record.stages[record.before], record.stages[record.after]
    ratio = ratio_of(record.replicates, *record.seats)
    if not record.output_right:
        ratio = Ratio(math.nan, None, None, ratio.clock, 0, "the output of a last timed run is wrong", ())
    return StepFinding(after.change, before, after, ratio)


def _product(ratios: Sequence[Ratio]) -> tuple[float | None, float | None, float | None]:
    if not all(math.isfinite(r.estimate) for r in ratios):
        return None, None, None
    logs = [math.log(r.estimate) for r in ratios]
    bounds = [(r.low, r.high) for r in ratios if r.low is not None and r.high is not None]
    if len(bounds) < len(logs):
        return math.exp(sum(logs)), None, None
    down = math.hypot(*(x - math.log(low) for x, (low, _) in zip(logs, bounds, strict=True)))
    up = math.hypot(*(math.log(high) - x for x, (_, high) in zip(logs, bounds, strict=True)))
    total = sum(logs)
    return math.exp(total), math.exp(total - down), math.exp(total + up)


def _agrees(low: float | None, high: float | None, ends: Ratio | None) -> bool | None:
    if low is None or high is None or ends is None or ends.low is None or ends.high is None:
        return None
    return low <= ends.high and ends.low <= high
