"""One colour and one shape for each arm, the same in every chart of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.report.charts.scene import Shape

_KNOWN: dict[str, tuple[str, Shape]] = {
    "python": ("python", "circle"),
    "python-tuned": ("tuned", "square"),
    "rust": ("rust", "triangle"),
}
_OTHERS: tuple[tuple[str, Shape], ...] = (("other1", "plus"), ("other2", "cross"), ("other3", "diamond"))


@dataclass(frozen=True)
class Style:
    colour: str
    shape: Shape


def style_of(arm: str, arms: Sequence[str] = ()) -> Style:
    """`arms`: all arms of the report, so that strangers keep their place."""
    name, _, threads = arm.partition("@")
    if name == "rust" and threads not in ("", "1"):
        return Style("rust2", "diamond")
    if name in _KNOWN:
        return Style(*_KNOWN[name])
    strangers = [a for a in dict.fromkeys(arms) if a.partition("@")[0] not in _KNOWN]
    return Style(*_OTHERS[(strangers.index(arm) if arm in strangers else 0) % len(_OTHERS)])
