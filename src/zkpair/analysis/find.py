"""Records in, findings out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from zkpair.analysis.attribution import attributions
from zkpair.analysis.cell import cell_findings
from zkpair.analysis.controls import judge_control
from zkpair.analysis.figures import figures_of
from zkpair.analysis.findings import SCHEMA, CellFindings, Combination, Findings, Point, Series, TaskFacts
from zkpair.analysis.history import read_past, trace
from zkpair.analysis.leading import leads, leans
from zkpair.analysis.load import Run
from zkpair.analysis.overheads import overheads
from zkpair.analysis.scaling import Complexity, Extrapolated, Scaling, declared_complexity, extrapolate, fit_exponent
from zkpair.analysis.summary import summarise
from zkpair.analysis.targets import Target, judge_targets
from zkpair.record import RunFolder, cell_of


def find(
    run: Run,
    folders: Iterable[RunFolder] = (),
    targets: Sequence[Target] = (),
    tasks: Collection[str] = (),
    facts: Mapping[str, TaskFacts] | None = None,
) -> Findings:
    """`folders`: all runs, for the history; `tasks`: ids that exist; `facts`: what tasks say of themselves."""
    facts = facts or {}
    cells = [
        cell_findings(run, cell, timing, {(t.baseline, t.candidate) for t in targets if t.asks_of(cell)})
        for cell, timing in run.timings.items()
    ]
    asked = {(target.baseline, target.candidate) for target in targets}
    past, unreadable = read_past(folders, run)
    controls = [judge_control(control) for control in run.controls]
    figures = figures_of(cells, run)
    known = {*tasks, *(cell.cell.task for cell in cells)}
    seen = {*run.timings, *(cell_of(f.cell) for f in run.failures)}
    return Findings(
        schema=SCHEMA,
        run_id=run.run_id,
        plan=run.plan,
        interrupted=run.interrupted,
        finished_utc=run.finished.utc if run.finished else None,
        seconds=run.finished.seconds if run.finished else None,
        phases_s=dict(run.finished.phases_s) if run.finished else {},
        environments=run.environments,
        controls=controls,
        failures=run.failures,
        verdicts=judge_targets(targets, figures, known),
        combinations=_combinations(cells, facts),
        attributions=attributions(run.steps),
        overheads=overheads(run.overheads),
        history=trace(past),
        peaks=run.peaks,
        unreadable_runs=unreadable,
        not_measured=[key for key in run.plan.cells if cell_of(key) not in seen] if run.interrupted else [],
        unmeasured_conformance=[c for cell, c in run.conformance.items() if cell not in run.timings],
        summary=summarise(leads(cells, asked), leans(cells, asked), controls, any(c.headline for c in cells)),
    )


def _combinations(cells: Sequence[CellFindings], facts: Mapping[str, TaskFacts]) -> list[Combination]:
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[CellFindings]] = {}
    for cell in cells:
        groups.setdefault((cell.cell.task, tuple(sorted(cell.cell.params.items()))), []).append(cell)
    found = []
    for (task, params), group in groups.items():
        ordered = sorted(group, key=lambda c: c.cell.size)
        found.append(Combination(task, dict(params), facts.get(task), ordered, _series(ordered, facts.get(task))))
    families = list(dict.fromkeys(c.family for c in found))
    return sorted(found, key=lambda c: families.index(c.family))


def _series(cells: Sequence[CellFindings], facts: TaskFacts | None) -> list[Series]:
    sizes = [c.cell.size for c in cells]
    complexity = declared_complexity(facts.complexity, facts.exponent) if facts else None
    found = []
    for arm in dict.fromkeys(a.arm for c in cells for a in c.arms):
        points = [
            Point(c.cell.size, a.seconds.estimate, a.seconds.low, a.seconds.high)
            for c in cells
            if (a := c.arm(arm)) is not None and math.isfinite(a.seconds.estimate)
        ]
        found.append(Series(arm, points, _fit(points, complexity), _beyond(points, complexity, sizes)))
    return found


def _fit(points: Sequence[Point], complexity: Complexity | None) -> Scaling | None:
    """Where a task declares nothing, the fitted exponent is compared with a linear one."""
    if len({p.size for p in points}) < 2 or any(p.seconds <= 0 for p in points):
        return None
    return fit_exponent([p.size for p in points], [p.seconds for p in points], complexity or Complexity(1.0, 0))


def _beyond(points: Sequence[Point], complexity: Complexity | None, sizes: Sequence[int]) -> list[Extrapolated]:
    """The sizes above its largest that others ran and this arm did not."""
    if complexity is None or len({p.size for p in points}) < 2 or any(p.seconds <= 0 for p in points):
        return []
    own, times = [p.size for p in points], [p.seconds for p in points]
    return [extrapolate(own, times, complexity, n) for n in sizes if n > max(own)]
