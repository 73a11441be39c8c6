"""Poseidon2 over Goldilocks in NumPy: a permutation in each column of a matrix of eight rows (see `poseidon2`).

Products by the diagonal of M_I, (−2, 1, 2, 1/2, 3, −1/2, −3, −4), are sums but for the two halves, and a sum of four
words is kept as one of low and one of high halves, so that it is reduced once.
"""

import numpy as np
import numpy.typing as npt

from zkpair_python.algebra.vector_goldilocks import P, Words, add, canonical, mul, square, sub
from zkpair_python.hash.poseidon2_constants import FINAL_CONSTANTS, INITIAL_CONSTANTS, PARTIAL_CONSTANTS, WIDTH

AT_ONCE = 1 << 11
"""Permutations at a time: the state and what a product needs beside it stay in the cache."""

_EPSILON = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_HALF = np.uint64((P + 1) // 2)


def _column(constants: tuple[int, ...]) -> Words:
    return np.array(constants, dtype=np.uint64)[:, None]


_INITIAL = [_column(constants) for constants in INITIAL_CONSTANTS]
_FINAL = [_column(constants) for constants in FINAL_CONSTANTS]


def permute(states: Words) -> Words:
    """The permutation of each column of an (8, m) matrix of canonical words, canonical."""
    result = np.empty_like(states)
    for start in range(0, states.shape[1], AT_ONCE):
        result[:, start : start + AT_ONCE] = _permute(states[:, start : start + AT_ONCE])
    return result


def hash_rows(rows: Words) -> Words:
    """The digests, (m, 4), of the rows of an (m, 8) matrix of canonical words: the sponge of rate 4."""
    columns = np.ascontiguousarray(rows.T)
    state = permute(np.concatenate([columns[:4], np.zeros_like(columns[:4])]))
    state[:4] = columns[4:]
    return np.ascontiguousarray(permute(state)[:4].T)


def compress_rows(rows: Words) -> Words:
    """The digests, (m, 4), of two digests each, side by side in the rows of an (m, 8) matrix."""
    return np.ascontiguousarray(permute(np.ascontiguousarray(rows.T))[:4].T)


def _permute(states: Words) -> Words:
    state = _external(states)
    for constants in _INITIAL:
        state = _external(_sbox(add(state, constants)))
    for constant in PARTIAL_CONSTANTS:
        state[0] = _sbox(add(state[0], np.array([constant], np.uint64)))
        state = _internal(state)
    for constants in _FINAL:
        state = _external(_sbox(add(state, constants)))
    return canonical(state)


def _sbox(x: Words) -> Words:
    """x^7 = x⁴·x²·x."""
    squared = square(x)
    return mul(square(squared), mul(squared, x))


def _external(x: Words) -> Words:
    """M_E·x with M = circ(2, 3, 1, 1) in M_E = [[2M, M], [M, 2M]]; all sums by halves, below 2^37."""
    return _joined(_external_sums(x & _EPSILON), _external_sums(x >> _32))


def _external_sums(x: Words) -> Words:
    halves = x.reshape(2, 4, -1)
    total = halves.sum(axis=1, dtype=np.uint64)[:, None]
    y = halves + total
    y += np.uint64(2) * np.roll(halves, -1, axis=1)
    y += y.sum(axis=0, dtype=np.uint64)
    sums: Words = y.reshape(WIDTH, -1)
    return sums


def _internal(x: Words) -> Words:
    """M_I·x: Σ x + d_j·x_j."""
    low, high = x & _EPSILON, x >> _32
    total = _joined(low.sum(axis=0, dtype=np.uint64), high.sum(axis=0, dtype=np.uint64))
    halves = canonical(mul(x[3::2][:2], _HALF))  # of x₃ and x₅
    factors = np.array([2, 1, 2, 1, 3, 1, 3, 4], np.uint64)[:, None]
    low *= factors
    high *= factors
    parts = canonical(_joined(low, high))
    parts[3::2][:2] = halves
    result = np.empty_like(x)
    result[1:5] = add(total, parts[1:5])
    result[0] = sub(total, parts[0])
    result[5:] = sub(total, parts[5:])
    return result


def _joined(low: npt.NDArray[np.uint64], high: npt.NDArray[np.uint64]) -> Words:
    """low + 2^32·high for sums below 2^62, as any words: 2^32·2^32 ≡ ε."""
    high += low >> _32
    overflow = (high >> _32) * _EPSILON
    high <<= _32
    high |= low & _EPSILON
    return add(high, overflow)
