"""KoalaBear, p = 2^31 − 2^24 + 1, in NumPy: canonical elements in arrays of uint64, so that products fit."""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

P = 2**31 - 2**24 + 1
GENERATOR = 3
TWO_ADICITY = 24

_P = np.uint64(P)


def mul(x: Words, y: Words | np.uint64, out: Words | None = None) -> Words:
    """x·y."""
    product: Words = np.multiply(x, y, out=out)
    product %= _P
    return product


def add(x: Words, y: Words, out: Words | None = None) -> Words:
    """x + y: below 0 the difference x + y − p wraps round, so the smaller one of both is right."""
    total: Words = np.add(x, y, out=out)
    least: Words = np.minimum(total, total - _P, out=total)
    return least


def sub(x: Words, y: Words, out: Words | None = None) -> Words:
    """x − y, likewise."""
    difference: Words = np.subtract(x, y, out=out)
    least: Words = np.minimum(difference, difference + _P, out=difference)
    return least


def canonical(x: Words) -> Words:
    """They are."""
    return x


def powers(base: int, count: int, first: int = 1) -> Words:
    """first·base^0, …, first·base^(count−1)."""
    result = np.empty(count, np.uint64)
    result[:1] = first
    known = 1
    while known < count:
        more = min(known, count - known)
        result[known : known + more] = mul(result[:more], np.uint64(pow(base, known, P)))
        known += more
    return result


def root_of_unity(n: int) -> int:
    """ω_n = 3^((p−1)/n)."""
    return pow(GENERATOR, (P - 1) // n, P)
