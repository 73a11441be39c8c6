"""A scene as PNG, by matplotlib's rasteriser. Import it lazily: matplotlib takes half a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Letters
from matplotlib.transforms import Affine2D

from zkpair.report import format as fmt
from zkpair.report.charts.scene import LIGHT, Anchor, Box, Item, Line, Mark, Scene, Text

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "x", "plus": "+", "bar": "|"}
ANCHORS: dict[Anchor, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}
_DASHED = (0.0, (4.0, 3.0))
LATIN = ("Source Sans 3", "Liberation Sans", "Arial", "Helvetica", "DejaVu Sans")
HANGUL = ("Noto Sans KR", "Noto Sans CJK KR", "NanumGothic", "Nanum Gothic", "Apple SD Gothic Neo", "Malgun Gothic")
DPI = 72.0


def _lifted(text: str) -> str:
    """Exponents for matplotlib: `2^10` becomes `2$^{10}$`; a dollar is only itself."""
    return fmt.LIFTED.sub(r"$^{\1}$", text.replace("$", r"\$"))


@cache
def families() -> tuple[str, ...]:
    """Fonts of this machine, those with Hangul last: matplotlib falls through the list letter by letter."""
    there = set(font_manager.get_font_names())
    return tuple(name for name in (*LATIN, *HANGUL) if name in there) or ("DejaVu Sans",)


def can_write_hangul() -> bool:
    return any(name in families() for name in HANGUL)


def write_png(scene: Scene, path: Path, scale: float = 2.0) -> None:
    """Draw in the light theme at `scale` pixels for each unit of the scene."""
    with matplotlib.rc_context({"mathtext.default": "regular"}):  # exponents in the font of the text
        _draw(scene, path, scale)


def _draw(scene: Scene, path: Path, scale: float) -> None:
    figure = Figure(figsize=(scene.width / DPI, scene.height / DPI), dpi=DPI * scale, facecolor=LIGHT["paper"])
    FigureCanvasAgg(figure)
    units = Affine2D().scale(scale, -scale).translate(0, scene.height * scale)
    for order, item in enumerate(scene.items):
        artist = _artist(item, units)
        artist.set_zorder(order)
        artist.set_transform(units)
        figure.add_artist(artist)
    figure.savefig(path, metadata={"Software": None})


def _artist(item: Item, units: Affine2D) -> Any:
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
        case Text():
            return Letters(
                item.x,
                item.y,
                _lifted(item.text),
                color=LIGHT[item.colour],
                fontsize=item.size,
                fontfamily=list(families()),
                horizontalalignment=ANCHORS[item.anchor],
                verticalalignment="baseline",
                fontweight="bold" if item.bold else "normal",
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
