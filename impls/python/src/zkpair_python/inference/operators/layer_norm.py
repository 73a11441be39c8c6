"""LayerNorm: (x − μ)/√(σ² + eps)·g + b over the last axis, σ² = Σ(x − μ)²/n (Ba, Kiros, Hinton, arXiv:1607.06450)."""

from collections.abc import Sequence
from math import sqrt

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, dot, each_vector


def layer_norm(node: Node, operands: Sequence[Nested]) -> Nested:
    x, g, b = operands

    def normed(row: list[float]) -> list[float]:
        mean = sum(row) / len(row)
        centred = [value - mean for value in row]
        deviation = sqrt(dot(centred, centred) / len(row) + node.real("eps"))
        return [c / deviation * gain + bias for c, gain, bias in zip(centred, g, b, strict=True)]

    return each_vector(normed, x)
