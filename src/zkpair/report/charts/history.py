"""A headline ratio run by run: a small chart for each pair, the interval as a line, the commit below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.ratio import Ratio
from zkpair.report import format as fmt
from zkpair.report.charts.axes import log_scale
from zkpair.report.charts.scene import Line, Mark, Scene, Text
from zkpair.report.charts.style import Style

WIDTH = 330.0


@dataclass(frozen=True)
class Point:
    label: str
    ratio: Ratio
    other_machine: bool


def history_chart(points: Sequence[Point], title: str, style: Style, width: float = WIDTH) -> Scene:
    """Points in order of time, equally far apart. Another machine's are hollow and not joined."""
    top, bottom, left, right = 24.0, 92.0, 40.0, width - 72
    height = bottom + 24
    usable = [p for p in points if p.ratio.log_ratios]
    described = "; ".join(f"{p.label}: {fmt.ratio_text(p.ratio)}" for p in usable)
    scene = Scene(width, height, title, described)
    values = [v for p in usable for v in (p.ratio.low, p.ratio.estimate, p.ratio.high) if v is not None]
    scale = log_scale(values, bottom, top, room=1.08, least=1.6)
    for value in (min(values), max(values)):
        scene.add(Text(left - 6, scale(value) + 4, fmt.times(value), 10.5, "muted", "end"))
        scene.add(Line([(left, scale(value)), (right, scale(value))], "rule", 0.7))
        if max(values) / min(values) < 1.12:
            break
    step = (right - left - 16) / max(len(usable) - 1, 1)
    places = [(left + 8 + index * step, scale(p.ratio.estimate)) for index, p in enumerate(usable)]
    joined = [place for p, place in zip(usable, places, strict=True) if not p.other_machine]
    if len(joined) > 1:
        scene.add(Line(joined, style.colour, 1.3))
    for p, (x, y) in zip(usable, places, strict=True):
        if p.ratio.low is not None and p.ratio.high is not None:
            scene.add(Line([(x, scale(p.ratio.low)), (x, scale(p.ratio.high))], style.colour, 1.4))
        tip = f"{p.label}: {fmt.ratio_text(p.ratio)}"
        scene.add(Mark(x, y, style.shape, style.colour, 8, p.other_machine, tip))
    x, y = places[-1]
    scene.add(Text(right + 4, y + 4, fmt.times(usable[-1].ratio.estimate), 13, style.colour, bold=True))
    scene.add(Text(left, height - 8, usable[0].label, 10.5, "muted"))
    if len(usable) > 1:
        scene.add(Text(right + 4, height - 8, usable[-1].label, 10.5, "muted", "end"))
    return scene
