"""The table of targets, by family: each with its figure, interval, the name of its baseline and what it came to."""

from __future__ import annotations

from zkpair.analysis.findings import Findings
from zkpair.analysis.targets import Judged
from zkpair.analysis.verdict import Count, Verdict
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.precision import between
from zkpair.report.table import Cell, Column, Row, Table
from zkpair.report.tables import bound_text, cell_name, cell_table, figure_interval, figure_text
from zkpair.schema import CellKey


def verdict_table(findings: Findings, labels: Labels, *, unmeasured: bool = True) -> Table:
    """One table, a heading for each family that has targets; without `unmeasured` ones where they are not wanted."""
    columns = [
        Column(labels("col.target")),
        Column(labels("col.figure"), "number"),
        Column(labels("col.must")),
        Column(labels("col.stretch")),
        Column(labels("col.pair")),
    ]
    groups: dict[str, list[Judged]] = {}
    for judged in findings.verdicts:
        if judged.must.outcome == "unmeasured" and not unmeasured:
            continue
        groups.setdefault(judged.target.task.split("/")[0], []).append(judged)
    rows: list[Row] = []
    for family, members in groups.items():
        rows.append(Row(heading=labels.maybe(f"family.{family}", family)))
        rows += [_row(judged, findings, labels) for judged in members]
    return Table(labels("section.verdicts"), columns, rows)


def _row(judged: Judged, findings: Findings, labels: Labels) -> Row:
    target = judged.target
    name = Cell(
        labels.maybe(f"target.{target.id}", target.description),
        "head",
        note=target.id.partition("-")[0],
        sub=_where(judged, labels),
    )
    cells = [
        name,
        _figure(judged),
        _outcome(judged.must, judged.must_count, target.metric, target.must, labels),
        _outcome(judged.stretch, judged.stretch_count, target.metric, target.stretch, labels),
        Cell(
            f"{labels.arm(target.baseline)} → {labels.arm(target.candidate)}",
            sub=between(findings, judged.findings, labels),
        ),
    ]
    detail = (
        cell_table(judged.findings, target.must, target.stretch, labels) if target.count and judged.findings else None
    )
    title = labels("every_cell", cells=len(judged.findings))
    return Row(cells, detail=detail, detail_title=title if detail else "")


def _where(judged: Judged, labels: Labels) -> str:
    """The cell that a single figure comes from, and the reason where it decides nothing."""
    said = []
    if not judged.target.count:
        said += [cell_name(CellKey(f.task, dict(f.params), f.size), labels) for f in judged.findings]
    if (judged.must.outcome in ("undecided", "unmeasured") and not judged.target.count and judged.must.reason) or (
        judged.must.outcome == "unmeasured" and not judged.findings
    ):
        said.append(labels.reason(judged.must.reason))
    return " · ".join(said)


def _figure(judged: Judged) -> Cell:
    there = [f for f in judged.findings if f.estimate is not None]
    if not there:
        return Cell(fmt.NONE, "number", weak=True)
    if not judged.target.count:
        return Cell(figure_text(there[0]), "number", figure_interval(there[0]))
    ends = sorted(there, key=lambda f: f.estimate or 0.0)
    low, high = figure_text(ends[0]), figure_text(ends[-1])
    return Cell(low if low == high else f"{low}–{high}", "number")


def _outcome(verdict: Verdict | None, count: Count | None, metric: str, bound: float | None, labels: Labels) -> Cell:
    if verdict is None or bound is None:
        return Cell("")
    if verdict.outcome == "unmeasured":
        return Cell(labels.outcome(verdict.outcome), "outcome", note=bound_text(metric, bound), outcome="unmeasured")
    counted = "" if count is None else labels("cells_of", passed=count.passed, cells=len(count.outcomes))
    note = " · ".join(part for part in (bound_text(metric, bound), counted) if part)
    return Cell(labels.outcome(verdict.outcome), "outcome", note=note, outcome=verdict.outcome)
