"""Conv: the columns under all windows, and one product with the weights (Chellapilla, Puri, Simard, High performance
convolutional neural networks for document processing, 2006).

Columns are [I/groups·kh·kw + 1, P·Q·N]; the last row is all ones and meets the bias, so that no pass over the result
adds it.
"""

from math import prod

import numpy as np

from zkpair_python.inference.arrays import Array, strided_windows
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder


def conv(b: Builder, node: Node) -> None:
    w, bias = (b.operand(node, place) for place in (1, 2))
    n, o, high, wide = b.shape(node.output)
    groups, (_, each_in, kh, kw) = node.integer("groups"), w.shape
    image = _bordered(b, node)
    kernel, positions, depth = (kh, kw), high * wide * n, each_in * kh * kw

    columns = b.buffer(node, "columns", (groups, depth + 1, positions), 1.0)
    under = strided_windows(node, image, kernel).transpose(1, 4, 5, 2, 3, 0)  # [I, kh, kw, P, Q, N]
    for group in range(groups):
        inside = columns[group, :depth].reshape(each_in, kh, kw, high, wide, n)
        b.do(np.copyto, inside, under[group * each_in : (group + 1) * each_in])

    def with_bias() -> Array:
        flat = w.reshape(groups, o // groups, depth)
        return np.concatenate([flat, bias.reshape(groups, -1, 1)], axis=2)

    weights = b.weights.packed("with bias", [*node.inputs[1:], str(groups)], with_bias)
    result = b.buffer(node, "value", (groups, o // groups, positions))
    if groups == 1:
        b.do(np.matmul, weights[0], columns[0], out=result[0])
    else:
        b.do(np.matmul, weights, columns, out=result)
    assert prod(result.shape) == o * positions
    b.set(node, result.reshape(o, high, wide, n).transpose(3, 0, 1, 2))


def _bordered(b: Builder, node: Node) -> Array:
    """The image with zeros around it: its maker has put it there, or a step copies it."""
    x = b.operand(node)
    top, left, bottom, right = node.integers("pads")
    if not (top or left or bottom or right):
        return x
    if node.inputs[0] in b.bordered:
        return b.bordered[node.inputs[0]]
    n, c, high, wide = x.shape
    whole = b.image_buffer(node, "border", (n, c, top + high + bottom, left + wide + right), 0.0)
    b.do(np.copyto, whole[:, :, top : top + high, left : left + wide], x)
    return whole
