"""How much of its floors the tuned baseline uses (benchmarks/floors.toml), read from asv's results.

python tools/asv_floors.py [results/asv]     every commit measured so far; status 1 when one is above its floor
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap.console import say

FIGURE = ".track_floor"
FULL = 100.0


@dataclass(frozen=True)
class Used:
    """Percent of a floor that a commit uses, in one cell."""

    commit: str
    benchmark: str
    parameters: tuple[str, ...]
    percent: float

    @property
    def broken(self) -> bool:
        return self.percent > FULL

    def __str__(self) -> str:
        cell = self.benchmark.removeprefix("pairs.").removesuffix(FIGURE)
        verdict = "ABOVE ITS FLOOR" if self.broken else "holds"
        return f"floor {cell}({', '.join(self.parameters)}) at {self.commit[:8]}: {self.percent:.0f} % used, {verdict}"


def used(results: Path, since: float = 0.0) -> Iterator[Used]:
    """Every share of a floor in result files written after `since` (seconds since the epoch)."""
    for path in sorted(results.glob("*/*-*.json"), key=lambda path: path.stat().st_mtime):
        if path.stat().st_mtime < since:
            continue
        found = json.loads(path.read_text())
        for name, row in found["results"].items():
            if not name.endswith(FIGURE) or row[0] is None:
                continue
            for parameters, value in zip(itertools.product(*row[1]), row[0], strict=True):
                if value is not None and value == value:
                    yield Used(found["commit_hash"], name, parameters, float(value))


def report(results: Path, since: float = 0.0) -> list[Used]:
    """Say how the floors stand; those that are broken."""
    broken = []
    for one in used(results, since):
        say(str(one))
        if one.broken:
            broken.append(one)
    if broken:
        say(f"{len(broken)} above the floor: the tuned baseline is slower than it may be (or the machine is busy)")
    return broken


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("results/asv")
    return 1 if report(folder) else 0


if __name__ == "__main__":
    sys.exit(main())
