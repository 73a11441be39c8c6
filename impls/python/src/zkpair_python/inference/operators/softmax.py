"""Softmax: e^(x_i − max x)/Σ_j e^(x_j − max x) along an axis."""

from collections.abc import Sequence
from math import exp

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, along


def shares(x: list[float]) -> list[float]:
    """Of one vector."""
    largest = max(x)
    powers = [exp(value - largest) for value in x]
    total = sum(powers)
    return [power / total for power in powers]


def softmax(node: Node, operands: Sequence[Nested]) -> Nested:
    return along(shares, operands[0], node.integer("axis"))
