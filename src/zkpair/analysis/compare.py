"""Two runs side by side: each ratio with both intervals, whether they separate, and what else differs between the runs.

A ratio is a ratio of paired times on one machine, so ratios of two runs can be set side by side where their absolute
times cannot. Separate intervals say that something changed; overlapping ones say only that this was not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zkpair.analysis.cell import cell_findings
from zkpair.analysis.controls import judge_control
from zkpair.analysis.estimate import Estimate
from zkpair.analysis.findings import label_of, plain
from zkpair.analysis.load import Run
from zkpair.analysis.ratio import Ratio, ratio_of
from zkpair.schema import CellKey
from zkpair.tasks.task import Cell

Change = Literal["faster", "slower", "overlap", "undecided", "only_first", "only_second"]


@dataclass(frozen=True)
class PairChange:
    """A pair in a cell, in both runs. `factor`: second ratio over the first; the seconds are the candidate's."""

    cell: CellKey
    label: str
    deciding: bool
    baseline: str
    candidate: str
    first: Ratio | None
    second: Ratio | None
    first_seconds: Estimate | None
    second_seconds: Estimate | None
    factor: float | None
    change: Change


@dataclass(frozen=True)
class Difference:
    """Something about the two runs that is not the same. None: not recorded."""

    what: str
    first: str | None
    second: str | None


@dataclass(frozen=True)
class Comparison:
    first: str
    second: str
    untrusted: list[str]  # the runs whose controls failed
    pairs: list[PairChange]
    differences: list[Difference]

    def as_json(self) -> dict[str, Any]:
        pairs = [
            {
                "cell": {"task": p.cell.task, "params": p.cell.params, "size": p.cell.size},
                "label": p.label,
                "deciding": p.deciding,
                "baseline": p.baseline,
                "candidate": p.candidate,
                "first": p.first.as_json() if p.first else None,
                "second": p.second.as_json() if p.second else None,
                "first_seconds": p.first_seconds.estimate if p.first_seconds else None,
                "second_seconds": p.second_seconds.estimate if p.second_seconds else None,
                "factor": p.factor,
                "change": p.change,
            }
            for p in self.pairs
        ]
        differences = [{"what": d.what, "first": d.first, "second": d.second} for d in self.differences]
        value = plain(
            {
                "first": self.first,
                "second": self.second,
                "untrusted": self.untrusted,
                "pairs": pairs,
                "differences": differences,
            }
        )
        assert isinstance(value, dict)
        return value


def compare(first: Run, second: Run) -> Comparison:
    """Every pair that either run measured, in the order of the first."""
    cells = list(dict.fromkeys([*first.timings, *second.timings]))
    return Comparison(
        first.run_id,
        second.run_id,
        [run.run_id for run in (first, second) if not all(judge_control(c).trusted for c in run.controls)],
        [change for cell in cells for change in _cell(first, second, cell)],
        differences(first, second),
    )


def _cell(first: Run, second: Run, cell: Cell) -> Iterator[PairChange]:
    found = [cell_findings(run, cell, run.timings[cell]) if cell in run.timings else None for run in (first, second)]
    pairs = list(dict.fromkeys((s.baseline, s.candidate) for f in found if f for s in f.speedups))
    for baseline, candidate in pairs:
        ratios = [_ratio(run, cell, baseline, candidate) for run in (first, second)]
        seconds = [a.seconds if f and (a := f.arm(candidate)) else None for f in found]
        key = next(f.cell for f in found if f)
        yield PairChange(
            cell=key,
            label=label_of(key),
            deciding=all(f is None or f.role == "verdict" for f in found),
            baseline=baseline,
            candidate=candidate,
            first=ratios[0],
            second=ratios[1],
            first_seconds=seconds[0],
            second_seconds=seconds[1],
            factor=ratios[1].estimate / ratios[0].estimate if ratios[0] and ratios[1] else None,
            change=change_of(ratios[0], ratios[1]),
        )


def _ratio(run: Run, cell: Cell, baseline: str, candidate: str) -> Ratio | None:
    """Of any two arms that the run measured there, whether or not it set them against each other."""
    timing = run.timings.get(cell)
    if timing is None or not {baseline, candidate} <= set(timing.arms):
        return None
    ratio = ratio_of(timing.replicates, baseline, candidate)
    return ratio if ratio.log_ratios else None


def change_of(first: Ratio | None, second: Ratio | None) -> Change:
    """faster or slower only where the intervals have no point in common, and neither ratio is undecided."""
    if first is None:
        return "only_second"
    if second is None:
        return "only_first"
    if first.undecided or second.undecided:
        return "undecided"
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return "undecided"
    if second.low > first.high:
        return "faster"
    return "slower" if second.high < first.low else "overlap"


def differences(first: Run, second: Run) -> list[Difference]:
    """Commit, machine, versions, attributes of the implementations: what may explain a change."""
    facts = [dict(_facts(run)) for run in (first, second)]
    names = list(dict.fromkeys([*facts[0], *facts[1]]))
    return [Difference(n, facts[0].get(n), facts[1].get(n)) for n in names if facts[0].get(n) != facts[1].get(n)]


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    environment = run.environment
    if environment is None:
        return
    for name in ("commit", "dirty", "zkpair"):
        yield name, str(environment.source.get(name))
    for name in ("cpu", "cores", "ram_bytes", "os", "kernel", "python", "simd"):
        yield name, str(environment.machine.get(name))
    versions = environment.machine.get("versions")
    for name, version in sorted(versions.items()) if isinstance(versions, Mapping) else ():
        yield f"version of {name}", str(version)
    yield "mode", run.plan.mode
    yield "seed", str(run.plan.seed)
    for implementation, hello in sorted(environment.implementations.items()):
        for part in ("attributes", "provenance"):
            values = hello.get(part)
            if isinstance(values, Mapping):
                for name, value in sorted(values.items()):
                    yield f"{implementation} {name}", str(value)
