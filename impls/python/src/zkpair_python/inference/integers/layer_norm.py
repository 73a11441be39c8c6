"""LayerNorm over the last axis of n elements: c_i = n·x_i − Σx; D = Σc_i² + epsilon; ρ = max(⌊√⌊D·2^16/n⌋⌋, 1), which
is n·σ·2^8; z_i = ⌊(c_i·2^17 + ρ)/(2ρ)⌋, which is (x − μ)/σ·2^8; y_i = R(z_i·g_i + b_i, s_i).
"""

from collections.abc import Sequence
from math import isqrt

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.requantise import with_channel_shifts


def layer_norm(node: Node, operands: Sequence[Array]) -> Array:
    x, g, b = operands
    n = x.shape[-1]
    c = n * x - x.sum(axis=-1, keepdims=True)
    d = (c * c).sum(axis=-1, keepdims=True) + node.integer("epsilon")
    rho = np.maximum(floor_roots((d << 16) // n), 1)
    z = ((c << 17) + rho) // (2 * rho)
    return with_channel_shifts(node, z * g + b, -1)


def floor_roots(values: Array) -> Array:
    """⌊√v⌋ of each, exactly: float64 has too few bits for numbers up to 2^62."""
    return np.array([isqrt(value) for value in values.ravel().tolist()], np.int64).reshape(values.shape)
