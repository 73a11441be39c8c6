"""The user's targets as data (`targets.toml`), judged against what was found.

A row names a task with parameters, a size (a number, or a rule that picks one by the baseline's time), two arms, a
metric and two bounds: `must` and `stretch`. A row with `count = true` is judged in every cell that it matches and says
how many pass. A row whose task does not exist says `unmeasured: no task yet`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from zkpair.analysis.verdict import Count, Finding, Metric, Verdict, count, judge
from zkpair.tasks.task import Cell

SizeRule = Literal["largest", "largest_within_second", "about_one_second"]

ABOUT_ONE_SECOND = 3.0
"""A baseline between 1/3 s and 3 s takes about a second: sizes are powers of two, and machines differ."""


class TargetError(ValueError):
    """A targets file that cannot be used: names the file, the row and the field."""


@dataclass(frozen=True)
class Target:
    """A row of the targets. `task`: an id or a pattern (`*`, `zkml/*`); `params`: those that must match (of cells that
    match, one with exactly these comes before others with more).

    `size`: a number, or `largest` (that was measured), `largest_within_second` (at which the baseline takes a second
    or less; the smallest when none does, the largest when its time is unknown) or `about_one_second` (where it takes
    a third of a second to three). Bounds are in the metric's unit.
    """

    id: str
    description: str
    task: str
    baseline: str
    candidate: str
    metric: Metric
    must: float
    stretch: float | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    size: int | SizeRule = "largest_within_second"
    headline: bool = False  # only headline cells
    count: bool = False
    exclude: tuple[str, ...] = ()  # patterns of tasks that do not count
    except_params: Mapping[str, list[str]] = field(default_factory=dict)  # values of parameters that do not count

    def asks_of(self, cell: Cell) -> bool:
        """Does the row speak of that cell's task and parameters?"""
        return _counts(self, cell.task) and self.fits(cell.parameters)

    def fits(self, params: Mapping[str, str]) -> bool:
        wanted = all(params.get(name) == value for name, value in self.params.items())
        return wanted and not any(params.get(name) in values for name, values in self.except_params.items())


@dataclass(frozen=True)
class Judged:
    """A row with its verdicts and the figures they rest on. The counts stand only in rows that count."""

    target: Target
    must: Verdict
    stretch: Verdict | None
    findings: tuple[Finding, ...]
    must_count: Count | None = None
    stretch_count: Count | None = None


