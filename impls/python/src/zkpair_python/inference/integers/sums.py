"""Σ_k x_pk·w_ok in int32: the reader has refused every graph in which such a sum could reach p/2 < 2^30, in any order
of adding. NumPy's einsum has vector instructions for int32, and BLAS no integers.
"""

import numpy as np

from zkpair_python.inference.arrays import Array


def sums(x: Array, w: Array) -> Array:
    """[..., p, o] from x [..., p, k] and w [..., o, k], axes before of equal size; int64."""
    x, w = (np.ascontiguousarray(values, np.int32) for values in (x, w))
    result = np.empty((*x.shape[:-1], w.shape[-2]), np.int64)
    for place in np.ndindex(x.shape[:-2]):
        result[place] = np.einsum("pk,ok->po", x[place], w[place])
    return result
