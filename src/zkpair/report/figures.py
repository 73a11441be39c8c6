"""The charts of a report: which there are, and each as scenes in two widths (for a page and for a phone)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zkpair.analysis.findings import CellFindings, Combination, Findings
from zkpair.report.charts import bars, growth, history, latency, speedup
from zkpair.report.charts.scene import Scene
from zkpair.report.charts.style import style_of
from zkpair.report.labels import Labels

MOST_MEMORY_CELLS = 3
"""In one chart: the deciding cells first, then the largest."""


@dataclass(frozen=True)
class Figure:
    """`name` is also its file's. `narrow` for a phone. `heading`: short, where the page says the rest."""

    name: str
    wide: Scene
    narrow: Scene
    heading: str = ""


def figure_of(name: str, draw: Callable[[float], Scene], wide: float, narrow: float) -> Figure:
    """A chart drawn in both widths, named for a file."""
    return Figure(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), draw(wide), draw(narrow))


def all_arms(findings: Findings) -> list[str]:
    return list(dict.fromkeys(a.arm for g in findings.combinations for c in g.cells for a in c.arms))


def overview(findings: Findings, labels: Labels) -> Figure | None:
    """Headline cells (or the other deciding ones, where there are none), one candidate over all baselines."""
    summary, arms = findings.summary, all_arms(findings)
    groups = []
    for group in findings.combinations:
        cell = group.leading
        rows = [
            speedup.Row(labels("chart.over", baseline=labels.arm(s.baseline)), s.ratio, style_of(s.baseline, arms))
            for s in cell.speedups
            if s.kind == "pair" and s.candidate == summary.candidate
        ]
        if rows and cell.role == "verdict" and (cell.headline or not summary.headline):
            label = f"{labels.subject(group.task, group.params)}, {labels.size(cell.cell.size)}"
            groups.append(speedup.Group(label, rows))
    if not groups or summary.candidate is None:
        return None
    title = labels("chart.speedup.title", candidate=labels.arm(summary.candidate))
    axis, hollow = labels("chart.speedup.axis"), labels("chart.undecided")
    return figure_of(
        "speed-up", lambda w: speedup.speedup_chart(groups, title, axis, hollow, w), speedup.WIDE, speedup.NARROW
    )


def growth_figure(group: Combination, labels: Labels, name: str) -> Figure | None:
    if not any(len(s.points) > 1 for s in group.series):
        return None
    names = {s.arm: labels.arm(s.arm) for s in group.series}
    title = labels("chart.growth.title", subject=labels.subject(group.task, group.params))
    axis = group.facts.size_name if group.facts and labels.language == "en" else labels("chart.growth.axis")
    hollow = labels("chart.extrapolated")
    return figure_of(
        f"{name}-growth",
        lambda w: growth.growth_chart(group.series, names, title, axis, hollow, w),
        growth.WIDE,
        growth.NARROW,
    )


def memory_figure(group: Combination, labels: Labels, name: str, arms: Sequence[str]) -> Figure | None:
    cells = [c for c in group.cells if any(a.peak_total for a in c.arms)]
    if not cells:
        return None
    first = sorted(cells, key=lambda c: (c.role == "verdict", c.cell.size))[-MOST_MEMORY_CELLS:]
    chosen = sorted(first, key=lambda c: c.cell.size)
    groups = [bars.Group(labels.size(c.cell.size), _bars(c, labels, arms)) for c in chosen]
    title = labels("chart.memory.title", subject=labels.subject(group.task, group.params))
    legend = labels("chart.memory.legend")
    return figure_of(f"{name}-memory", lambda w: bars.memory_chart(groups, title, legend, w), bars.WIDE, bars.NARROW)


def _bars(cell: CellFindings, labels: Labels, arms: Sequence[str]) -> list[bars.Bar]:
    return [
        bars.Bar(
            labels.arm(a.arm),
            a.peak_total.estimate if a.peak_total else None,
            a.peak_run.estimate if a.peak_run else None,
            labels("unmeasured"),
            style_of(a.arm, arms),
        )
        for a in cell.arms
    ]


def latency_figure(cell: CellFindings, labels: Labels, name: str, arms: Sequence[str]) -> Figure | None:
    rows = [
        latency.Row(
            labels.arm(x.arm), labels("chart.at_once", count=x.in_flight), (x.p50, x.p95, x.p99), style_of(x.arm, arms)
        )
        for x in cell.latencies
    ]
    if not any(p is not None for row in rows for p in row.percentiles):
        return None
    title = labels("chart.latency.title", subject=labels.subject(cell.cell.task, cell.cell.params))
    return figure_of(f"{name}-latency", lambda w: latency.latency_chart(rows, title, w), latency.WIDE, latency.NARROW)


def history_figures(findings: Findings, labels: Labels) -> list[Figure]:
    """One for each headline pair of the summary's arms that more than one run has measured."""
    summary = findings.summary
    machine = findings.environment.machine.get("cpu") if findings.environment else None
    found = []
    for trace in findings.history:
        usable = [m for m in trace.moments if m.ratio.log_ratios]
        shown = (trace.baseline, trace.candidate) == (summary.baseline, summary.candidate)
        if not shown or len(usable) < 2 or (summary.headline and not trace.headline):
            continue
        points = [
            history.Point((m.commit or m.run_id)[:8] + ("*" if m.dirty else ""), m.ratio, m.machine != machine)
            for m in usable
        ]
        subject = f"{labels.subject(trace.cell.task, trace.cell.params)}, {labels.size(trace.cell.size)}"
        title = labels("chart.history.title", baseline=labels.arm(trace.baseline), subject=subject)
        style = style_of(trace.candidate)
        scene = history.history_chart(points, title, style)
        slug = re.sub(
            r"[^a-z0-9]+", "-", f"history-{trace.cell.task}-{'-'.join(trace.cell.params.values())}-{trace.cell.size}"
        )
        found.append(Figure(slug, scene, scene, subject))
    return found
