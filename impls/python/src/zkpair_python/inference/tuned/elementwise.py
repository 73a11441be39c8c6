"""What is done to each element, in place where nobody else needs the operand."""

import math
from collections.abc import Callable

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder


def relu(b: Builder, node: Node) -> None:
    x = b.operand(node)
    result = b.output(node, x)
    b.do(np.maximum, x, np.float32(0.0), out=result)
    b.set(node, result)


def leaky_relu(b: Builder, node: Node) -> None:
    """max(x, 0) + alpha·min(x, 0)."""
    x = b.operand(node)
    below, result = b.scratch(node, "below", x), b.output(node, x)
    b.do(np.minimum, x, np.float32(0.0), out=below)
    b.do(np.multiply, below, np.float32(node.real("alpha")), out=below)
    b.do(np.maximum, x, np.float32(0.0), out=result)
    b.do(np.add, result, below, out=result)
    b.set(node, result)


def clip(b: Builder, node: Node) -> None:
    x = b.operand(node)
    result = b.output(node, x)
    if "lo" in node.attributes:
        b.do(np.maximum, x, np.float32(node.real("lo")), out=result)
        x = result
    if "hi" in node.attributes:
        b.do(np.minimum, x, np.float32(node.real("hi")), out=result)
        x = result
    if x is not result:
        b.do(np.copyto, result, x)
    b.set(node, result)


def sigmoid(b: Builder, node: Node) -> None:
    """1/(1 + e^−x) = (1 + tanh(x/2))/2, which cannot overflow."""
    x = b.operand(node)
    result = b.output(node, x)
    b.do(np.multiply, x, np.float32(0.5), out=result)
    b.do(np.tanh, result, out=result)
    b.do(np.multiply, result, np.float32(0.5), out=result)
    b.do(np.add, result, np.float32(0.5), out=result)
    b.set(node, result)


def tanh(b: Builder, node: Node) -> None:
    x = b.operand(node)
    result = b.output(node, x)
    b.do(np.tanh, x, out=result)
    b.set(node, result)


ERF_P = 0.3275911
ERF_A = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
"""erf x ≈ 1 − (a_1·t + … + a_5·t^5)·e^−x², t = 1/(1 + p·x), x ≥ 0; off by 1.5e-7 at most (Abramowitz, Stegun, Handbook
of Mathematical Functions, 7.1.26)."""


def gelu(b: Builder, node: Node) -> None:
    """x/2·(1 + erf(x/√2)) or its form with tanh."""
    (_gelu_tanh if node.integer("approximate") else _gelu_erf)(b, node)


def _gelu_erf(b: Builder, node: Node) -> None:
    """With z = |x|/√2 and s = 1 − erf z: max(x, 0) − |x|/2·s, for either sign of x."""
    x = b.operand(node)
    t, s, result = b.scratch(node, "t", x), b.scratch(node, "s", x), b.output(node, x)
    b.do(np.absolute, x, out=t)
    b.do(np.multiply, t, t, out=s)
    b.do(np.multiply, s, np.float32(-0.5), out=s)
    b.do(np.exp, s, out=s)  # e^−z²
    b.do(np.multiply, s, t, out=s)
    b.do(np.multiply, t, np.float32(ERF_P / math.sqrt(2.0)), out=t)
    b.do(np.add, t, np.float32(1.0), out=t)
    b.do(np.reciprocal, t, out=t)
    sums = b.scratch(node, "sums", x)
    halves = [np.float32(0.5 * a) for a in ERF_A]
    b.do(np.multiply, t, halves[-1], out=sums)
    for a in reversed(halves[:-1]):
        b.do(np.add, sums, a, out=sums)
        b.do(np.multiply, sums, t, out=sums)
    b.do(np.multiply, s, sums, out=s)
    b.do(np.maximum, x, np.float32(0.0), out=result)
    b.do(np.subtract, result, s, out=result)
    b.set(node, result)


def _gelu_tanh(b: Builder, node: Node) -> None:
    """x/2·(1 + tanh(x·√(2/π)·(1 + 0.044715·x²)))."""
    x = b.operand(node)
    t, result = b.scratch(node, "t", x), b.output(node, x)
    root = math.sqrt(2.0 / math.pi)
    b.do(np.multiply, x, x, out=t)
    b.do(np.multiply, t, np.float32(0.044715 * root), out=t)
    b.do(np.add, t, np.float32(root), out=t)
    b.do(np.multiply, t, x, out=t)
    b.do(np.tanh, t, out=t)
    b.do(np.add, t, np.float32(1.0), out=t)
    b.do(np.multiply, t, np.float32(0.5), out=t)
    b.do(np.multiply, x, t, out=result)
    b.set(node, result)


def binary(function: np.ufunc) -> Callable[[Builder, Node], None]:
    """Of two operands that broadcast."""

    def build(b: Builder, node: Node) -> None:
        a, c = b.operand(node, 0), b.operand(node, 1)
        shape = b.shape(node.output)
        like: Array | None = next((x for x in (a, c) if x.shape == shape), None)
        result = b.output(node, like)
        b.do(function, a, c, out=result)
        b.set(node, result)

    return build
