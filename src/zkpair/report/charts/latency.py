"""Latency under load: p50, p95 and p99 on a log axis for each arm and number at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.report import format as fmt
from zkpair.report.charts.axes import log_scale
from zkpair.report.charts.scene import Line, Mark, Scene, Text, text_width
from zkpair.report.charts.style import Style

WIDE, NARROW = 560.0, 330.0


@dataclass(frozen=True)
class Row:
    label: str
    detail: str
    percentiles: tuple[float | None, float | None, float | None]
    style: Style


def latency_chart(rows: Sequence[Row], title: str, width: float) -> Scene:
    """Rows without any percentile (too few samples) are left to the table."""
    drawn = [row for row in rows if any(p is not None for p in row.percentiles)]
    labels = [f"{row.label} · {row.detail}" for row in drawn]
    narrow = width < 500
    left = 12.0 if narrow else 18 + max((text_width(label, 12) for label in labels), default=60)
    right = width - 46
    scale = log_scale([p for row in drawn for p in row.percentiles if p is not None], left, right, least=10.0)
    row_height, top = (38.0 if narrow else 22.0), 26.0
    height = top + row_height * len(drawn) + 14
    scene = Scene(width, height, title, "; ".join(_describe(row) for row in drawn))
    for tick in scale.ticks(44):
        scene.add(Line([(scale(tick), top), (scale(tick), height - 10)], "rule", 0.7))
        scene.add(Text(scale(tick), top - 7, fmt.seconds(tick, 1), 11, "muted", "middle"))
    for index, (row, label) in enumerate(zip(drawn, labels, strict=True)):
        y = top + row_height * (index + 1) - 8
        at = (left, y - 14) if narrow else (left - 10, y + 4)
        scene.add(Text(*at, label, 12, row.style.colour, "start" if narrow else "end"))
        there = [(name, p) for name, p in zip(("p50", "p95", "p99"), row.percentiles, strict=True) if p is not None]
        scene.add(Line([(scale(there[0][1]), y), (scale(there[-1][1]), y)], row.style.colour, 1.4))
        for name, value in there:
            tip = f"{label}: {name} {fmt.seconds(value)}"
            shape = row.style.shape if name == "p50" else "bar"
            scene.add(Mark(scale(value), y, shape, row.style.colour, 9 if name == "p50" else 12, tip=tip))
        scene.add(Text(scale(there[-1][1]) + 7, y + 4, there[-1][0], 10.5, "muted"))
    return scene


def _describe(row: Row) -> str:
    names = ("p50", "p95", "p99")
    return f"{row.label}, {row.detail}: " + ", ".join(
        f"{name} {fmt.seconds(p)}" for name, p in zip(names, row.percentiles, strict=True) if p is not None
    )
