"""Add, Sub: R((a << l_a) ± (c << l_c), shift), both at the finer scale. Mul: R(a·c, shift)."""

from collections.abc import Sequence

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.requantise import with_one_shift


def add(node: Node, operands: Sequence[Array]) -> Array:
    (a, c), (left_a, left_c) = operands, node.integers("left")
    return with_one_shift(node, (a << left_a) + (c << left_c))


def sub(node: Node, operands: Sequence[Array]) -> Array:
    (a, c), (left_a, left_c) = operands, node.integers("left")
    return with_one_shift(node, (a << left_a) - (c << left_c))


def mul(node: Node, operands: Sequence[Array]) -> Array:
    a, c = operands
    return with_one_shift(node, a * c)
