"""Which power of two: a value x becomes q = clamp(⌊x·2^e + 1/2⌋, −128, 127).

The largest e that saturates nothing is e₀ = ⌊log₂(127.5 / max|x|)⌋; one or two above it a few large values saturate and
all others are rounded more finely. The mean squared error says which is better.
"""

from __future__ import annotations

import math

import numpy as np

from zkpair_graph.graph import Array
from zkpair_graph.integer import HIGHEST, LOWEST

FINEST, COARSEST = 40, -40
TRIED = 3
"""Exponents tried: e₀, e₀ + 1, e₀ + 2."""


def largest_exponent(largest: float, of_zeros: int = 7) -> int:
    """e₀ for values up to that magnitude; `of_zeros` where there is nothing else."""
    if largest <= 0.0:
        return of_zeros
    mantissa, power = math.frexp(127.5 / largest)  # 127.5/largest = mantissa·2^power, mantissa in [1/2, 1)
    exponent = power - 1 if mantissa >= 0.5 else power
    return min(max(exponent, COARSEST), FINEST)


def rounded(x: Array, exponent: Array | int) -> Array:
    """⌊x·2^e + 1/2⌋ before the clamp, float64."""
    return np.asarray(np.floor(np.ldexp(x, exponent) + 0.5))


def squared_errors(x: Array, exponents: Array) -> Array:
    """Σ (x − q·2^−e)² for each exponent of [TRIED, ...], over the last axis of x [..., n]."""
    q = np.clip(rounded(x, exponents[..., None]), LOWEST, HIGHEST)
    return np.asarray(((x - np.ldexp(q, -exponents[..., None])) ** 2).sum(axis=-1))


def weight_exponents(w: Array) -> Array:
    """The best exponent for each row of [channels, n]: int64 [channels]."""
    base = np.array([largest_exponent(float(largest), FINEST) for largest in np.abs(w).max(axis=1)])
    tried = base + np.arange(2)[:, None]
    return np.asarray(tried[np.argmin(squared_errors(w, tried), axis=0), np.arange(len(w))])


def tensor_exponent(x: Array) -> int:
    """The best exponent for a whole constant tensor."""
    return int(weight_exponents(x.reshape(1, -1))[0])


def to_int8(x: Array, exponent: Array | int) -> Array:
    return np.clip(rounded(x, exponent), LOWEST, HIGHEST).astype(np.int8)
