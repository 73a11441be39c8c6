"""How time grows with size: the fitted exponent against the declared one, and sizes that were not run.

Least squares on logarithms: ln t_i = c + e ln n_i + noise, with e's interval from Student's t with k - 2 degrees of
freedom. A task declares f(n) (`n log n`, `n^2`, `n / log n`). Its own exponent at finite sizes is not the power in its
name: d ln(n ln n) / d ln n = 1 + 1 / ln n is 1.18 at 2^8 and 1.07 at 2^20. So the declared exponent is the one that the
same least squares gives for f at the same sizes, and that is what the fitted one is compared with.

Extrapolation goes along the declared shape: ln t = c + e' ln f(n), e' fitted (1 when the declaration is exact), with
the prediction interval of the regression. An extrapolated point is drawn hollow and never decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zkpair.analysis.interval import student_t_quantile

CONFIDENCE = 0.95
EXPONENT_MARGIN = 0.1
"""Exponents closer than this agree: caches and constant overheads bend every curve a little."""


@dataclass(frozen=True)
class Complexity:
    """time ~ size^power * ln(size)^logarithms: `n log n` is (1, 1), `n / log n` (1, -1), `1` (0, 0)."""

    power: float
    logarithms: int

    def log_of(self, size: float) -> float:
        """ln f(size). Sizes below 2 count as 2 where a logarithm is in play: ln 1 = 0 has none."""
        log_part = self.logarithms * math.log(math.log(max(size, 2.0))) if self.logarithms else 0.0
        return self.power * math.log(size) + log_part


@dataclass(frozen=True)
class Scaling:
    """A fitted exponent with its 95 % interval (None for two sizes) and the declared one at the same sizes.

    `agreement`: agrees, grows_faster or grows_slower than declared; undecided when the sizes cannot tell.
    """

    exponent: float
    low: float | None
    high: float | None
    declared: float
    sizes: int
    agreement: Literal["agrees", "grows_faster", "grows_slower", "undecided"]


@dataclass(frozen=True)
class Extrapolated:
    """A time that was computed, not measured: hollow in charts, never deciding. Bounds at 95 %, None for two sizes."""

    size: int
    seconds: float
    low: float | None
    high: float | None


def declared_complexity(text: str, exponent: float) -> Complexity:
    """Read a task's declaration: its exponent, and whether its text multiplies or divides by a logarithm."""
    lowered = text.lower()
    if re.search(r"/\s*\(?\s*(log|ln)", lowered):
        return Complexity(exponent, -1)
    return Complexity(exponent, 1 if re.search(r"\b(log|ln)", lowered) else 0)


def local_exponent(complexity: Complexity, size: float) -> float:
    """d ln f / d ln n at a size: power + logarithms / ln(size)."""
    if complexity.logarithms == 0:
        return complexity.power
    if size < 2:
        raise ValueError(f"a logarithm needs a size of 2 or more, not {size}")
    return complexity.power + complexity.logarithms / math.log(size)


def fit_exponent(sizes: Sequence[int], seconds: Sequence[float], complexity: Complexity) -> Scaling:
    """Fit the exponent over at least two distinct sizes. Raises ValueError for fewer, or for times not positive."""
    fit = _regress(sizes, seconds, math.log)
    declared = _slope(fit.x, np.array([complexity.log_of(n) for n in sizes]))
    half = None
    if fit.spread is not None:
        half = student_t_quantile((1 + CONFIDENCE) / 2, len(sizes) - 2) * fit.spread / math.sqrt(fit.x_square)
    low, high = (None, None) if half is None else (fit.slope - half, fit.slope + half)
    return Scaling(fit.slope, low, high, declared, len(sizes), _agreement(fit.slope, low, high, declared))


def extrapolate(sizes: Sequence[int], seconds: Sequence[float], complexity: Complexity, size: int) -> Extrapolated:
    """The time at a size that was not run, along the declared shape with its fitted exponent."""
    if size < 1:
        raise ValueError(f"a size is 1 or more, not {size}")
    shape: Callable[[float], float] = complexity.log_of
    if complexity.power == 0 and complexity.logarithms == 0:
        shape = math.log  # a constant has no shape to stretch: fall back to the plain power law
    fit = _regress(sizes, seconds, shape)
    distance = shape(size) - fit.x_mean
    predicted = fit.y_mean + fit.slope * distance
    if fit.spread is None:
        return Extrapolated(size, math.exp(predicted), None, None)
    error = fit.spread * math.sqrt(1 + 1 / len(sizes) + distance**2 / fit.x_square)
    half = student_t_quantile((1 + CONFIDENCE) / 2, len(sizes) - 2) * error
    return Extrapolated(size, math.exp(predicted), math.exp(predicted - half), math.exp(predicted + half))


@dataclass(frozen=True)
class _Fit:
    slope: float
    x: np.ndarray[tuple[int], np.dtype[np.float64]]
    x_mean: float
    y_mean: float
    x_square: float  # sum of squared deviations of x
    spread: float | None  # residual standard deviation; None with no degree of freedom left


def _regress(sizes: Sequence[int], seconds: Sequence[float], shape: Callable[[float], float]) -> _Fit:
    if len(sizes) != len(seconds):
        raise ValueError(f"{len(sizes)} sizes but {len(seconds)} times")
    if len(set(sizes)) < 2:
        raise ValueError(f"an exponent needs two sizes or more, not {len(set(sizes))}")
    for n, t in zip(sizes, seconds, strict=True):
        if n < 1 or not (math.isfinite(t) and t > 0):
            raise ValueError(f"size {n} took {t} s: sizes are 1 or more and times positive")
    x = np.array([shape(n) for n in sizes])
    y = np.log(np.array(seconds, dtype=np.float64))
    deviations = x - x.mean()
    x_square = float(deviations @ deviations)
    if x_square == 0:
        raise ValueError(f"the declared complexity is the same at all of the sizes {sorted(set(sizes))}")
    slope = float(deviations @ (y - y.mean())) / x_square
    residuals = y - y.mean() - slope * deviations
    free = len(sizes) - 2
    spread = math.sqrt(float(residuals @ residuals) / free) if free > 0 else None
    return _Fit(slope, x, float(x.mean()), float(y.mean()), x_square, spread)


def _slope(x: np.ndarray[tuple[int], np.dtype[np.float64]], y: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    deviations = x - x.mean()
    return float(deviations @ (y - y.mean())) / float(deviations @ deviations)


def _agreement(
    exponent: float, low: float | None, high: float | None, declared: float
) -> Literal["agrees", "grows_faster", "grows_slower", "undecided"]:
    if abs(exponent - declared) <= EXPONENT_MARGIN:
        return "agrees"
    if low is None or high is None or low <= declared <= high:
        return "undecided"
    return "grows_faster" if exponent > declared else "grows_slower"
