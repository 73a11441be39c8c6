"""Time against size on log-log axes: one line for each arm with its fitted exponent, extrapolated sizes hollow."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.analysis.findings import Series
from zkpair.report import format as fmt
from zkpair.report.charts.axes import LogScale, log_scale, thinned
from zkpair.report.charts.scene import Line, Mark, Scene, Text, spread, text_width
from zkpair.report.charts.style import style_of

WIDE, NARROW = 560.0, 330.0


def growth_chart(
    series: Sequence[Series], names: dict[str, str], title: str, axis: str, hollow: str, width: float
) -> Scene:
    """`names`: arm -> how to call it. `hollow`: what a hollow mark means, said where there is one."""
    narrow = width < 500
    drawn = [s for s in series if s.points]
    ends = [_end_label(s, names) for s in drawn]
    right = width - 14 - max((text_width(text, 11.5, True) for text in ends), default=0) if not narrow else width - 14
    left, top, bottom = 52.0, 14.0, (300.0 if not narrow else 250.0)
    height = bottom + 42 + (18 * len(drawn) if narrow else 0)
    sizes = [p.size for s in drawn for p in s.points] + [e.size for s in drawn for e in s.extrapolated]
    seconds = [p.seconds for s in drawn for p in s.points] + [e.seconds for s in drawn for e in s.extrapolated]
    across = log_scale(sizes, left + 8, right - 8, room=1.0, least=4.0)
    up = log_scale(seconds, bottom, top, room=1.6, least=30.0)
    scene = Scene(width, height, title, _describe(drawn, names))
    _axes(scene, across, up, left, right, bottom, sorted(set(sizes)), axis)
    if any(s.extrapolated for s in drawn):
        scene.add(Mark(left + 6, bottom + 28, "circle", "muted", 7, hollow=True))
        scene.add(Text(left + 14, bottom + 32, hollow, 11, "muted"))
    arms = [s.arm for s in series]
    for s in drawn:
        _draw(scene, s, names, across, up, arms)
    if narrow:
        for index, (s, text) in enumerate(zip(drawn, ends, strict=True)):
            style, y = style_of(s.arm, arms), bottom + 56 + 18 * index
            scene.add(Mark(left + 2, y - 4, style.shape, style.colour, 9), Text(left + 13, y, text, 12, style.colour))
    else:
        wanted = [up(_last(s)[1]) + 4 for s in drawn]
        for s, text, y in zip(drawn, ends, spread(wanted, 16, top + 8, bottom), strict=True):
            x, y_point = across(_last(s)[0]), up(_last(s)[1])
            colour = style_of(s.arm, arms).colour
            if abs(y - 4 - y_point) > 5 or x < right - 12:
                scene.add(Line([(x + 7, y_point), (right + 2, y - 4)], colour, 0.7, opacity=0.5))
            scene.add(Text(right + 6, y, text, 11.5, colour, bold=True))
    return scene


def _last(s: Series) -> tuple[float, float]:
    if s.extrapolated:
        furthest = max(s.extrapolated, key=lambda e: e.size)
        return furthest.size, furthest.seconds
    return s.points[-1].size, s.points[-1].seconds


def _end_label(s: Series, names: dict[str, str]) -> str:
    name = names.get(s.arm, s.arm)
    return name if s.scaling is None else f"{name} ~ n^{s.scaling.exponent:.2f}"


def _draw(scene: Scene, s: Series, names: dict[str, str], across: LogScale, up: LogScale, arms: Sequence[str]) -> None:
    style = style_of(s.arm, arms)
    line = [(across(p.size), up(p.seconds)) for p in s.points]
    beyond = [(across(e.size), up(e.seconds)) for e in s.extrapolated]
    if len(line) > 1:
        scene.add(Line(line, style.colour, 1.6))
    if beyond and line:
        scene.add(Line([line[-1], *beyond], style.colour, 1.1, dashed=True, opacity=0.8))
    for p, (x, y) in zip(s.points, line, strict=True):
        if p.low is not None and p.high is not None:
            scene.add(Line([(x, up(p.low)), (x, up(p.high))], style.colour, 1.4))
        tip = f"{names.get(s.arm, s.arm)}, {fmt.size(p.size)}: {fmt.seconds(p.seconds)}"
        scene.add(Mark(x, y, style.shape, style.colour, 9, tip=tip))
    for e, (x, y) in zip(s.extrapolated, beyond, strict=True):
        tip = f"{names.get(s.arm, s.arm)}, {fmt.size(e.size)}: {fmt.seconds(e.seconds)} (extrapolated)"
        scene.add(Mark(x, y, style.shape, style.colour, 8, hollow=True, tip=tip))


def _axes(
    scene: Scene,
    across: LogScale,
    up: LogScale,
    left: float,
    right: float,
    bottom: float,
    sizes: Sequence[int],
    axis: str,
) -> None:
    for tick in up.ticks(24):
        y = up(tick)
        scene.add(
            Line([(left, y), (right, y)], "rule", 0.7), Text(left - 6, y + 4, fmt.seconds(tick, 1), 11, "muted", "end")
        )
    scene.add(Line([(left, bottom), (right, bottom)], "muted", 0.9))
    for size in thinned([float(n) for n in sizes], across, 34):
        x = across(size)
        scene.add(Line([(x, bottom), (x, bottom + 4)], "muted", 0.9))
        scene.add(Text(x, bottom + 17, fmt.size(int(size)), 11, "muted", "middle"))
    scene.add(Text(right, bottom + 32, axis, 11, "muted", "end"))


def _describe(series: Sequence[Series], names: dict[str, str]) -> str:
    return "; ".join(
        f"{_end_label(s, names)}: " + ", ".join(f"{fmt.size(p.size)} {fmt.seconds(p.seconds)}" for p in s.points)
        for s in series
    )
