"""R(acc, s) = (acc + 2^(s−1)) >> s, an arithmetic shift: halves round up (s = 0: acc). Then a clamp to [lo, hi].

Requantise: R(x << left, shift), another scale.
"""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node


def rounded_shift(accumulator: Array, shift: Array) -> Array:
    """R for every element; `shift` broadcasts."""
    half = np.where(shift > 0, 1 << np.maximum(shift - 1, 0), 0)
    return np.asarray((accumulator + half) >> shift)


def clamp(node: Node, values: Array) -> Array:
    return np.clip(values, node.integer("lo"), node.integer("hi"))


def with_one_shift(node: Node, accumulator: Array) -> Array:
    """What ends an operator with a single scale."""
    return clamp(node, rounded_shift(accumulator, np.array(node.integer("shift"), np.int64)))


def with_channel_shifts(node: Node, accumulator: Array, axis: int) -> Array:
    """What ends an operator with a shift for each channel, which lies along `axis`."""
    shift = np.array(node.integers("shift"), np.int64)
    along = [1] * accumulator.ndim
    along[axis] = len(shift)
    return clamp(node, rounded_shift(accumulator, shift.reshape(along)))


def requantise(node: Node, operands: Sequence[Array]) -> Array:
    return with_one_shift(node, operands[0] << node.integer("left"))
