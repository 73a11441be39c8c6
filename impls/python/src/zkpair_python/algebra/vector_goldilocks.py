"""Goldilocks, p = 2^64 − 2^32 + 1, in NumPy: elements side by side in arrays of uint64.

Any word stands for its residue; where an operation asks for a canonical operand (below p), `canonical` makes it so.
With ε = 2^32 − 1 (so 2^64 ≡ ε and 2^96 ≡ −1 mod p) the 128-bit product lo + 2^64·(mid + 2^32·hi) is reduced as

    lo − hi + ε·mid

and what wraps round 2^64 on the way is put right by ∓ε. NumPy has no product of 128 bits: its high word is made of
four products of halves, its low word is what uint64 keeps anyway. A borrow is rare (hi < 2^32), a carry is not.

Each pass over an array costs a quarter of a nanosecond an element as long as the arrays stay in the cache: callers hand
over some 2^13 elements at a time (CHUNK).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

P = 2**64 - 2**32 + 1
GENERATOR = 7
TWO_ADICITY = 32
CHUNK = 1 << 13

_P = np.uint64(P)
_EPSILON = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


def mul(x: Words, y: Words | np.uint64, out: Words | None = None) -> Words:
    """x·y of any words, as any words."""
    x_low, x_high = x & _EPSILON, x >> _32
    y_low, y_high = y & _EPSILON, y >> _32
    middle = x_high * y_low
    rest = x_low * y_high
    x_low = x_low * y_low
    x_low >>= _32
    middle += x_low
    rest += middle & _EPSILON
    middle >>= _32
    rest >>= _32
    high: Words = x_high * y_high
    high += middle
    high += rest
    low: Words = np.multiply(x, y, out=out)
    return _reduced(low, high)


def square(x: Words) -> Words:
    """x² of any words, as any words."""
    x_low, x_high = x & _EPSILON, x >> _32
    cross = x_low * x_high
    high: Words = x_high * x_high
    x_low *= x_low
    x_low >>= _32
    rest = x_low + (cross & _EPSILON)
    rest += cross & _EPSILON
    rest >>= _32
    cross >>= _32
    high += cross
    high += cross
    high += rest
    return _reduced(x * x, high)


def _reduced(low: Words, high: Words) -> Words:
    """low + 2^64·high, as any words; both are used up, the result lies where `low` does."""
    top = high >> _32
    borrow = low < top
    low -= top
    np.subtract(low, _EPSILON, out=low, where=borrow)
    high &= _EPSILON
    high *= _EPSILON
    low += high
    low += (low < high) * _EPSILON
    return low


def add(x: Words, y: Words, out: Words | None = None) -> Words:
    """x + y of any words x and canonical y."""
    total: Words = np.add(x, y, out=out)
    total += (total < y) * _EPSILON
    return total


def sub(x: Words, y: Words, out: Words | None = None) -> Words:
    """x − y of any words x and canonical y."""
    borrow = (x < y) * _EPSILON
    difference: Words = np.subtract(x, y, out=out)
    difference -= borrow
    return difference


def canonical(x: Words) -> Words:
    """The representatives below p, in place: x − p wraps round to more than x where x < p."""
    least: Words = np.minimum(x, x - _P, out=x)
    return least


def negated(x: Words) -> Words:
    """p − x of canonical words; 0 becomes p."""
    return _P - x


def powers(base: int, count: int, first: int = 1) -> Words:
    """first·base^0, …, first·base^(count−1), canonical: again and again the known part times the power after it."""
    result = np.empty(count, np.uint64)
    result[:1] = first
    known = 1
    while known < count:
        more = min(known, count - known)
        step = np.uint64(pow(base, known, P))
        for start in range(0, more, CHUNK):
            part = result[start : min(start + CHUNK, more)]
            result[known + start : known + start + len(part)] = canonical(mul(part, step))
        known += more
    return result


def inverses(x: Words) -> Words:
    """1/x of canonical nonzero words in a vector: Montgomery's trick on pairs, by halves, down to one inversion."""
    if len(x) == 1:
        return np.array([pow(int(x[0]), -1, P)], np.uint64)
    half = len(x) // 2
    first, second, odd = x[:half], x[half : 2 * half], x[2 * half :]
    products = np.concatenate([canonical(mul(first, second)), odd])
    inverted = inverses(products)
    both = inverted[:half]
    return np.concatenate([canonical(mul(both, second)), canonical(mul(both, first)), inverted[half:]])


def root_of_unity(n: int) -> int:
    """ω_n = 7^((p−1)/n)."""
    return pow(GENERATOR, (P - 1) // n, P)


def elements(values: Any) -> Words:
    """Ints below p as an array."""
    return np.array(values, dtype=np.uint64)
