"""Numbers as people read them: three significant digits, units that fit, powers of two as powers, no false precision."""

from __future__ import annotations

import math

from zkpair.analysis.estimate import Estimate
from zkpair.analysis.ratio import Ratio

NONE = "–"
THIN = "\u202f"
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_TIMES = ((1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s"))
_BYTES = ((1.0, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"))


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
    return _grouped(text)


def _grouped(text: str) -> str:
    whole, dot, rest = text.partition(".")
    if len(whole.lstrip("-")) < 5:
        return text
    return f"{int(whole):,}".replace(",", THIN) + dot + rest


def times(value: float) -> str:
    """A speed-up: 38x, 9.4x, 1.05x."""
    if not math.isfinite(value):
        return NONE
    return f"{significant(value, 2 if value < 100 and value >= 10 else 3)}×"


def interval(low: float | None, high: float | None) -> str:
    """`[35–41]`, as many digits as the ratio has; empty where there is none."""
    if low is None or high is None:
        return ""
    low_text, high_text = (significant(v, 2 if 10 <= v < 100 else 3) for v in (low, high))
    if low_text == high_text:
        low_text, high_text = significant(low, 3), significant(high, 3)
    return f"[{low_text}–{high_text}]"


def ratio_text(ratio: Ratio | None) -> str:
    """Estimate and interval in one: `38× [35–41]`."""
    if ratio is None or not ratio.log_ratios:
        return NONE
    return f"{times(ratio.estimate)} {interval(ratio.low, ratio.high)}".rstrip()


def percent(value: float) -> str:
    if not math.isfinite(value):
        return NONE
    shown = value * 100
    return f"{shown:.0f}{THIN}%" if shown >= 9.95 else f"{significant(shown, 2)}{THIN}%"


def seconds(value: float | None) -> str:
    """1.23 ms, 45.6 µs, 2.5 s."""
    return _with_unit(value, _TIMES)


def size_bytes(value: float | None) -> str:
    """Decimal units: 1 MB is a million bytes."""
    return _with_unit(value, _BYTES)


def _with_unit(value: float | None, units: tuple[tuple[float, str], ...]) -> str:
    if value is None or not math.isfinite(value):
        return NONE
    if value == 0:
        return f"0{THIN}{units[0][1]}"
    factor, unit = next((u for u in reversed(units) if abs(value) >= u[0] * 0.9995), units[0])
    return f"{significant(value / factor)}{THIN}{unit}"


def estimate_seconds(value: Estimate | None) -> str:
    return seconds(value.estimate) if value else NONE


def estimate_bytes(value: Estimate | None) -> str:
    return size_bytes(value.estimate) if value else NONE


def size(n: int) -> str:
    """2¹⁰ for powers of two from 8 up, else the number."""
    if n >= 8 and n & (n - 1) == 0:
        return "2" + str(n.bit_length() - 1).translate(_SUPERSCRIPT)
    return _grouped(str(n))


def plain_size(n: int) -> str:
    """2^10, for places without superscripts."""
    return f"2^{n.bit_length() - 1}" if n >= 8 and n & (n - 1) == 0 else str(n)


def power(exponent: float) -> str:
    return f"n^{exponent:.2f}"


def superscript(text: str) -> str:
    return text.translate(_SUPERSCRIPT)


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
