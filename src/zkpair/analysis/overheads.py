"""What our path to a library costs over calling it bare: the ratio of two medians.

    share     median(ours) / median(bare)
    interval  low(ours) / high(bare)  to  high(ours) / low(bare)      of order statistics, each at 97.5 %

Criterion measures the two one after the other in one process, so a machine that drifts between them shows as a
difference: the interval is that of the samples, and the figure is no verdict of ours.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.interval import median_interval
from zkpair.schema import Overhead

EACH_AT_LEAST = 0.975
"""Of both together at least 95 %."""


@dataclass(frozen=True)
class OverheadFinding:
    """`share` 1.03: our path takes 3 % more. Bounds are None with too few samples."""

    name: str
    bare_seconds: float
    ours_seconds: float
    share: float
    low: float | None
    high: float | None
    samples: int
    tool: str
    utc: str


def overheads(records: Sequence[Overhead]) -> list[OverheadFinding]:
    """One for each name; one that was measured twice counts as it was last."""
    return [_finding(record) for record in {record.name: record for record in records}.values()]


def _finding(record: Overhead) -> OverheadFinding:
    bare, ours = (statistics.median(values) for values in (record.bare_ns, record.ours_ns))
    intervals = [median_interval(values, EACH_AT_LEAST) for values in (record.bare_ns, record.ours_ns)]
    low = high = None
    if intervals[0] is not None and intervals[1] is not None:
        low, high = intervals[1].low / intervals[0].high, intervals[1].high / intervals[0].low
    samples = min(len(record.bare_ns), len(record.ours_ns))
    return OverheadFinding(
        record.name, bare / 1e9, ours / 1e9, ours / bare, low, high, samples, record.tool, record.utc
    )
