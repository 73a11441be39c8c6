"""Add, Sub, Mul: a ± c and a·c of the elements that meet under NumPy's broadcasting."""

import operator
from collections.abc import Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, combined


def add(node: Node, operands: Sequence[Nested]) -> Nested:
    return combined(operator.add, *operands)


def sub(node: Node, operands: Sequence[Nested]) -> Nested:
    return combined(operator.sub, *operands)


def mul(node: Node, operands: Sequence[Nested]) -> Nested:
    return combined(operator.mul, *operands)
