"""The tables of the report, from findings."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.analysis.controls import ControlFinding
from zkpair.analysis.findings import CellFindings, Combination
from zkpair.analysis.verdict import Finding, judge
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Column, Row, Table, number
from zkpair.schema import CellKey, Failure


def speedup_table(group: Combination, labels: Labels) -> Table:
    """Times of all arms and speed-ups over all baselines, one row for each size; deciding rows strong."""
    arms = list(dict.fromkeys(a.arm for c in group.cells for a in c.arms))
    pairs = list(dict.fromkeys((s.baseline, s.candidate, s.kind) for c in group.cells for s in c.speedups))
    time, columns = labels("col.time"), [Column(labels("col.size"), "number")]
    columns += [Column(labels.arm(arm), "number", time) for arm in arms]
    columns += [_pair_column(b, c, kind, labels) for b, c, kind in pairs]
    rows = []
    for cell in group.cells:
        weak = cell.role != "verdict"
        cells = [number(fmt.size(cell.cell.size))]
        for arm in arms:
            found = cell.arm(arm)
            cells.append(number(fmt.estimate_seconds(found.seconds) if found else fmt.NONE, weak=weak))
        for baseline, candidate, _ in pairs:
            speedup = cell.speedup(baseline, candidate)
            cells.append(_ratio_cell(speedup.ratio if speedup else None, weak, labels))
        rows.append(Row(cells, strong=not weak))
    return Table(labels("part.speedups"), columns, rows)


def _pair_column(baseline: str, candidate: str, kind: str, labels: Labels) -> Column:
    return Column(labels.arm(baseline), "number", labels("col.speedup_of", candidate=labels.arm(candidate)))


def _ratio_cell(ratio: object, weak: bool, labels: Labels) -> Cell:
    from zkpair.analysis.ratio import Ratio

    if not isinstance(ratio, Ratio) or not ratio.log_ratios:
        return number(fmt.NONE, weak=weak)
    reason = ratio.undecided if not weak and ratio.undecided else ""
    sub = labels.reason(reason) if reason else ""
    return Cell(fmt.times(ratio.estimate), "number", fmt.interval(ratio.low, ratio.high), sub, weak)


def arm_table(cell: CellFindings, labels: Labels) -> Table:
    """Cold and warm, kernel and end-to-end, memory: one row for each arm of a cell."""
    columns = [
        Column(labels("col.arm")),
        *(
            Column(labels(f"col.{name}"), "number")
            for name in ("start", "prepare", "cold", "warm", "cpu", "kernel", "border")
        ),
        *(Column(labels(f"col.{name}"), "number") for name in ("total", "run_peak", "share")),
    ]
    rows = []
    for arm in cell.arms:
        share = next(
            (s.peak_share for s in cell.speedups if (s.baseline, s.candidate) == (cell.baseline, arm.arm)), None
        )
        border = arm.kernel_share
        times = (arm.start, arm.prepare, arm.cold, arm.wall, arm.cpu, arm.kernel)
        rows.append(
            Row(
                [
                    Cell(labels.arm(arm.arm), "head"),
                    *(number(fmt.estimate_seconds(value)) for value in times),
                    number(f"{border.estimate:.3f}" if border and border.log_ratios else fmt.NONE),
                    _memory_cell(
                        arm.peak_total is not None, fmt.estimate_bytes(arm.peak_total), arm.memory_unmeasured, labels
                    ),
                    number(fmt.estimate_bytes(arm.peak_run)),
                    Cell(
                        fmt.percent(share.estimate), "number", fmt.interval(_times100(share.low), _times100(share.high))
                    )
                    if share
                    else number(fmt.NONE),
                ]
            )
        )
    return Table(labels("part.arms"), columns, rows)


def _memory_cell(measured: bool, text: str, reason: str | None, labels: Labels) -> Cell:
    if measured:
        return number(text)
    return Cell(labels("unmeasured"), "number", sub=labels.reason(reason) if reason else "", weak=True)


def _times100(value: float | None) -> float | None:
    return None if value is None else 100 * value


def throughput_table(cell: CellFindings, labels: Labels) -> Table:
    names = ("in_flight", "rate", "verified", "failed", "samples")
    columns = [Column(labels("col.arm")), *(Column(labels(f"col.{name}"), "number") for name in names)]
    columns += [Column(p, "number") for p in ("p50", "p95", "p99")]
    rows = [
        Row(
            [
                Cell(labels.arm(x.arm), "head"),
                number(str(x.in_flight)),
                number(fmt.rate(x.per_second)),
                number(str(x.verified)),
                number(str(x.failed)),
                number(str(x.samples)),
                *(number(fmt.seconds(p)) for p in (x.p50, x.p95, x.p99)),
            ]
        )
        for x in cell.latencies
    ]
    return Table(labels("part.throughput"), columns, rows)


def conformance_table(group: Combination, labels: Labels) -> Table:
    """Every check behind every number of a combination."""
    columns = [Column(labels("col.size"), "number"), Column(labels("col.check")), Column(labels("col.status")), Column(labels("col.detail"))]  # fmt: skip
    rows = []
    for cell in group.cells:
        if cell.conformance is None:
            continue
        for check in cell.conformance.checks:
            outcome = "pass" if check.passed else "fail"
            status = Cell(labels("check.passed" if check.passed else "check.failed"), "outcome", outcome=outcome)
            rows.append(
                Row([number(fmt.size(cell.cell.size)), Cell(check.name), status, Cell(check.detail, weak=True)])
            )
    return Table(labels("part.conformance"), columns, rows)


def failure_table(failures: Sequence[Failure], labels: Labels) -> Table:
    columns = [Column(labels(f"col.{name}")) for name in ("cell", "arm", "stage", "status", "message")]
    rows = [
        Row(
            [
                Cell(cell_name(f.cell, labels), "head"),
                Cell(labels.arm(f.arm) if f.arm else fmt.NONE),
                Cell(f.stage),
                Cell(labels.status(f.status), "outcome", outcome="fail"),
                Cell(f.message),
            ]
        )
        for f in failures
    ]
    return Table(labels("section.failures"), columns, rows)


def control_table(controls: Sequence[ControlFinding], labels: Labels) -> Table:
    columns = [Column(labels("col.control")), *(Column(labels(f"col.{name}"), "number") for name in ("truth", "estimate", "interval999"))]  # fmt: skip
    columns.append(Column(labels("col.status")))
    rows = []
    for c in controls:
        outcome = Cell(
            labels("trust.yes" if c.trusted else "trust.no"),
            "outcome",
            outcome="pass" if c.trusted else "fail",
            sub=labels.reason(c.distrust) if c.distrust else "",
        )
        estimate = f"{c.ratio.estimate:.4g}×" if c.ratio.log_ratios else fmt.NONE
        bounds = f"{c.low:.4g}–{c.high:.4g}" if c.low is not None and c.high is not None else fmt.NONE
        name = Cell(labels.maybe(f"control.{c.name}", c.name), "head")
        rows.append(Row([name, number(f"{c.true_ratio:g}×"), number(estimate), Cell(bounds, "number"), outcome]))
    return Table(labels("section.noise"), columns, rows)


def cell_table(findings: Sequence[Finding], must: float, stretch: float | None, labels: Labels) -> Table:
    """The cells that a counting target rests on."""
    columns = [Column(labels("col.cell")), Column(labels("col.figure"), "number"), Column(labels("col.must"))]
    columns += [Column(labels("col.stretch"))] if stretch is not None else []
    rows = []
    for f in findings:
        verdicts = [judge(f, bound) for bound in (must, stretch) if bound is not None]
        cells = [Cell(cell_name(CellKey(f.task, dict(f.params), f.size), labels), "head")]
        cells.append(Cell(figure_text(f), "number", figure_interval(f)))
        for v in verdicts:
            sub = labels.reason(v.reason) if v.outcome in ("undecided", "unmeasured") else ""
            cells.append(Cell(labels.outcome(v.outcome), "outcome", outcome=v.outcome, sub=sub))
        rows.append(Row(cells))
    return Table(labels("col.cell"), columns, rows)


def cell_name(key: CellKey, labels: Labels) -> str:
    return f"{labels.subject(key.task, key.params)}, {fmt.size(key.size)}"


def figure_text(f: Finding) -> str:
    if f.estimate is None:
        return fmt.NONE
    return _by_metric(f.metric, f.estimate)


def figure_interval(f: Finding) -> str:
    if f.low is None or f.high is None or f.metric == "in_flight":
        return ""
    match f.metric:
        case "peak_share":
            return fmt.interval(100 * f.low, 100 * f.high)
        case "seconds":
            return f"[{fmt.seconds(f.low)}–{fmt.seconds(f.high)}]"
        case _:
            return fmt.interval(f.low, f.high)


def bound_text(metric: str, bound: float) -> str:
    sign = "≤" if metric in ("seconds", "peak_share") else "≥"
    return f"{sign}{fmt.THIN}{_by_metric(metric, bound)}"


def _by_metric(metric: str, value: float) -> str:
    match metric:
        case "speedup" | "energy_ratio":
            return fmt.times(value)
        case "seconds":
            return fmt.seconds(value)
        case "peak_share":
            return fmt.percent(value)
        case _:
            return fmt.significant(value, 4)
