"""Linear: y_o = Σ_i x_i·w_oi + b_o, over the last axis."""

from collections.abc import Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, dot, each_vector


def linear(node: Node, operands: Sequence[Nested]) -> Nested:
    x, w, b = operands
    return each_vector(lambda row: [dot(row, weights) + bias for weights, bias in zip(w, b, strict=True)], x)
