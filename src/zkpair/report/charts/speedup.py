"""Speed-ups with their intervals on a log axis: a row for each pair, a tick for each process, lines at the targets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.analysis.ratio import Ratio
from zkpair.report import format as fmt
from zkpair.report.charts.axes import LogScale, log_scale
from zkpair.report.charts.scene import Box, Line, Mark, Scene, Text, text_width
from zkpair.report.charts.style import Style

WIDE, NARROW = 880.0, 330.0
ROW, GROUP_GAP = 21.0, 13.0


@dataclass(frozen=True)
class Row:
    """`label` names the baseline; the style is the baseline's."""

    label: str
    ratio: Ratio
    style: Style


@dataclass(frozen=True)
class Group:
    label: str
    rows: Sequence[Row]


def speedup_chart(
    groups: Sequence[Group],
    title: str,
    axis: str,
    hollow: str,
    width: float,
    targets: Sequence[float] = (10, 100),
    key: bool = True,
) -> Scene:
    """Wide: labels to the left and figures to the right of the track. Narrow: labels above it.

    `hollow`: what a hollow mark means, said where there is one.
    """
    narrow = width < 500
    rows = [row for group in groups for row in group.rows]
    figures = max((text_width(fmt.ratio_text(row.ratio), 12) for row in rows), default=0)
    left = 12.0 if narrow else 14 + max((text_width(g.label, 12.5, True) for g in groups), default=60)
    right = width - 12 if narrow else width - figures - 30
    top = 30.0
    values = [
        v for r in rows if r.ratio.log_ratios for v in (r.ratio.low, r.ratio.estimate, r.ratio.high) if v is not None
    ]
    scale = log_scale([*values, 1.0, *(t for t in targets if values and max(values) * 3 > t)], left, right)
    step = ROW + (15 if narrow else 0)
    height = top + sum(len(g.rows) * step + GROUP_GAP + (18 if narrow else 0) for g in groups) + (36 if key else 20)
    scene = Scene(width, height, title, _describe(groups))
    bottom = height - (36 if key else 20) - 4
    _grid(scene, scale, targets, top, bottom, axis, narrow)
    y = top + 4
    for group in groups:
        if narrow:
            scene.add(Text(left, y + 13, group.label, 12.5, bold=True))
            y += 18
        for index, row in enumerate(group.rows):
            y += step
            if not narrow and index == 0:
                scene.add(Text(left - 12, y - 4, group.label, 12.5, anchor="end", bold=True))
            figure = fmt.ratio_text(row.ratio)
            if narrow:
                clear = text_width(figure, 11) + 8
                scene.add(Box(right - clear, y - 28, clear, 14, "paper"))
                scene.add(Text(left, y - 17, row.label, 11, "muted"), Text(right, y - 17, figure, 11, "ink", "end"))
            else:
                scene.add(Text(width - 8, y - 4, figure, 12, "ink", "end"))
            _row(scene, scale, row, y - 8, left, right)
        y += GROUP_GAP
        if group is not groups[-1]:
            scene.add(Line([(left if narrow else 8, y - 3), (width - 8, y - 3)], "rule", 0.6))
    if key:
        _key(scene, rows, hollow, left, height - 12)
    return scene


def _row(scene: Scene, scale: LogScale, row: Row, y: float, left: float, right: float) -> None:
    ratio, colour = row.ratio, row.style.colour
    if not ratio.log_ratios:
        scene.add(Text(left + 4, y + 4, fmt.NONE, 12, "muted"))
        return
    scene.add(Line([(left, y), (right, y)], "rule", 0.6))
    for log_ratio in ratio.log_ratios:
        scene.add(Mark(scale(math.exp(log_ratio)), y, "bar", colour, 10, opacity=0.45))
    if ratio.low is not None and ratio.high is not None:
        scene.add(Line([(scale(ratio.low), y), (scale(ratio.high), y)], colour, 3.2))
    tip = f"{row.label}: {fmt.ratio_text(ratio)}"
    scene.add(Mark(scale(ratio.estimate), y, row.style.shape, colour, 10, ratio.undecided is not None, tip))


def _grid(
    scene: Scene, scale: LogScale, targets: Sequence[float], top: float, bottom: float, axis: str, narrow: bool
) -> None:
    for tick in scale.ticks(26):
        x = scale(tick)
        is_target = tick in targets
        scene.add(Line([(x, top), (x, bottom)], "muted" if is_target else "rule", 0.9, dashed=is_target))
        scene.add(Text(x, top - 6, f"{fmt.bound(tick)}×", 11, "ink" if is_target else "muted", "middle", is_target))
    if not narrow:
        scene.add(Text(scene.width - 8, top - 6, axis, 11, "muted", "end"))


def _key(scene: Scene, rows: Sequence[Row], hollow: str, x: float, y: float) -> None:
    for label, style in dict.fromkeys((row.label, row.style) for row in rows):
        scene.add(Mark(x + 5, y - 4, style.shape, style.colour, 10), Text(x + 15, y, label, 11.5, "muted"))
        x += text_width(label, 11.5) + 38
    if any(row.ratio.undecided for row in rows):
        scene.add(Text(x, y, hollow, 11.5, "muted"))


def _describe(groups: Sequence[Group]) -> str:
    return "; ".join(
        f"{g.label}: " + ", ".join(f"{row.label} {fmt.ratio_text(row.ratio)}" for row in g.rows) for g in groups
    )
