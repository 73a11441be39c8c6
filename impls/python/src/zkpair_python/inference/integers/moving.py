"""The same elements elsewhere: Flatten, Reshape, Transpose, Concat, Pad, Gather. Exponents stay."""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array, gathered, padded
from zkpair_python.inference.graph.model import Node, concrete


def flatten(node: Node, operands: Sequence[Array]) -> Array:
    (x,) = operands
    return x.reshape(len(x), -1)


def reshape(node: Node, operands: Sequence[Array]) -> Array:
    """0 in front of the shape is the batch."""
    (x,) = operands
    shape = node.integers("shape")
    return x.reshape(concrete(shape, len(x)) if shape else shape)


def transpose(node: Node, operands: Sequence[Array]) -> Array:
    return operands[0].transpose(node.integers("perm"))


def concat(node: Node, operands: Sequence[Array]) -> Array:
    return np.concatenate(operands, axis=node.integer("axis"))


def pad(node: Node, operands: Sequence[Array]) -> Array:
    return padded(operands[0], node.integers("pads"), node.integer("value"))


def gather(node: Node, operands: Sequence[Array]) -> Array:
    return gathered(node, *operands)