def load_targets(path: Path) -> list[Target]:
    """Read a targets file. Raises TargetError that names the row and the field at fault."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("target", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise TargetError(f"{path}: not a targets file: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TargetError(f"{path}: rows are tables named [[target]]")
    targets = [_target(row, f"{path}: row {number}") for number, row in enumerate(rows, start=1)]
    ids = [target.id for target in targets]
    for target_id in ids:
        if ids.count(target_id) > 1:
            raise TargetError(f"{path}: {target_id!r} names {ids.count(target_id)} rows; ids must differ")
    return targets


def judge_targets(targets: Sequence[Target], findings: Sequence[Finding], tasks: Collection[str]) -> list[Judged]:
    """Judge every row, in order. `tasks`: the ids that exist, whether measured or not."""
    return [judge_target(target, findings, tasks) for target in targets]


def judge_target(target: Target, findings: Sequence[Finding], tasks: Collection[str]) -> Judged:
    if not any(_counts(target, task) for task in tasks):
        return _unmeasured(target, "no task yet")
    matching = [f for f in findings if _matches(target, f)]
    if not target.count:
        matching = [f for f in matching if dict(f.params) == dict(target.params)] or matching
    if not matching:
        return _unmeasured(target, f"{target.candidate} against {target.baseline} was not measured")
    chosen = [f for cell in _by_cell(matching) if (f := _at_size(target, cell)) is not None]
    if not chosen:
        return _unmeasured(target, _no_size(target, matching))
    if target.count:
        must = count(chosen, target.must)
        stretch = None if target.stretch is None else count(chosen, target.stretch)
        return Judged(
            target,
            must=Verdict(must.outcome, str(must)),
            stretch=None if stretch is None else Verdict(stretch.outcome, str(stretch)),
            findings=tuple(chosen),
            must_count=must,
            stretch_count=stretch,
        )
    if len(chosen) > 1:
        cells = ", ".join(sorted({_cell_name(f) for f in chosen}))
        raise TargetError(f"{target.id}: matches several cells ({cells}): give its params, or count = true")
    return Judged(
        target,
        must=judge(chosen[0], target.must),
        stretch=None if target.stretch is None else judge(chosen[0], target.stretch),
        findings=(chosen[0],),
    )


def _matches(target: Target, finding: Finding) -> bool:
    return (
        _counts(target, finding.task)
        and (finding.baseline, finding.candidate, finding.metric) == (target.baseline, target.candidate, target.metric)
        and target.fits(finding.params)
        and (finding.headline or not target.headline)
    )


def _counts(target: Target, task: str) -> bool:
    return fnmatchcase(task, target.task) and not any(fnmatchcase(task, pattern) for pattern in target.exclude)


def _by_cell(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that differ only in size, together."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.task, tuple(sorted(finding.params.items()))), []).append(finding)
    return list(groups.values())


def _at_size(target: Target, sizes: Sequence[Finding]) -> Finding | None:
    """The finding at the size that the row names or its rule picks."""
    measured = sorted((f for f in sizes if not f.extrapolated), key=lambda f: f.size)
    if isinstance(target.size, int):
        return next((f for f in measured if f.size == target.size), None)
    if not measured:
        return None
    if target.size == "largest":
        return measured[-1]
    timed = [(f, f.baseline_seconds) for f in measured if f.baseline_seconds is not None]
    if target.size == "largest_within_second":
        within = [f for f, seconds in timed if seconds <= 1]
        return within[-1] if within else measured[0 if timed else -1]
    near = [(abs(math.log(seconds)), f) for f, seconds in timed if seconds > 0]
    distance, nearest = min(near, key=lambda pair: pair[0], default=(math.inf, None))
    return nearest if distance <= math.log(ABOUT_ONE_SECOND) else None


def _no_size(target: Target, findings: Sequence[Finding]) -> str:
    if isinstance(target.size, int):
        return f"size {target.size} was not measured"
    times = sorted(f.baseline_seconds for f in findings if f.baseline_seconds is not None and not f.extrapolated)
    if target.size == "about_one_second" and times:
        seen = ", ".join(f"{seconds:.3g}" for seconds in times)
        return f"no size at which {target.baseline} takes about 1 s was measured (it took {seen} s)"
    return "no size was measured"


def _unmeasured(target: Target, reason: str) -> Judged:
    verdict = Verdict("unmeasured", reason)
    return Judged(target, must=verdict, stretch=None if target.stretch is None else verdict, findings=())


def _cell_name(finding: Finding) -> str:
    params = ",".join(f"{name}={value}" for name, value in sorted(finding.params.items()))
    return f"{finding.task}[{params}]" if params else finding.task


_TYPES: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "description": (str,),
    "task": (str,),
    "baseline": (str,),
    "candidate": (str,),
    "metric": (str,),
    "must": (int, float),
    "stretch": (int, float),
    "params": (dict,),
    "size": (int, str),
    "headline": (bool,),
    "count": (bool,),
    "exclude": (list,),
    "except_params": (dict,),
}
_REQUIRED = ("id", "description", "task", "baseline", "candidate", "metric", "must")


def _target(row: Mapping[str, Any], place: str) -> Target:
    name = f"{place} ({row.get('id', 'no id')})"
    for key in _REQUIRED:
        if key not in row:
            raise TargetError(f"{name}: {key!r} is missing")
    for key, value in row.items():
        if key not in _TYPES:
            raise TargetError(f"{name}: unknown field {key!r}; there are {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and bool not in _TYPES[key]):
            raise TargetError(f"{name}: {key} = {value!r} is of the wrong kind")
    if row["metric"] not in get_args(Metric):
        raise TargetError(f"{name}: metric {row['metric']!r} is none of {', '.join(get_args(Metric))}")
    size = row.get("size", "largest_within_second")
    if isinstance(size, str) and size not in get_args(SizeRule):
        raise TargetError(f"{name}: size {size!r} is neither a number nor one of {', '.join(get_args(SizeRule))}")
    for key in ("must", "stretch"):
        if key in row and not (math.isfinite(row[key]) and row[key] > 0):
            raise TargetError(f"{name}: {key} = {row[key]!r}: a bound is positive")
    return Target(**{**row, "exclude": tuple(row.get("exclude", ()))})
