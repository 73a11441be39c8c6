"""What is done to each element alone: Relu, LeakyRelu, Clip, Sigmoid, Tanh, Gelu."""

from collections.abc import Sequence
from math import erf, exp, inf, pi, sqrt, tanh

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, each


def relu(node: Node, operands: Sequence[Nested]) -> Nested:
    """max(x, 0)."""
    return each(lambda x: max(x, 0.0), operands[0])


def leaky_relu(node: Node, operands: Sequence[Nested]) -> Nested:
    """x, or alpha·x where x < 0."""
    alpha = node.real("alpha")
    return each(lambda x: alpha * x if x < 0 else x, operands[0])


def clip(node: Node, operands: Sequence[Nested]) -> Nested:
    """min(max(x, lo), hi); a bound that is left out does not hold."""
    lo = node.real("lo") if "lo" in node.attributes else -inf
    hi = node.real("hi") if "hi" in node.attributes else inf
    return each(lambda x: min(max(x, lo), hi), operands[0])


def sigmoid(node: Node, operands: Sequence[Nested]) -> Nested:
    """1/(1 + e^−x) = e^x/(1 + e^x): the exponent is never above 0, so that nothing overflows."""
    return each(lambda x: 1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x)), operands[0])


def hyperbolic_tangent(node: Node, operands: Sequence[Nested]) -> Nested:
    """tanh x."""
    return each(tanh, operands[0])


def gelu(node: Node, operands: Sequence[Nested]) -> Nested:
    """x/2·(1 + erf(x/√2)), or x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks, Gimpel, arXiv:1606.08415)."""
    if node.integer("approximate"):
        return each(lambda x: 0.5 * x * (1.0 + tanh(sqrt(2.0 / pi) * (x + 0.044715 * x * x * x))), operands[0])
    return each(lambda x: 0.5 * x * (1.0 + erf(x / sqrt(2.0))), operands[0])
