"""Goldilocks in NumPy: canonical elements as 64-bit words; products, sums, and the transform to a coset.

2^64 ≡ 2^32 − 1 (= ε) and 2^96 ≡ −1 (mod p), so for x = x_0 + 2^64·x_1 + 2^96·x_2, x_1, x_2 < 2^32:
x ≡ x_0 + ε·x_1 − x_2
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zkpair.tasks.arithmetic.small_field import GOLDILOCKS

Words = npt.NDArray[np.uint64]
P = np.uint64(GOLDILOCKS.modulus)
EPSILON = np.uint64(2**32 - 1)
SHIFT = np.uint64(32)
ZERO = np.uint64(0)


def add(a: Words, b: Words) -> Words:
    total = a + b
    total += np.where(total < a, EPSILON, ZERO)  # 2^64 ≡ ε; no second carry: both were below p
    return _reduced(total)


def sub(a: Words, b: Words) -> Words:
    difference = a - b
    difference -= np.where(a < b, EPSILON, ZERO)
    return difference


def mul(a: Words, b: Words) -> Words:
    """Four products of 32-bit halves, then the reduction above."""
    a_low, a_high, b_low, b_high = a & EPSILON, a >> SHIFT, b & EPSILON, b >> SHIFT
    middle = a_low * b_high
    low = a_low * b_low
    cross = a_high * b_low + (low >> SHIFT)
    carry = (cross & EPSILON) + (middle & EPSILON)
    x_0 = (low & EPSILON) | (carry << SHIFT)
    high = a_high * b_high + (cross >> SHIFT) + (middle >> SHIFT) + (carry >> SHIFT)
    x_1, x_2 = high & EPSILON, high >> SHIFT
    result = x_0 - x_2
    result -= np.where(x_0 < x_2, EPSILON, ZERO)  # −2^64 ≡ −ε
    product = x_1 * EPSILON
    total = result + product
    total += np.where(total < product, EPSILON, ZERO)
    return _reduced(total)


def _reduced(words: Words) -> Words:
    """From below 2^64 to below p."""
    return np.where(words >= P, words - P, words)


def scalar(value: int) -> Words:
    """A value as an array of one element, for products with arrays."""
    return np.array([value % GOLDILOCKS.modulus], dtype=np.uint64)


def powers(base: int, count: int, first: int = 1) -> Words:
    """first·base^0 … first·base^(count − 1), by doubling."""
    found = scalar(first)
    while len(found) < count:
        factor = scalar(pow(base, len(found), GOLDILOCKS.modulus))
        found = np.concatenate([found, mul(found, factor)])
    return found[:count]


def transform(coefficients: Words, omega: int) -> Words:
    """f(ω^i) for i = 0 … n − 1, natural order, ω a primitive n-th root of unity (decimation in time, Stockham)."""
    n = len(coefficients)
    values = coefficients.reshape(1, n)
    while values.shape[1] > 1:
        done, rest = values.shape
        even, odd = values[:, : rest // 2], values[:, rest // 2 :]
        twisted = mul(odd, powers(pow(omega, rest // 2, GOLDILOCKS.modulus), done)[:, None])
        values = np.concatenate([add(even, twisted), sub(even, twisted)])
    return values.reshape(n)


def coset_transform(coefficients: Words, n: int, omega: int) -> Words:
    """f(7·ω^i) for i = 0 … n − 1, natural order, of at most n coefficients."""
    padded = np.zeros(n, dtype=np.uint64)
    padded[: len(coefficients)] = mul(coefficients, powers(GOLDILOCKS.generator, len(coefficients)))
    return transform(padded, omega)
