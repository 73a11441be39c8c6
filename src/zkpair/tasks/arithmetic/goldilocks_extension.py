"""The quadratic extension of Goldilocks, φ² = φ − 2 (winter-math 0.13): (c0, c1) = c0 + c1·φ as Python ints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zkpair.tasks.arithmetic.small_field import GOLDILOCKS

P = GOLDILOCKS.modulus
Element = tuple[int, int]
ZERO: Element = (0, 0)
ONE: Element = (1, 0)


def add(a: Element, b: Element) -> Element:
    return ((a[0] + b[0]) % P, (a[1] + b[1]) % P)


def sub(a: Element, b: Element) -> Element:
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def mul(a: Element, b: Element) -> Element:
    """(a0·b0 − 2·a1·b1) + (a0·b1 + a1·b0 + a1·b1)·φ."""
    high = a[1] * b[1]
    return ((a[0] * b[0] - 2 * high) % P, (a[0] * b[1] + a[1] * b[0] + high) % P)


def scale(a: Element, factor: int) -> Element:
    """The product with an element of the base field."""
    return (a[0] * factor % P, a[1] * factor % P)


def inverse(a: Element) -> Element:
    """conjugate/norm: φ's conjugate is 1 − φ, the norm a0² + a0·a1 + 2·a1². ZeroDivisionError for zero."""
    norm = (a[0] * a[0] + a[0] * a[1] + 2 * a[1] * a[1]) % P
    if norm == 0:
        raise ZeroDivisionError("zero has no inverse")
    return scale(((a[0] + a[1]) % P, -a[1] % P), pow(norm, -1, P))


def power(a: Element, exponent: int) -> Element:
    """exponent ≥ 0."""
    result = ONE
    while exponent:
        if exponent & 1:
            result = mul(result, a)
        a = mul(a, a)
        exponent >>= 1
    return result


def horner(coefficients: Iterable[Element], x: Element) -> Element:
    """The polynomial with these coefficients, highest first, at x."""
    result = ZERO
    for coefficient in coefficients:
        result = add(mul(result, x), coefficient)
    return result


def encode(values: Sequence[Element]) -> bytes:
    """16 bytes each: c0, c1."""
    return GOLDILOCKS.encode(word for value in values for word in value)
