"""Linear: R(Σ_i x_i·w_oi + b_o, s_o) over the last axis. MatMul: R(Σ_k a_ik·c_kj, shift)."""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.requantise import with_channel_shifts, with_one_shift
from zkpair_python.inference.integers.sums import sums


def linear(node: Node, operands: Sequence[Array]) -> Array:
    x, w, b = operands
    accumulator = sums(x.reshape(-1, x.shape[-1]), w) + b
    return with_channel_shifts(node, accumulator.reshape(*x.shape[:-1], len(w)), -1)


def matmul(node: Node, operands: Sequence[Array]) -> Array:
    a, c = operands
    leading = np.broadcast_shapes(a.shape[:-2], c.shape[:-2])
    rows = np.broadcast_to(a, (*leading, *a.shape[-2:]))
    columns = np.broadcast_to(c, (*leading, *c.shape[-2:])).swapaxes(-1, -2)
    return with_one_shift(node, sums(rows, columns))
