"""A scene as SVG: in the page, where colours are the page's own variables, or as a file that stands alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

from zkpair.report import format as fmt
from zkpair.report.charts.scene import LIGHT, Box, Item, Line, Mark, Scene, Shape, Text

FONTS = (
    "'Source Sans 3','Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',"
    "'Segoe UI','Helvetica Neue',Arial,sans-serif"
)
Colour = Callable[[str], str]


def inline(scene: Scene, identity: str, css_class: str) -> str:
    """For the page: follows the theme; named by its title and description."""
    head = (
        f'<svg class="chart {css_class}" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" '
        f'width="{_n(scene.width)}" height="{_n(scene.height)}" role="img" aria-labelledby="{identity}-t {identity}-d">'
        f'<title id="{identity}-t">{escape(scene.title)}</title>'
        f'<desc id="{identity}-d">{escape(scene.description)}</desc>'
    )
    return head + "".join(_item(item, lambda name: f"var(--{name})") for item in scene.items) + "</svg>"


def standalone(scene: Scene) -> str:
    """For a file: light theme on paper, fonts that fall back."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" '
        f'width="{_n(scene.width)}" height="{_n(scene.height)}" role="img" font-family="{FONTS}">'
        f"<title>{escape(scene.title)}</title><desc>{escape(scene.description)}</desc>"
        f'<rect width="100%" height="100%" fill="{LIGHT["paper"]}"/>'
    )
    return head + "".join(_item(item, LIGHT.__getitem__) for item in scene.items) + "</svg>\n"


def _item(item: Item, colour: Colour) -> str:
    match item:
        case Line():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in item.points)
            dash = ' stroke-dasharray="4 3"' if item.dashed else ""
            return (
                f'<polyline points="{points}" fill="none" stroke="{colour(item.colour)}" '
                f'stroke-width="{_n(item.width)}"{dash}{_opacity(item.opacity)}/>'
            )
        case Box():
            return (
                f'<rect x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.width)}" height="{_n(item.height)}" '
                f'fill="{colour(item.colour)}"{_opacity(item.opacity)}/>'
            )
        case Text():
            bold = ' font-weight="600"' if item.bold else ""
            anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
            return (
                f'<text x="{_n(item.x)}" y="{_n(item.y)}" font-size="{_n(item.size)}" '
                f'fill="{colour(item.colour)}"{anchor}{bold}>{_lifted(item)}</text>'
            )
        case Mark():
            return _mark(item, colour)


def _mark(mark: Mark, colour: Colour) -> str:
    inner, outer = colour("paper") if mark.hollow else colour(mark.colour), colour(mark.colour)
    width = 1.6 if mark.hollow or mark.shape in ("cross", "plus", "bar") else 1.0
    edge = outer if mark.hollow or mark.shape in ("cross", "plus", "bar") else colour("paper")
    style = f'fill="{inner}" stroke="{edge}" stroke-width="{width}"{_opacity(mark.opacity)}'
    tip = f"<title>{escape(mark.tip)}</title>" if mark.tip else ""
    return f'<path d="{outline(mark.shape, mark.x, mark.y, mark.size)}" {style}>{tip}</path>'


def outline(shape: Shape, x: float, y: float, size: float) -> str:
    """The path of a mark, by areas that look alike."""
    r = size / 2
    match shape:
        case "circle":
            return f"M{_n(x - r)} {_n(y)}a{_n(r)} {_n(r)} 0 1 0 {_n(size)} 0a{_n(r)} {_n(r)} 0 1 0 {_n(-size)} 0z"
        case "square":
            s = r * 0.89
            return f"M{_n(x - s)} {_n(y - s)}h{_n(2 * s)}v{_n(2 * s)}h{_n(-2 * s)}z"
        case "cross":
            s = r * 0.8
            return f"M{_n(x - s)} {_n(y - s)}l{_n(2 * s)} {_n(2 * s)}M{_n(x + s)} {_n(y - s)}l{_n(-2 * s)} {_n(2 * s)}"
        case "plus":
            return f"M{_n(x - r)} {_n(y)}h{_n(size)}M{_n(x)} {_n(y - r)}v{_n(size)}"
        case "bar":
            return f"M{_n(x)} {_n(y - r)}v{_n(size)}"
        case _:
            corners = polygon(shape, x, y, size)
            return "M" + "L".join(f"{_n(a)} {_n(b)}" for a, b in corners) + "z"


def polygon(shape: Shape, x: float, y: float, size: float) -> list[tuple[float, float]]:
    """Corners of a triangle or a diamond."""
    sides, radius, turn = (3, size * 0.62, -90.0) if shape == "triangle" else (4, size * 0.62, -90.0)
    angles = [math.radians(turn + 360 * k / sides) for k in range(sides)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def _lifted(item: Text) -> str:
    """Text with its exponents above the line."""
    up, size = _n(item.size * 0.38), _n(item.size * 0.74)
    parts = fmt.LIFTED.split(escape(item.text))
    out = [parts[0]]
    for exponent, rest in zip(parts[1::2], parts[2::2], strict=True):
        out.append(f'<tspan dy="-{up}" font-size="{size}">{exponent}</tspan>')
        out.append(f'<tspan dy="{up}">{rest or chr(0x200B)}</tspan>')
    return "".join(out)


def _opacity(value: float) -> str:
    return "" if value >= 1 else f' opacity="{_n(value)}"'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
