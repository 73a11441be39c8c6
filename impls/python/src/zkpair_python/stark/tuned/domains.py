"""Transforms of many columns at once, and the points of domains, which depend on nothing but sizes and are kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from zkpair_python.algebra import vector_goldilocks as goldilocks
from zkpair_python.algebra.vector_goldilocks import CHUNK, Words, canonical
from zkpair_python.algebra.vector_ntt import inverse_ntt, ntt
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import GENERATOR, P, inverse, root_of_unity

from .vectors import ExtVector, sub


@lru_cache(maxsize=32)
def powers(base: int, count: int, first: int = 1) -> Words:
    """first·base^k for k < count. Kept: not to be written."""
    found = goldilocks.powers(base, count, first)
    found.flags.writeable = False
    return found


def points(size: int) -> Words:
    """7·ω^i, the points of the coset of that size."""
    return powers(root_of_unity(size), size, GENERATOR)


@lru_cache(maxsize=16)
def inverse_distances(size: int, point: int) -> Words:
    """1/(x − point) for the points x of the coset of that size."""
    return goldilocks.inverses(sub(points(size), np.array([point], np.uint64)))


def interpolate(values: Words, offset: int) -> Words:
    """The coefficients of the columns of an (n, w) matrix of values at offset·ω_n^i."""
    n = len(values)
    coefficients = inverse_ntt(goldilocks, values, root_of_unity(n))
    return coefficients if offset == 1 else _times_rows(coefficients, powers(inverse(offset), n))


def extend(coefficients: Words, size: int) -> Words:
    """The values on 7·⟨ω_size⟩ of columns of n coefficients, (n, w) to (size, w).

    With size = b·n, index b·i + k is the point s_k·ω_n^i, s_k = 7·ω_size^k: b transforms of length n of coefficients
    multiplied by powers of s_k, side by side, and the order is right without a permutation.
    """
    n, width = coefficients.shape
    blowup = size // n
    shifts = _shifts(n, blowup)
    wide = np.empty((n, blowup, width), np.uint64)
    rows = max(1, CHUNK // (blowup * width))
    for start in range(0, n, rows):
        part = goldilocks.mul(coefficients[start : start + rows, None, :], shifts[start : start + rows, :, None])
        wide[start : start + rows] = canonical(part)
    return ntt(goldilocks, wide.reshape(n, blowup * width), root_of_unity(n)).reshape(size, width)


@lru_cache(maxsize=8)
def _shifts(n: int, blowup: int) -> Words:
    """s_k^j in row j and column k."""
    omega = root_of_unity(n * blowup)
    return np.stack([goldilocks.powers(GENERATOR * pow(omega, k, P) % P, n) for k in range(blowup)], axis=1)


def _times_rows(matrix: Words, factors: Words) -> Words:
    """Row i times factor i."""
    rows = max(1, CHUNK // matrix.shape[1])
    for start in range(0, len(matrix), rows):
        part = matrix[start : start + rows]
        part[:] = canonical(goldilocks.mul(part, factors[start : start + rows, None]))
    return matrix


def extension_powers(z: Ext, count: int) -> ExtVector:
    """z^0, …, z^(count−1), by doubling; count is a power of two."""
    found = ExtVector.of(Ext(1))
    while len(found) < count:
        more = found * ExtVector.of(z ** len(found))
        found = ExtVector(np.concatenate([found.a, more.a]), np.concatenate([found.b, more.b]))
    return found
