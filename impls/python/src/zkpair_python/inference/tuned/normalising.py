"""Softmax and LayerNorm: passes over the value in its own buffer."""

import numpy as np

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder


def softmax(b: Builder, node: Node) -> None:
    """e^(x_i − max x)/Σ_j e^(x_j − max x) along an axis."""
    x, axis = b.operand(node), node.integer("axis")
    one = b.buffer(node, "one of each", (*x.shape[:axis], 1, *x.shape[axis + 1 :]))
    result = b.output(node, x)
    b.do(np.maximum.reduce, x, axis=axis, keepdims=True, out=one)
    b.do(np.subtract, x, one, out=result)
    b.do(np.exp, result, out=result)
    b.do(np.add.reduce, result, axis=axis, keepdims=True, out=one)
    b.do(np.divide, result, one, out=result)
    b.set(node, result)


def layer_norm(b: Builder, node: Node) -> None:
    """(x − μ)/√(σ² + eps)·g + b over the last axis."""
    x, g, bias = (b.operand(node, place) for place in range(3))
    one, squares = b.buffer(node, "one of each", (*x.shape[:-1], 1)), b.scratch(node, "squares", x)
    result = b.output(node, x)
    share = np.float32(1.0 / x.shape[-1])
    b.do(np.add.reduce, x, axis=-1, keepdims=True, out=one)
    b.do(np.multiply, one, share, out=one)
    b.do(np.subtract, x, one, out=result)
    b.do(np.multiply, result, result, out=squares)
    b.do(np.add.reduce, squares, axis=-1, keepdims=True, out=one)
    b.do(np.multiply, one, share, out=one)
    b.do(np.add, one, np.float32(node.real("eps")), out=one)
    b.do(np.sqrt, one, out=one)
    b.do(np.divide, result, one, out=result)
    b.do(np.multiply, result, g, out=result)
    b.do(np.add, result, bias, out=result)
    b.set(node, result)
