"""A faster baseline is no regression: take the jumps that it explains out of asv's list.

The gated figure is the candidate's time in percent of the baseline's. It also rises when a commit makes the baseline
faster, and asv, for which higher is worse, lists that. With b the baseline's CPU seconds and q the gated figure on both
sides of a jump, the jump is the baseline's doing when

    ln(b_before / b_after)  >=  ln(q_after / q_before) / 2
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

GATED = ".track_relative_time"
TIMED = ".track_cpu"

Row = tuple[int, list[float | None]]


def without_faster_baselines(html: Path, benchmarks: Mapping[str, Any]) -> list[list[Any]]:
    """Rewrite `regressions.json` of published pages; its entries that stay. `benchmarks`: asv's, by name."""
    path = html / "regressions.json"
    listed = json.loads(path.read_text())
    kept = []
    for entry in listed["regressions"]:
        name, graph = entry[0], html / entry[1]
        if GATED in name:
            jumps = [jump for jump in entry[6] if not explained(jump, entry[3], name, graph, benchmarks)]
            if not jumps:
                continue
            entry[6] = jumps
        kept.append(entry)
    path.write_text(json.dumps({**listed, "regressions": kept}))
    return kept


def explained(jump: Sequence[Any], index: int | None, name: str, graph: Path, benchmarks: Mapping[str, Any]) -> bool:
    """Is this jump of the gated figure the baseline's doing?"""
    first, second, old, new = jump
    timed = graph.with_name(graph.name.replace(GATED, TIMED))
    benchmark = benchmarks.get(name.partition("(")[0].replace(GATED, TIMED))
    gated = benchmarks.get(name.partition("(")[0])
    if not timed.is_file() or benchmark is None or gated is None or not 0 < old < new:
        return False
    column = baseline_column(index or 0, gated["params"], benchmark["params"])
    seconds = [(revision, values[column]) for revision, values in rows(timed)]
    last_before = second - 1 if first is None else first
    before = [value for revision, value in seconds if revision <= last_before and value]
    after = [value for revision, value in seconds if revision >= second and value]
    if not before or not after:
        return False
    return math.log(before[-1] / after[0]) >= math.log(new / old) / 2


def baseline_column(index: int, gated: list[list[str]], timed: list[list[str]]) -> int:
    """Where the baseline, which is the first implementation, stands in the times' rows at the gated entry's size."""
    size = list(itertools.product(*gated))[index][0]
    combinations = list(itertools.product(*timed))
    return combinations.index((size, timed[1][0]))


def rows(graph: Path) -> list[Row]:
    """The points of a published graph: revision and one value for each combination of parameters."""
    points = json.loads(graph.read_text())
    return [(revision, values if isinstance(values, list) else [values]) for revision, values in points]
