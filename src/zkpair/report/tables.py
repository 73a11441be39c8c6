"""The tables of the report, from findings."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.analysis.cell import NOT_TRIED
from zkpair.analysis.controls import ControlFinding
from zkpair.analysis.findings import ArmFindings, CellFindings, Combination
from zkpair.analysis.overheads import OverheadFinding
from zkpair.analysis.ratio import Ratio, clock_of
from zkpair.analysis.verdict import Finding, judge
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.precision import marked
from zkpair.report.table import Cell, Column, Row, Table, label, number
from zkpair.schema import CellKey, Failure


def speedup_table(group: Combination, labels: Labels) -> Table:
    """Speed-ups over all baselines and times of all arms, one row for each size; deciding rows strong."""
    arms = list(dict.fromkeys(a.arm for c in group.cells for a in c.arms))
    pairs = list(dict.fromkeys((s.baseline, s.candidate) for c in group.cells for s in c.speedups))
    candidates = list(dict.fromkeys(candidate for _, candidate in pairs))
    pairs.sort(key=lambda pair: candidates.index(pair[1]))  # those of a candidate stand together
    columns = [Column(labels("col.size"), "number")]
    columns += [
        Column(
            marked(labels.arm(b), [s for x in group.cells if (s := x.speedup(b, c)) is not None]),
            *("number", labels("col.speedup_of", candidate=labels.arm(c)), "times"),
        )
        for b, c in pairs
    ]
    time = labels("col.time")
    columns += [Column(labels.arm(a), "number", time, "seconds", clock=labels(f"clock.{clock_of(a)}")) for a in arms]
    rows = []
    for cell in group.cells:
        weak = cell.role != "verdict"
        found = [cell.arm(arm) for arm in arms]
        ratios = [s.ratio if (s := cell.speedup(b, c)) is not None else None for b, c in pairs]
        cells = [label(fmt.size(cell.cell.size))]
        cells += [_ratio_cell(ratio, weak, labels) for ratio in ratios]
        cells += [number(a.seconds.estimate if a else None, weak=weak) for a in found]
        rows.append(Row(cells, strong=not weak))
    return Table(labels("part.speedups"), columns, rows)


def _ratio_cell(ratio: Ratio | None, weak: bool, labels: Labels) -> Cell:
    if ratio is None or not ratio.log_ratios:
        return number(None, weak=weak)
    reason = labels("outcome.undecided") if ratio.undecided and not weak else ""
    return number(ratio.estimate, fmt.interval(ratio.low, ratio.high), weak, reason)


def undecided_reasons(group: Combination, labels: Labels) -> list[str]:
    """Why figures of deciding cells decide nothing."""
    return [
        labels(
            "undecided.reason",
            candidate=labels.arm(s.candidate),
            baseline=labels.arm(s.baseline),
            size=labels.size(cell.cell.size),
            reason=labels.reason(s.ratio.undecided),
        )
        for cell in group.cells
        for s in cell.speedups
        if cell.role == "verdict" and s.ratio.undecided
    ]


def arm_table(cell: CellFindings, labels: Labels) -> Table:
    """Cold and warm, kernel and end-to-end, memory: one row for each arm of a cell."""
    times = ("start", "prepare", "cold", "warm", "cpu", "kernel")
    columns = [Column(labels("col.arm"))]
    together = {"cold": "run", "warm": "run", "cpu": "run", "kernel": "run"}
    columns += [
        Column(labels(f"col.{name}"), "number", quantity="seconds", shares=together.get(name, "")) for name in times
    ]
    columns.append(Column(labels("col.border"), "number", quantity="times"))
    with_memory = any(arm.peak_total or arm.memory_unmeasured != NOT_TRIED for arm in cell.arms)
    if with_memory:
        columns += [Column(labels(f"col.{name}"), "number", quantity="bytes") for name in ("total", "run_peak")]
        columns.append(Column(labels("col.share"), "number", quantity="percent"))
        if cell.work > 1:
            columns.append(Column(labels("col.per_unit", unit=cell.unit), "number", quantity="bytes"))
    return Table(labels("part.arms"), columns, [_arm_row(cell, arm, with_memory, labels) for arm in cell.arms])


def _arm_row(cell: CellFindings, arm: ArmFindings, with_memory: bool, labels: Labels) -> Row:
    share = next((s.peak_share for s in cell.speedups if (s.baseline, s.candidate) == (cell.baseline, arm.arm)), None)
    times = (arm.start, arm.prepare, arm.cold, arm.wall, arm.cpu, arm.kernel)
    border = arm.kernel_share.estimate if arm.kernel_share and arm.kernel_share.log_ratios else None
    status = "" if arm.status == "conformant" else labels.status(arm.status)
    cells = [
        Cell(labels.arm(arm.arm), "head", sub=status),
        *(number(e.estimate if e else None) for e in times),
        number(border),
    ]
    if not with_memory:
        return Row(cells)
    if arm.peak_total is None:
        reason = labels.reason(arm.memory_unmeasured) if arm.memory_unmeasured else ""
        cells += [label(labels("unmeasured"), weak=True, sub=reason), number(None), number(None)]
        each = None
    else:
        bounds = "" if share is None or share.low is None or share.high is None else _percents(share)
        cells += [number(arm.peak_total.estimate), number(arm.peak_run.estimate if arm.peak_run else None)]
        cells.append(number(share.estimate if share else None, bounds))
        each = arm.peak_total.estimate / cell.work
    if cell.work > 1:
        cells.append(number(each))
    return Row(cells)


def _percents(share: Ratio) -> str:
    assert share.low is not None and share.high is not None
    return fmt.interval(100 * share.low, 100 * share.high)


def throughput_table(cell: CellFindings, labels: Labels) -> Table:
    counts = ("in_flight", "verified", "failed", "samples")
    columns = [Column(labels("col.arm")), Column(labels("col.in_flight"), "number", quantity="count")]
    columns.append(Column(labels("col.rate"), "number", quantity="times"))
    columns += [Column(labels(f"col.{name}"), "number", quantity="count") for name in counts[1:]]
    columns += [Column(p, "number", quantity="seconds", shares="latency") for p in ("p50", "p95", "p99")]
    rows = [
        Row(
            [
                Cell(labels.arm(x.arm), "head"),
                number(x.in_flight),
                number(x.per_second),
                *(number(count) for count in (x.verified, x.failed, x.samples)),
                *(number(p) for p in (x.p50, x.p95, x.p99)),
            ]
        )
        for x in cell.latencies
    ]
    return Table(labels("part.throughput"), columns, rows)


def conformance_table(group: Combination, labels: Labels, failed_only: bool = False) -> Table:
    """Every check behind every number, or those that failed; one row for what is alike at several sizes."""
    columns = [Column(labels(f"col.{name}")) for name in ("check", "status", "sizes", "detail")]
    alike: dict[tuple[str, bool, str], list[int]] = {}
    for cell in group.cells:
        for check in cell.conformance.checks if cell.conformance else ():
            if not (check.passed and failed_only):
                alike.setdefault((check.name, check.passed, check.detail), []).append(cell.cell.size)
    rows = []
    for (name, passed, detail), sizes in alike.items():
        word = labels("check.passed" if passed else "check.failed")
        status = Cell(word, "outcome", outcome="pass" if passed else "fail")
        shown = ", ".join(fmt.size(n) for n in dict.fromkeys(sizes))
        rows.append(Row([Cell(name), status, Cell(shown), Cell(detail, weak=True)]))
    return Table(labels("part.conformance"), columns, rows)


def failure_table(failures: Sequence[Failure], labels: Labels) -> Table:
    """One row for each thing that went wrong; cells that failed alike share it."""
    columns = [Column(labels(f"col.{name}")) for name in ("cell", "arm", "stage", "status", "message")]
    alike: dict[tuple[str | None, str, str, str], list[CellKey]] = {}
    for f in failures:
        alike.setdefault((f.arm, f.stage, f.status, f.message), []).append(f.cell)
    rows = [
        Row(
            [
                Cell("; ".join(cell_names(cells, labels)), "head"),
                Cell(labels.arm(arm) if arm else fmt.NONE),
                Cell(labels.maybe(f"stage.{stage}", stage)),
                Cell(labels.status(status), "outcome", outcome="fail"),
                Cell(message),
            ]
        )
        for (arm, stage, status, message), cells in alike.items()
    ]
    return Table(labels("section.failures"), columns, rows)


def control_table(controls: Sequence[ControlFinding], labels: Labels) -> Table:
    columns = [Column(labels("col.control"))]
    columns += [Column(labels(f"col.{name}"), "number") for name in ("truth", "estimate", "interval999")]
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
        rows.append(Row([name, label(f"{c.true_ratio:g}×"), label(estimate), label(bounds), outcome]))
    return Table(labels("section.noise"), columns, rows)


def overhead_table(findings: Sequence[OverheadFinding], labels: Labels) -> Table:
    """Our path to a library beside calling it bare, as another tool measured them."""
    columns = [Column(labels("col.path")), Column(labels("col.bare"), "number", quantity="seconds")]
    columns.append(Column(labels("col.ours"), "number", quantity="seconds"))
    columns.append(Column(labels("col.over_bare"), "number", quantity="percent"))
    columns += [Column(labels("col.samples"), "number", quantity="count"), Column(labels("col.tool"))]
    rows = []
    for f in findings:
        bounds = "" if f.low is None or f.high is None else fmt.interval(100 * f.low, 100 * f.high)
        cells = [Cell(f.name, "head"), number(f.bare_seconds), number(f.ours_seconds), number(f.share, bounds)]
        rows.append(Row([*cells, number(f.samples), Cell(f.tool)]))
    return Table(labels("section.overhead"), columns, rows)


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
    return f"{labels.subject(key.task, key.params)}, {labels.size(key.size)}"


def cell_names(keys: Sequence[CellKey], labels: Labels) -> list[str]:
    """Cells by subject, sizes together and in order: `NTT, 2^8, 2^10`."""
    sizes: dict[str, set[int]] = {}
    for key in keys:
        sizes.setdefault(labels.subject(key.task, key.params), set()).add(key.size)
    return [
        f"{subject}, {labels.size(min(own)) if len(own) == 1 else ', '.join(fmt.size(n) for n in sorted(own))}"
        for subject, own in sizes.items()
    ]


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
    match metric:
        case "speedup" | "energy_ratio":
            text = f"{fmt.bound(bound)}×"
        case "seconds":
            text = f"{fmt.bound(bound)}{fmt.THIN}s"
        case "peak_share":
            text = f"{fmt.bound(100 * bound)}{fmt.THIN}%"
        case _:
            text = fmt.bound(bound)
    return f"{sign}{fmt.THIN}{text}"


def _by_metric(metric: str, value: float) -> str:
    match metric:
        case "speedup" | "energy_ratio":
            return fmt.times(value)
        case "seconds":
            return fmt.seconds(value)
        case "peak_share":
            return fmt.percent(value)
        case _:
            return fmt.bound(value)
