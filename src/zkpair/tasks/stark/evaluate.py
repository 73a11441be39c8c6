"""A column's polynomial at a point, from its values on ⟨ω_n⟩, by folding:

    f(x) = (f(y) + f(−y))/2 + x·(f(y) − f(−y))/(2y)  as a polynomial in y² = x²,  from n values to n/2 on ⟨ω_n²⟩

All columns at once; the halves are taken out at the end (n^(−1)).
"""

from __future__ import annotations

import numpy as np

from zkpair.tasks.arithmetic.goldilocks_extension import Element, P
from zkpair.tasks.arithmetic.goldilocks_extension import mul as extension_mul
from zkpair.tasks.arithmetic.goldilocks_numpy import Words, add, mul, powers, scalar, sub
from zkpair.tasks.stark.domain import root


def at_base_point(columns: Words, x: int) -> list[int]:
    """Columns as rows of an array of words (width × n), x in the base field."""
    n = columns.shape[1]
    omega_inverse, values = pow(root(n), -1, P), columns
    while (half := values.shape[1] // 2) >= 1:
        low, high = values[:, :half], values[:, half:]
        twisted = mul(sub(low, high), powers(omega_inverse, half, first=x))
        values = add(add(low, high), twisted)
        x, omega_inverse = x * x % P, omega_inverse * omega_inverse % P
    return [int(value) * pow(n, -1, P) % P for value in values[:, 0].tolist()]


def at_extension_point(columns: Words, x: Element) -> list[Element]:
    """The same for x in the extension."""
    n = columns.shape[1]
    omega_inverse = pow(root(n), -1, P)
    c0, c1 = columns, np.zeros_like(columns)
    while (half := c0.shape[1] // 2) >= 1:
        twiddles = powers(omega_inverse, half)
        d0 = mul(sub(c0[:, :half], c0[:, half:]), twiddles)
        d1 = mul(sub(c1[:, :half], c1[:, half:]), twiddles)
        x0, x1 = scalar(x[0]), scalar(x[1])
        high = mul(d1, x1)
        c0 = add(add(c0[:, :half], c0[:, half:]), sub(mul(d0, x0), add(high, high)))
        c1 = add(add(c1[:, :half], c1[:, half:]), add(add(mul(d0, x1), mul(d1, x0)), high))
        x, omega_inverse = extension_mul(x, x), omega_inverse * omega_inverse % P
    size = pow(n, -1, P)
    pairs = zip(c0[:, 0].tolist(), c1[:, 0].tolist(), strict=True)
    return [(int(a) * size % P, int(b) * size % P) for a, b in pairs]
