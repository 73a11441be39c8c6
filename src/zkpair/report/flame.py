"""A flame graph as one SVG that needs nothing else: width is the share of samples, depth the call stack, outermost on
top.

Hover shows the whole name and share. Colour tells the language of a frame, not its cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

WIDTH, ROW, NARROWEST, LETTER = 1200.0, 18.0, 0.6, 6.4
COLOURS = {"python": "#4C78A8", "rust": "#E07B39", "native": "#9A9A9A"}


@dataclass
class Node:
    """A function below its callers; `count` samples of it and of what it calls."""

    count: int = 0
    children: dict[str, Node] = field(default_factory=dict)


def tree(stacks: Mapping[tuple[str, ...], int]) -> Node:
    root = Node()
    for frames, count in stacks.items():
        node = root
        node.count += count
        for frame in frames:
            node = node.children.setdefault(frame, Node())
            node.count += count
    return root


def language(frame: str) -> str:
    """Of a frame as py-spy names it: `function (file:line)`, or `symbol (library)` for native code."""
    if ".py:" in frame or "<frozen" in frame:
        return "python"
    return "rust" if "_native" in frame or "::" in frame else "native"


def svg(stacks: Mapping[tuple[str, ...], int], title: str) -> str:
    """The whole picture. Empty stacks give a picture that says so."""
    root = tree(stacks)
    shapes: list[str] = []
    depth = _draw(root, 0.0, WIDTH, 0, root.count or 1, shapes) if root.count else 1
    height = 60 + depth * ROW
    legend = "".join(
        f'<rect x="{16 + i * 90}" y="{height - 20}" width="10" height="10" fill="{colour}"/>'
        f'<text x="{30 + i * 90}" y="{height - 11}">{name}</text>'
        for i, (name, colour) in enumerate(COLOURS.items())
    )
    empty = "" if root.count else '<text x="16" y="50">no samples</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img"'
        f' font-family="ui-monospace, Menlo, Consolas, monospace" font-size="11"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="16" y="22" font-size="14">{escape(title)}</text>'
        f'<g transform="translate(0 32)">{"".join(shapes)}</g>{empty}{legend}</svg>\n'
    )


def _draw(node: Node, left: float, width: float, depth: int, total: int, shapes: list[str]) -> int:
    """Draw the children of `node` side by side; the depth that was reached."""
    deepest = depth
    for name, child in sorted(node.children.items()):
        share = child.count / node.count * width
        if share >= NARROWEST:
            shapes.append(_box(name, child.count, total, left, share, depth))
            deepest = max(deepest, _draw(child, left, share, depth + 1, total, shapes))
        left += share
    return max(deepest, depth)


def _box(name: str, count: int, total: int, left: float, width: float, depth: int) -> str:
    letters = int((width - 6) / LETTER)
    label = name if len(name) <= letters else name[: max(letters - 1, 0)] + "…" if letters > 3 else ""
    text = f'<text x="{left + 3:.1f}" y="{depth * ROW + 13:.1f}" fill="#fff">{escape(label)}</text>' if label else ""
    return (
        f"<g><title>{escape(name)}: {100 * count / total:.1f} % ({count} samples)</title>"
        f'<rect x="{left:.2f}" y="{depth * ROW:.1f}" width="{width:.2f}" height="{ROW - 1:.1f}"'
        f' fill="{COLOURS[language(name)]}" rx="2"/>{text}</g>'
    )
