"""Pooling in two passes, over the rows under each window and then over its columns: kh + kw operations, not kh·kw."""

import math
from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array, windows
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder


def max_pool(b: Builder, node: Node) -> None:
    image = _padded(b, node, -math.inf)
    result = b.image(node)
    _folded(b, node, image, np.maximum, result)
    b.set(node, result)


def average_pool(b: Builder, node: Node) -> None:
    """The sums times 1/area, or times 1 over the number of elements that are no padding, which depends on the place."""
    image = _padded(b, node, 0.0)
    result = b.image(node)
    _folded(b, node, image, np.add, result)
    kernel = node.integers("kernel")
    scale: np.float32 | Array = np.float32(1.0 / math.prod(kernel))
    if not node.integer("count_include_pad"):
        ones = np.ones((1, 1, *b.operand(node).shape[2:]), np.float32)
        scale = np.float32(1.0) / windows(node, ones, kernel, 0.0).sum(axis=(-2, -1))
    b.do(np.multiply, result, scale, out=result)
    b.set(node, result)


def global_average_pool(b: Builder, node: Node) -> None:
    result = b.image(node)
    x = b.operand(node)
    b.do(np.add.reduce, x, axis=(2, 3), keepdims=True, out=result)
    b.do(np.multiply, result, np.float32(1.0 / (x.shape[2] * x.shape[3])), out=result)
    b.set(node, result)


def _padded(b: Builder, node: Node, outside: float) -> Array:
    x = b.operand(node)
    top, left, bottom, right = node.integers("pads")
    if not (top or left or bottom or right):
        return x
    n, c, high, wide = x.shape
    whole = b.image_buffer(node, "border", (n, c, top + high + bottom, left + wide + right), outside)
    b.do(np.copyto, whole[:, :, top : top + high, left : left + wide], x)
    return whole


def _folded(b: Builder, node: Node, image: Array, fold: np.ufunc, result: Array) -> None:
    """fold of all elements under each window."""
    n, c, high, wide = result.shape
    kernel, strides, dilations = (node.integers(name) for name in ("kernel", "strides", "dilations"))
    rows = [image[:, :, _places(r, high, strides[0], dilations[0])] for r in range(kernel[0])]
    tall = rows[0]
    if len(rows) > 1:
        tall = b.image_buffer(node, "rows", (n, c, high, image.shape[3]))
        _fold_all(b, rows, fold, tall)
    _fold_all(b, [tall[:, :, :, _places(t, wide, strides[1], dilations[1])] for t in range(kernel[1])], fold, result)


def _places(k: int, positions: int, stride: int, dilation: int) -> slice:
    """Where element k of the window lies, for all positions of the window along an axis."""
    return slice(k * dilation, k * dilation + (positions - 1) * stride + 1, stride)


def _fold_all(b: Builder, parts: Sequence[Array], fold: np.ufunc, result: Array) -> None:
    if len(parts) == 1:
        b.do(np.copyto, result, parts[0])
        return
    b.do(fold, parts[0], parts[1], out=result)
    for part in parts[2:]:
        b.do(fold, result, part, out=result)
