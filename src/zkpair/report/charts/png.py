"""A scene as PNG, by matplotlib's rasteriser. Import it lazily: matplotlib takes half a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Letters
from matplotlib.transforms import Affine2D

from zkpair.report import format as fmt
from zkpair.report.charts.scene import LIGHT, Box, Line, Mark, Scene, Text

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "x", "plus": "+", "bar": "|"}
_DASHED = (0.0, (4.0, 3.0))
LATIN = ("Source Sans 3", "Liberation Sans", "Arial", "Helvetica", "DejaVu Sans")
HANGUL = ("Noto Sans KR", "Noto Sans CJK KR", "NanumGothic", "Nanum Gothic", "Apple SD Gothic Neo", "Malgun Gothic")
DPI = 72.0


@cache
def families() -> tuple[str, ...]:
    """Fonts of this machine, those with Hangul last: matplotlib falls through the list letter by letter."""
    there = set(font_manager.get_font_names())
    return tuple(name for name in (*LATIN, *HANGUL) if name in there) or ("DejaVu Sans",)


def can_write_hangul() -> bool:
    return any(name in families() for name in HANGUL)


def write_png(scene: Scene, path: Path, scale: float = 2.0) -> None:
    """Draw in the light theme at `scale` pixels for each unit of the scene."""
    figure = Figure(figsize=(scene.width / DPI, scene.height / DPI), dpi=DPI * scale, facecolor=LIGHT["paper"])
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    units = Affine2D().scale(scale, -scale).translate(0, scene.height * scale)
    for order, item in enumerate(scene.items):
        for artist in _letters(item, renderer, scale) if isinstance(item, Text) else [_shape(item)]:
            artist.set_zorder(order)
            artist.set_transform(units)
            figure.add_artist(artist)
    figure.savefig(path, metadata={"Software": None})


def _letters(item: Text, renderer: RendererAgg, scale: float) -> list[Letters]:
    """A text with its exponents smaller and above the line, laid out by measured widths. (Matplotlib's own exponents
    know one font only: no Hangul.)"""
    font = FontProperties(family=list(families()), weight="bold" if item.bold else "normal")
    parts = []
    for index, part in enumerate(fmt.LIFTED.split(item.text)):
        own = font.copy()
        own.set_size(item.size * (0.74 if index % 2 else 1.0))
        if part:
            width, _, _ = renderer.get_text_width_height_descent(part, own, ismath=False)  # type: ignore[no-untyped-call]
            parts.append((part, own, width / scale, item.size * 0.38 if index % 2 else 0.0))
    x = item.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor] * sum(width for _, _, width, _ in parts)
    letters = []
    for part, own, width, lift in parts:
        letters.append(Letters(x, item.y - lift, part, color=LIGHT[item.colour], fontproperties=own, parse_math=False))
        x += width
    return letters


def _shape(item: Line | Box | Mark) -> Any:
    match item:
        case Line():
            xs, ys = zip(*item.points, strict=True)
            return Line2D(
                xs,
                ys,
                color=LIGHT[item.colour],
                linewidth=item.width,
                linestyle=_DASHED if item.dashed else "-",
                alpha=item.opacity,
            )
        case Box():
            colour = LIGHT[item.colour]
            return Rectangle(
                (item.x, item.y), item.width, item.height, facecolor=colour, alpha=item.opacity, linewidth=0
            )
        case Mark():
            stroked = item.hollow or item.shape in ("cross", "plus", "bar")
            return Line2D(
                [item.x],
                [item.y],
                marker=MARKERS[item.shape],
                markersize=item.size * (0.8 if item.shape in ("square", "diamond") else 1.0),
                markerfacecolor=LIGHT["paper"] if item.hollow else LIGHT[item.colour],
                markeredgecolor=LIGHT[item.colour] if stroked else LIGHT["paper"],
                markeredgewidth=1.6 if stroked else 1.0,
                linestyle="none",
                alpha=item.opacity,
            )
