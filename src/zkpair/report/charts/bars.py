"""Peak memory: a bar from zero for the whole, a tick for what the run itself adds, the figure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.report import format as fmt
from zkpair.report.charts.axes import linear_ticks
from zkpair.report.charts.scene import Box, Line, Mark, Scene, Text, text_width
from zkpair.report.charts.style import Style

WIDE, NARROW = 560.0, 330.0


@dataclass(frozen=True)
class Bar:
    """`total` None: unmeasured, and `note` says why."""

    label: str
    total: float | None
    run: float | None
    note: str
    style: Style


@dataclass(frozen=True)
class Group:
    label: str
    bars: Sequence[Bar]


def memory_chart(groups: Sequence[Group], title: str, legend: str, width: float) -> Scene:
    bars = [bar for group in groups for bar in group.bars]
    left = 16 + max((text_width(bar.label, 12) for bar in bars), default=60)
    right = width - 14 - text_width("000 MB", 12)
    highest = max((bar.total for bar in bars if bar.total), default=1.0)
    per_byte = (right - left) / highest
    row, top = 22.0, 10.0
    height = top + sum(len(g.bars) * row + 26 for g in groups) + 40
    scene = Scene(width, height, title, _describe(groups))
    bottom = height - 38
    for tick in linear_ticks(highest, 5 if width > 500 else 3):
        x = left + tick * per_byte
        scene.add(Line([(x, top + 14), (x, bottom)], "rule", 0.7))
        scene.add(Text(x, bottom + 14, fmt.size_bytes(tick, 1) if tick else "0", 11, "muted", "middle"))
    y = top
    for group in groups:
        scene.add(Text(left, y + 12, group.label, 12, bold=True))
        y += 20
        for bar in group.bars:
            scene.add(Text(left - 8, y + 14, bar.label, 12, bar.style.colour, "end"))
            _bar(scene, bar, left, y, per_byte)
            y += row
        y += 6
    scene.add(Line([(left, top + 14), (left, bottom)], "muted", 0.9), Text(left, height - 6, legend, 11, "muted"))
    return scene


def _bar(scene: Scene, bar: Bar, left: float, y: float, per_byte: float) -> None:
    if bar.total is None:
        scene.add(Text(left + 6, y + 14, bar.note, 11.5, "muted"))
        return
    end = left + max(bar.total * per_byte, 1.0)
    scene.add(Box(left, y + 4, end - left, 13, bar.style.colour, 0.85))
    if bar.run is not None and bar.run > 0:
        tip = fmt.size_bytes(bar.run)
        scene.add(Mark(left + bar.run * per_byte, y + 10.5, "bar", "ink", 17, tip=f"{bar.label}: {tip}"))
    scene.add(Text(end + 6, y + 15, fmt.size_bytes(bar.total), 12))


def _describe(groups: Sequence[Group]) -> str:
    return "; ".join(
        f"{g.label}: "
        + ", ".join(f"{b.label} {fmt.size_bytes(b.total) if b.total is not None else b.note}" for b in g.bars)
        for g in groups
    )
