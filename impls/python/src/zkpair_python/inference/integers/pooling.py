"""MaxPool: the maximum, padding is −128. AveragePool: R(multiplier·Σ x, shift), padding is 0 and counts."""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array, windows
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.requantise import with_one_shift

LOWEST = -128


def max_pool(node: Node, operands: Sequence[Array]) -> Array:
    return np.asarray(windows(node, operands[0], node.integers("kernel"), LOWEST).max(axis=(-2, -1)))


def average_pool(node: Node, operands: Sequence[Array]) -> Array:
    total = windows(node, operands[0], node.integers("kernel"), 0).sum(axis=(-2, -1))
    return with_one_shift(node, node.integer("multiplier") * total)
