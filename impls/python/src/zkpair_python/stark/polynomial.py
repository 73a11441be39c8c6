"""Polynomials as lists of coefficients, lowest first, over F_p or its extension, and the transforms between
coefficients and values on a coset (Cooley and Tukey 1965); all domains of a STARK are such cosets.

    ntt:         f(ω^0), f(ω^1), …                 from the coefficients of f, ω of order n
    coset:       f(s·ω^i) = g(ω^i) with g(X) = f(sX), so coefficient k is multiplied by s^k first
"""

from __future__ import annotations

from collections.abc import Sequence

from .extension import ZERO, Ext
from .field import P, inverse, powers, root_of_unity

Polynomial = Sequence[int | Ext]


def ntt(coefficients: Sequence[int], omega: int) -> list[int]:
    """f(ω^0), …, f(ω^(n−1)) in natural order, for n = 2^k coefficients and ω of order n."""
    return _transform(coefficients, powers(omega, len(coefficients) // 2))


def _transform(coefficients: Sequence[int], roots: Sequence[int]) -> list[int]:
    """f(ω^i) and f(ω^(i + n/2)) = e(ω^2i) ± ω^i·o(ω^2i), e the even and o the odd coefficients; roots[i] = ω^i."""
    if len(coefficients) == 1:
        return list(coefficients)
    even = _transform(coefficients[0::2], roots[0::2])
    odd = _transform(coefficients[1::2], roots[0::2])
    products = [root * value % P for root, value in zip(roots, odd, strict=True)]
    return [(e + o) % P for e, o in zip(even, products, strict=True)] + [
        (e - o) % P for e, o in zip(even, products, strict=True)
    ]


def inverse_ntt(values: Sequence[int], omega: int) -> list[int]:
    """The coefficients of the polynomial of degree below n with these values on 1, ω, …, ω^(n−1)."""
    n_inverse = inverse(len(values))
    return [value * n_inverse % P for value in ntt(values, inverse(omega))]


def evaluate_on_coset(coefficients: Sequence[int], offset: int, size: int) -> list[int]:
    """f(s·ω^0), …, f(s·ω^(size−1)) for the coset's offset s; size ≥ the number of coefficients."""
    scaled = [c * power % P for c, power in zip(coefficients, powers(offset, len(coefficients)), strict=True)]
    return ntt(scaled + [0] * (size - len(scaled)), root_of_unity(size))


def interpolate_on_coset(values: Sequence[int], offset: int) -> list[int]:
    """The coefficients of the polynomial of degree below n with values[i] at s·ω_n^i."""
    scaled = inverse_ntt(values, root_of_unity(len(values)))
    return [c * power % P for c, power in zip(scaled, powers(inverse(offset), len(scaled)), strict=True)]


def join(parts: tuple[list[int], list[int]]) -> list[Ext]:
    return [Ext(a, b) for a, b in zip(*parts, strict=True)]


def evaluate_ext_on_coset(coefficients: Sequence[Ext], offset: int, size: int) -> list[Ext]:
    """As `evaluate_on_coset`. The transform is linear over F_p: each of the two coefficients of Ext goes by itself."""
    return join(
        (
            evaluate_on_coset([c.a for c in coefficients], offset, size),
            evaluate_on_coset([c.b for c in coefficients], offset, size),
        )
    )


def interpolate_ext_on_coset(values: Sequence[Ext], offset: int) -> list[Ext]:
    return join(
        (
            interpolate_on_coset([v.a for v in values], offset),
            interpolate_on_coset([v.b for v in values], offset),
        )
    )


def evaluate(coefficients: Polynomial, x: Ext) -> Ext:
    """f(x) by Horner's rule."""
    value = ZERO
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def divide_by_linear(coefficients: Sequence[Ext], z: Ext) -> list[Ext]:
    """(f(X) − f(z))/(X − z) by synthetic division, with a leading 0 to keep the number of coefficients."""
    quotient = [ZERO] * len(coefficients)
    carry = ZERO
    for i in range(len(coefficients) - 1, -1, -1):
        quotient[i] = carry
        carry = carry * z + coefficients[i]
    return quotient
