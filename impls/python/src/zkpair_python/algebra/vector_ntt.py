"""The number-theoretic transform in NumPy: of a matrix's columns, 2^6 rows at a time, in chunks that fit the cache.

A transform of n = n₁·n₂ rows with n₁ ≤ 2^6 (Bailey, "FFTs in external or hierarchical memory", 1990; i = i₁·n₂ + i₂
and j = j₁ + n₁·j₂)

    f(ω^j) = Σ_{i₂} ω^(n₁·i₂·j₂) · ω^(i₂·j₁) · Σ_{i₁} ω^(n₂·i₁·j₁) · a_i

is one of n₁ rows, each n₂ times as long, a product by ω^(i₂·j₁), a transposition and a transform of n₂ rows, each n₁
times as long. So whatever n is, butterflies take long rows by one root, which is what NumPy is good at.

The transform of few rows is Stockham's arrangement of Cooley and Tukey's recursion. Before a stage there are s
interleaved transforms of length n/s: row k·s + j is value k of the transform of the rows ≡ j mod s. A stage merges j
with j + s/2:

    y[k·s/2 + j], y[k·s/2 + j + n/2] = x[k·s + j] ± ω^(k·s/2)·x[k·s + j + s/2]    for 0 ≤ k < n/s, 0 ≤ j < s/2
"""

from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

ROWS = 64  # of one pass: 64 rows of 128 words are 64 KB
CHUNK = 1 << 13  # words at a time


class VectorField(Protocol):
    """What a module of vectors over a field has: `vector_goldilocks`, `vector_koalabear`."""

    P: int

    def __hash__(self) -> int: ...

    def mul(self, x: Words, y: Words | np.uint64, out: Words | None = None) -> Words: ...
    def add(self, x: Words, y: Words, out: Words | None = None) -> Words: ...
    def sub(self, x: Words, y: Words, out: Words | None = None) -> Words: ...
    def canonical(self, x: Words) -> Words: ...
    def powers(self, base: int, count: int, first: int = 1) -> Words: ...


def ntt(field: VectorField, coefficients: Words, omega: int) -> Words:
    """f(ω^0), …, f(ω^(n−1)), canonical, of each column of an (n, w) matrix or of a vector; ω has the order n."""
    n = len(coefficients)
    rows = coefficients.reshape(n, -1)
    width = rows.shape[1]
    while n > ROWS:
        n1 = _rows_of_a_pass(n)
        n2 = n // n1
        wide = np.empty((n2, n1, width), np.uint64)
        _pass(field, rows.reshape(n1, n2 * width), omega, n2, wide)
        rows = wide.reshape(n2, n1 * width)
        omega, width, n = pow(omega, n1, field.P), n1 * width, n2
    values = np.empty((n, width), np.uint64)
    step = max(1, CHUNK // n)
    roots = _roots(field, n, omega)
    for start in range(0, width, step):
        part = _few_rows(field, rows[:, start : start + step], roots)
        values[:, start : start + step] = field.canonical(part)
    return values.reshape(coefficients.shape)


def inverse_ntt(field: VectorField, values: Words, omega: int) -> Words:
    """The coefficients of the polynomials with these values at ω^0, …, ω^(n−1)."""
    n = len(values)
    coefficients = ntt(field, values, pow(omega, -1, field.P))
    flat = coefficients.reshape(-1)
    scale = np.uint64(pow(n, -1, field.P))
    for start in range(0, len(flat), CHUNK):
        part = flat[start : start + CHUNK]
        part[:] = field.canonical(field.mul(part, scale))
    return coefficients


def _rows_of_a_pass(n: int) -> int:
    """n is cut into passes of nearly equal numbers of rows, none above ROWS."""
    log_n, log_rows = n.bit_length() - 1, ROWS.bit_length() - 1
    passes = -(-log_n // log_rows)
    return 1 << -(-log_n // passes)


def _pass(field: VectorField, rows: Words, omega: int, n2: int, out: Words) -> None:
    """The transforms of n₁ rows times ω^(i₂·j₁), transposed: out[i₂, j₁, :]."""
    n1 = len(rows)
    width = rows.shape[1] // n2
    roots = _roots(field, n1, pow(omega, n2, field.P))
    twists = _twists(field, n1, n2, omega)
    step = max(1, CHUNK // n1)
    if width >= step:  # a chunk lies within one i₂
        for i2 in range(n2):
            twist = twists[:, i2 : i2 + 1]
            for start in range(0, width, step):
                end = min(start + step, width)
                part = _few_rows(field, rows[:, i2 * width + start : i2 * width + end], roots)
                out[i2, :, start:end] = field.mul(part, twist)
        return
    at_once = step // width
    for i2 in range(0, n2, at_once):
        part = _few_rows(field, rows[:, i2 * width : (i2 + at_once) * width], roots)
        cube = field.mul(part.reshape(n1, -1, width), twists[:, i2 : i2 + at_once, None])
        out[i2 : i2 + at_once] = cube.transpose(1, 0, 2)


def _few_rows(field: VectorField, rows: Words, roots: Words) -> Words:
    """The transform of at most ROWS rows, not canonical; `rows` stay as they are."""
    n, width = rows.shape
    s = n
    while s > 1:
        half = s // 2
        pairs = rows.reshape(n // s, 2, half, width)
        even, odd = pairs[:, 0], pairs[:, 1]
        merged = np.empty((2, n // s, half, width), np.uint64)
        product = np.empty((n // s, half, width), np.uint64)
        product[0] = odd[0]  # by ω⁰ = 1
        if n > s:
            product[1:] = field.mul(odd[1:], roots[half : n // 2 : half, None, None])
        field.canonical(product)
        field.add(even, product, merged[0])
        field.sub(even, product, merged[1])
        rows = merged.reshape(n, width)
        s = half
    return rows


@lru_cache(maxsize=64)
def _roots(field: VectorField, n: int, omega: int) -> Words:
    """ω^0, …, ω^(n/2−1)."""
    return field.powers(omega, max(1, n // 2))


@lru_cache(maxsize=16)
def _twists(field: VectorField, n1: int, n2: int, omega: int) -> Words:
    """ω^(i₂·j₁) in row j₁ and column i₂."""
    return np.stack([field.powers(pow(omega, j1, field.P), n2) for j1 in range(n1)])
