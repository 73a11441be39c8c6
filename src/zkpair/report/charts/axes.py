"""Scales and ticks: logarithmic for ratios, times and sizes, linear for bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LogScale:
    """Maps low..high (positive) to pixels start..end, equal factors to equal lengths."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, gap: float) -> list[float]:
        """Powers of ten at least `gap` pixels apart; 1, 2 and 5 times them where fewer than three are in sight."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        decades = self._within([10.0**k for k in range(first, last + 1)])
        finer = self._within([m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5)])
        return thinned(decades if len(decades) > 2 else finer, self, gap)

    def _within(self, values: Sequence[float]) -> list[float]:
        return [v for v in values if self.low * (1 - 1e-9) <= v <= self.high * (1 + 1e-9)]


def log_scale(values: Sequence[float], start: float, end: float, room: float = 1.25, least: float = 10.0) -> LogScale:
    """A scale that holds all values with some room, at least a factor `least` wide."""
    usable = [v for v in values if v > 0 and math.isfinite(v)] or [1.0]
    low, high = min(usable) / room, max(usable) * room
    if high / low < least:
        widen = math.sqrt(least * low / high)
        low, high = low / widen, high * widen
    return LogScale(low, high, start, end)


def linear_ticks(highest: float, most: int = 5) -> list[float]:
    """0 and round steps (1, 2, 5 times a power of ten) up to `highest`."""
    if not highest > 0:
        return [0.0]
    raw = highest / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * 0.999)
    return [k * step for k in range(int(highest / step + 1e-9) + 1)]


def thinned(ticks: Sequence[float], scale: LogScale, gap: float) -> list[float]:
    """Every tick that is at least `gap` pixels from the one kept before."""
    kept: list[float] = []
    for tick in ticks:
        if not kept or abs(scale(tick) - scale(kept[-1])) >= gap:
            kept.append(tick)
    return kept
