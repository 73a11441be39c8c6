"""What asv lists and is no regression of the commit: jumps that a faster baseline or a busy machine explains.

The gated figure q is the candidate's time in percent of the baseline's. It also rises when a commit makes the baseline
faster. With b the baseline's CPU seconds, on both sides of a jump, the jump is the baseline's doing when

    ln(b_before / b_after)  >=  ln(q_after / q_before) / 2

A time t in seconds (wall, CPU, the share of a floor) also rises when the machine has become slower since. All
implementations of a cell take turns within the same blocks, so a slower machine slows them all. With s the times of the
others, the jump is the machine's doing when even the least slowed of them says so:

    min ln(s_after / s_before)  >=  ln(t_after / t_before) / 2

A peak of memory moves by what a process touches of its libraries from one start to the next: a jump of less than
256 KiB says nothing, however small the peak that it is a part of.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY = "track_peak_memory"
SMALLEST_RISE_BYTES = 256 * 1024
RATIO = "track_relative_time"
CPU = "track_cpu"
TIMES = {CPU: CPU, "track_wall": "track_wall", "track_floor": CPU}
"""A time, and the figure in which the other implementations' times stand."""


@dataclass(frozen=True)
class Jump:
    """Between two revisions: the last before and the first after, and the values."""

    last: int
    first: int
    old: float
    new: float


@dataclass(frozen=True)
class Published:
    """One listed benchmark among the published pages: its graph, and the figures beside it. `benchmarks`: asv's."""

    name: str
    graph: Path
    benchmarks: Mapping[str, Any]

    @property
    def figure(self) -> str:
        return self.name.rpartition(".")[2]

    def rise(self, figure: str, size: str, implementation: str, jump: Jump) -> float | None:
        """ln(after / before) of a figure of the same cell across the jump; None where one of the two is missing."""
        benchmark = self.benchmarks.get(self.name.replace(self.figure, figure))
        path = self.graph.with_name(self.graph.name.replace(self.figure, figure))
        if benchmark is None or not path.is_file():
            return None
        column = list(itertools.product(*benchmark["params"])).index((size, implementation))
        points = json.loads(path.read_text())
        values = [(revision, row[column] if isinstance(row, list) else row) for revision, row in points]
        before = [value for revision, value in values if revision <= jump.last and value]
        after = [value for revision, value in values if revision >= jump.first and value]
        return math.log(after[0] / before[-1]) if before and after else None

    def implementations(self, figure: str) -> list[str]:
        """Those that have a figure, the baseline first."""
        benchmark = self.benchmarks.get(self.name.replace(self.figure, figure))
        return list(benchmark["params"][1]) if benchmark is not None else []


def only_the_commits_doing(html: Path, benchmarks: Mapping[str, Any]) -> list[list[Any]]:
    """Rewrite `regressions.json` of published pages; its entries that stay. `benchmarks`: asv's, by name."""
    path = html / "regressions.json"
    listed = json.loads(path.read_text())
    kept = []
    for entry in listed["regressions"]:
        published = Published(entry[0].partition("(")[0], html / entry[1], benchmarks)
        jumps = [jump for jump in entry[6] if not explained(published, entry[3], jump)]
        if jumps:
            kept.append([*entry[:6], jumps])
    path.write_text(json.dumps({**listed, "regressions": kept}))
    return kept


def explained(published: Published, index: int | None, listed: Sequence[Any]) -> bool:
    """Is this jump the doing of a faster baseline or of a slower machine, or too small to mean anything? `index`: of
    asv's combination."""
    first, second, old, new = listed
    if published.figure == MEMORY:
        return bool(new - old < SMALLEST_RISE_BYTES)
    jump = Jump(second - 1 if first is None else first, second, old, new)
    if published.figure not in (RATIO, *TIMES) or published.name not in published.benchmarks or not 0 < old < new:
        return False
    combinations = itertools.product(*published.benchmarks[published.name]["params"])
    size, implementation = list(combinations)[index or 0]
    half = math.log(new / old) / 2
    if published.figure == RATIO:
        baseline = published.implementations(CPU)[:1]
        rises = [published.rise(CPU, size, name, jump) for name in baseline]
        return any(rise is not None and -rise >= half for rise in rises)
    figure = TIMES[published.figure]
    others = [name for name in published.implementations(figure) if name != implementation]
    known = [rise for name in others if (rise := published.rise(figure, size, name, jump)) is not None]
    return bool(known) and min(known) >= half
