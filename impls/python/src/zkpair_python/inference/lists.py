"""Tensors as nested lists: x[n][c][h][w]. A scalar is a number."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from math import prod
from operator import mul
from typing import Any

Nested = Any
"""A number, or a list of Nested of one shape."""


def rank(x: Nested) -> int:
    """The number of axes."""
    axes = 0
    while isinstance(x, list):
        x, axes = x[0], axes + 1
    return axes


def shape(x: Nested) -> list[int]:
    """The length of every axis."""
    sizes = []
    while isinstance(x, list):
        sizes.append(len(x))
        x = x[0]
    return sizes


def flat(x: Nested) -> list[Any]:
    """The elements in C order."""
    for _ in range(rank(x) - 1):
        x = list(chain.from_iterable(x))
    return x if isinstance(x, list) else [x]


def nested(elements: Sequence[Any], sizes: Sequence[int]) -> Nested:
    """Elements in C order as a tensor of that shape."""
    if not sizes:
        return elements[0]
    if len(sizes) == 1:
        return list(elements)
    each = prod(sizes[1:])
    return [nested(elements[i * each : (i + 1) * each], sizes[1:]) for i in range(sizes[0])]


def each(f: Callable[[float], Any], x: Nested) -> Nested:
    """f of every element."""
    return [each(f, part) for part in x] if isinstance(x, list) else f(x)


def each_vector(f: Callable[[list[float]], Nested], x: Nested) -> Nested:
    """f of every vector along the last axis."""
    return [each_vector(f, part) for part in x] if isinstance(x[0], list) else f(x)


def along(f: Callable[[list[float]], list[float]], x: Nested, axis: int) -> Nested:
    """f of every vector along any axis, in its place."""
    if axis > 0:
        return [along(f, part, axis - 1) for part in x]
    if not isinstance(x[0], list):
        return f(x)
    return swapped([along(f, part, 0) for part in swapped(x)])


def swapped(x: Nested) -> Nested:
    """The first two axes exchanged."""
    return [list(column) for column in zip(*x, strict=True)]


def combined(f: Callable[[Nested, Nested], Nested], a: Nested, c: Nested, inner: int = 0) -> Nested:
    """f of the elements that meet under NumPy's broadcasting: axes from the last one on, of equal size or 1.

    With `inner`, f is given blocks of the last so many axes, which do not broadcast.
    """
    axes_a, axes_c = rank(a), rank(c)
    if max(axes_a, axes_c) <= inner:
        return f(a, c)
    if axes_a < axes_c:
        return [combined(f, a, part, inner) for part in c]
    if axes_a > axes_c:
        return [combined(f, part, c, inner) for part in a]
    size = max(len(a), len(c))
    return [combined(f, a[i % len(a)], c[i % len(c)], inner) for i in range(size)]


def dot(a: Iterable[float], b: Iterable[float]) -> float:
    """Σ a_i·b_i."""
    return float(sum(map(mul, a, b)))
