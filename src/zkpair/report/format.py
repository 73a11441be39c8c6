"""Numbers as people read them: three significant digits, units that fit, powers of two as powers."""

from __future__ import annotations

import math
import re

from zkpair.analysis.estimate import Estimate
from zkpair.analysis.ratio import Ratio

NONE = "–"
THIN = "\u202f"
TIMES = ((1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s"))
BYTES = ((1.0, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"))


def significant(value: float, digits: int = 3) -> str:
    """Plain decimal notation: 0.0123, 1.23, 123, 1230 (never 1.23e+03)."""
    if not math.isfinite(value):
        return NONE
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    places = digits - 1 - math.floor(math.log10(abs(rounded)))
    text = f"{rounded:.{max(places, 0)}f}"
    return grouped(text)


def grouped(text: str) -> str:
    whole, dot, rest = text.partition(".")
    if len(whole.lstrip("-")) < 5:
        return text
    return f"{int(whole):,}".replace(",", THIN) + dot + rest


def times(value: float) -> str:
    """A speed-up: 38.2×, 9.41×, 1.05×."""
    return f"{significant(value)}×" if math.isfinite(value) else NONE


def bound(value: float) -> str:
    """A round number as it was written: 10, 0.5, 1000."""
    return grouped(f"{value:g}") if value < 1e6 else significant(value)


def interval(low: float | None, high: float | None) -> str:
    """`[35.1–41.0]`; empty where there is none."""
    if low is None or high is None:
        return ""
    return f"[{significant(low)}–{significant(high)}]"


def ratio_text(ratio: Ratio | None) -> str:
    """Estimate and interval in one: `38× [35–41]`."""
    if ratio is None or not ratio.log_ratios:
        return NONE
    return f"{times(ratio.estimate)} {interval(ratio.low, ratio.high)}".rstrip()


def percent(value: float, digits: int = 3) -> str:
    """A share: 0.0973 is 9.73 %."""
    return f"{significant(100 * value, digits)}{THIN}%" if math.isfinite(value) else NONE


def seconds(value: float | None, digits: int = 3) -> str:
    """1.23 ms, 45.6 µs, 2.50 s."""
    return _with_unit(value, TIMES, digits)


def size_bytes(value: float | None, digits: int = 3) -> str:
    """Decimal units: 1 MB is a million bytes."""
    return _with_unit(value, BYTES, digits)


def _with_unit(value: float | None, units: tuple[tuple[float, str], ...], digits: int) -> str:
    if value is None or not math.isfinite(value):
        return NONE
    if value == 0:
        return f"0{THIN}{units[0][1]}"
    factor, unit = next((u for u in reversed(units) if abs(value) >= u[0] * 0.9995), units[0])
    return f"{significant(value / factor, digits)}{THIN}{unit}"


def estimate_seconds(value: Estimate | None) -> str:
    return seconds(value.estimate) if value else NONE


def estimate_bytes(value: Estimate | None) -> str:
    return size_bytes(value.estimate) if value else NONE


def size(n: int) -> str:
    """2^10 for powers of two from 8 up, else the number. What draws it lifts what follows the ^."""
    return f"2^{n.bit_length() - 1}" if n >= 8 and n & (n - 1) == 0 else grouped(str(n))


LIFTED = re.compile(r"\^(-?\d+(?:\.\d+)?)")
"""What is written above the line: the exponent after a ^."""


def rate(value: float) -> str:
    return significant(value)


def date(utc: str) -> str:
    """`2026-01-05 09:00 UTC` of an ISO time."""
    return f"{utc[:10]} {utc[11:16]} UTC" if len(utc) >= 16 else utc


def share_text(ratio: Ratio | None) -> str:
    """A share with its interval: `9.7 % [9.6–9.8]`."""
    if ratio is None or not ratio.log_ratios:
        return NONE
    if ratio.low is None or ratio.high is None:
        return percent(ratio.estimate)
    return f"{percent(ratio.estimate)} {interval(100 * ratio.low, 100 * ratio.high)}"
