"""Softmax: p_i = t[max x − x_i], y_i = min(⌊(p_i·2^(E+1) + Σp)/(2·Σp)⌋, 127): p_i/Σp at the scale 2^−E, halves up."""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node

HIGHEST = 127


def softmax(node: Node, operands: Sequence[Array]) -> Array:
    x, t = operands
    axis, exponent = node.integer("axis"), node.integer("exponent")
    p = t[x.max(axis=axis, keepdims=True) - x]
    total = p.sum(axis=axis, keepdims=True)
    return np.asarray(np.minimum(((p << (exponent + 1)) + total) // (2 * total), HIGHEST))
