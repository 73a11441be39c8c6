"""A chart before it is drawn: lines, boxes, marks and text in pixels, colours by name, so that one scene gives an SVG
that follows the page's light or dark theme, an SVG file and a PNG."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Shape = Literal["circle", "square", "triangle", "diamond", "cross", "plus", "bar"]

LIGHT: dict[str, str] = {
    "paper": "#ffffff",
    "ink": "#15202b",
    "muted": "#566370",
    "rule": "#d5dbe1",
    "wash": "#eef2f5",
    "python": "#1f66b0",
    "tuned": "#00806a",
    "rust": "#c2410c",
    "rust2": "#7c2d12",
    "other1": "#7a3e9d",
    "other2": "#8a6d00",
    "other3": "#4b5563",
    "target": "#15202b",
}
"""Light theme. Blue, green and vermilion in the manner of Okabe and Ito (2008), told apart by shape as well."""

DARK: dict[str, str] = {
    "paper": "#10161c",
    "ink": "#e8edf2",
    "muted": "#9dabb8",
    "rule": "#2d3843",
    "wash": "#18212a",
    "python": "#6db1f5",
    "tuned": "#4fcfb2",
    "rust": "#ff9560",
    "rust2": "#ffc3a1",
    "other1": "#cfa3ea",
    "other2": "#e0c14a",
    "other3": "#b6c0ca",
    "target": "#e8edf2",
}


@dataclass(frozen=True)
class Line:
    points: Sequence[tuple[float, float]]
    colour: str
    width: float = 1.0
    dashed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    colour: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Mark:
    """A data point. `tip` is what a pointer or a screen reader gets."""

    x: float
    y: float
    shape: Shape
    colour: str
    size: float = 8.0
    hollow: bool = False
    tip: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    size: float = 12.0
    colour: str = "ink"
    anchor: Anchor = "start"
    bold: bool = False


Item = Line | Box | Mark | Text


@dataclass
class Scene:
    """`title` and `description` are the chart's text alternative."""

    width: float
    height: float
    title: str
    description: str
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        self.items.extend(items)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels, near enough to lay out by: Hangul and other wide letters are an em, Latin about half."""
    ems = sum(
        1.0 if unicodedata.east_asian_width(c) in "WF" else 0.3 if c in " .,:|il[]()'" else 0.57
        for c in text.replace("^", "")
    )
    return ems * size * (1.06 if bold else 1.0)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near `wanted`, at least `gap` apart, within low..high as far as they fit. Order is kept."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: dict[int, float] = {}
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor)
        floor = placed[i] + gap
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return [placed[i] for i in range(len(wanted))]
