"""Accuracy beside speed: in what precision each arm computes, how often it is right, how near it comes to the peak; and
the mark of ratios between precisions, whose sides do not give the same answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zkpair.analysis.findings import ArmFindings, CellFindings, Combination, Findings, SpeedUp
from zkpair.analysis.verdict import Finding
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Column, Row, Table, label, number
from zkpair.schema import Peaks

GIGA = 1e9
MARK = "†"
"""Beside the name of a pair's baseline."""


def precision_table(group: Combination, labels: Labels) -> Table:
    """One row for each size and arm of the deciding cells; no rows where no arm says its precision."""
    columns = [Column(labels("col.size"), "number"), Column(labels("col.arm")), Column(labels("col.precision"))]
    columns.append(Column(labels("col.accuracy"), "number"))
    columns.append(Column(labels("col.time"), "number", quantity="seconds"))
    columns.append(Column(labels("col.macs"), "number"))
    columns.append(Column(labels("col.of_peak"), "number", quantity="percent"))
    rows = [
        _row(cell, arm, labels)
        for cell in group.cells
        if cell.role == "verdict"
        for arm in cell.arms
        if arm.precision is not None
    ]
    return Table(labels("part.precision"), columns, rows)


def _row(cell: CellFindings, arm: ArmFindings, labels: Labels) -> Row:
    rate = fmt.NONE if arm.macs_per_s is None else fmt.significant(arm.macs_per_s / GIGA)
    return Row(
        [
            label(fmt.size(cell.cell.size)),
            Cell(labels.arm(arm.arm), "head"),
            Cell(arm.precision or fmt.NONE),
            label(_percent(arm.accuracy)),
            number(arm.seconds.estimate),
            label(rate),
            number(arm.of_peak),
        ]
    )


def peak_lines(peaks: Peaks | None, labels: Labels) -> list[str]:
    """What the shares are shares of: the machine's peaks and how they were found."""
    if peaks is None:
        return []
    return [
        labels("peak", precision=name, rate=fmt.significant(sorted(rates)[len(rates) // 2] / GIGA), how=peaks.how[name])
        for name, rates in peaks.mac_per_s.items()
        if rates
    ]


def marked(name: str, speedups: Sequence[SpeedUp]) -> str:
    """A baseline's name in the heading of a column of ratios."""
    return f"{name} {MARK}" if any(speedup.precisions for speedup in speedups) else name


def mark_lines(group: Combination, labels: Labels) -> list[str]:
    """What the mark means, where there is one, with both accuracies."""
    if not any(speedup.precisions for cell in group.cells for speedup in cell.speedups):
        return []
    return [f"{MARK} {labels('precision.mark')}{_accuracies(group.leading, labels)}"]


def _accuracies(cell: CellFindings, labels: Labels) -> str:
    found = {arm.precision: arm.accuracy for arm in cell.arms if arm.precision and arm.accuracy is not None}
    told = ", ".join(f"{precision} {_percent(accuracy)}" for precision, accuracy in found.items())
    return f" ({labels('precision.right', told=told)})" if told else ""


def _percent(accuracy: float | None) -> str:
    return fmt.NONE if accuracy is None else f"{100 * accuracy:.2f}{fmt.THIN}%"


def between(findings: Findings, figures: Sequence[Finding], labels: Labels) -> str:
    """Of a target's figures: `float32 → int8`, with both accuracies in each cell; empty within a precision."""
    kinds: dict[str, None] = {}
    told: dict[str, None] = {}
    for figure in figures:
        cell = _cell(findings, figure)
        pair = cell.speedup(figure.baseline, figure.candidate) if cell else None
        if cell is None or pair is None or pair.precisions is None:
            continue
        kinds[" → ".join(pair.precisions)] = None
        arms = [cell.arm(name) for name in (pair.baseline, pair.candidate)]
        if all(arm is not None and arm.accuracy is not None for arm in arms):
            both = " → ".join(_percent(arm.accuracy) for arm in arms if arm is not None)
            told[f"{_name(figure.params, labels)} {both}"] = None
    if not kinds:
        return ""
    right = f"; {labels('precision.right', told=', '.join(told))}" if told else ""
    return ", ".join(kinds) + right


def _cell(findings: Findings, figure: Finding) -> CellFindings | None:
    cells = (cell for group in findings.combinations if group.task == figure.task for cell in group.cells)
    key = (dict(figure.params), figure.size)
    return next((cell for cell in cells if (cell.cell.params, cell.cell.size) == key), None)


def _name(params: Mapping[str, str], labels: Labels) -> str:
    return labels.params(params)
