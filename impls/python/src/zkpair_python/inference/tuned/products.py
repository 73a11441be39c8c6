"""Linear and MatMul by BLAS, without copies where BLAS can read the operands as they lie."""

from math import prod

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder, batch_last

ITEM_BYTES = 4


def linear(b: Builder, node: Node) -> None:
    """y = x·Wᵀ + b, or Wx + b where the batch lies last."""
    x, w, bias = (b.operand(node, place) for place in range(3))
    columns = batch_last(x) if x.ndim == 2 and not x.flags.c_contiguous else None
    if columns is not None:
        result = b.buffer(node, "value", (len(w), columns.shape[1]))
        b.do(np.matmul, w, columns, out=result)
        b.do(np.add, result, b.weights.packed("column", node.inputs[2:], lambda: bias[:, None]), out=result)
        b.set(node, result.T)
        return
    rows = b.contiguous(node, "rows", x).reshape(prod(x.shape[:-1]), x.shape[-1])
    transposed = b.weights.packed("transposed", node.inputs[1:2], lambda: w.T)
    result = b.buffer(node, "value", (len(rows), len(w)))
    if len(rows) == 1:
        b.do(np.matmul, rows[0], transposed, out=result[0])
    else:
        b.do(np.matmul, rows, transposed, out=result)
    b.do(np.add, result, bias, out=result)
    b.set(node, result.reshape(b.shape(node.output)))


def matmul(b: Builder, node: Node) -> None:
    a, c = (_readable(b, node, f"operand {place}", b.operand(node, place)) for place in (0, 1))
    result = b.buffer(node, "value", b.shape(node.output))
    b.do(np.matmul, a, c, out=result)
    b.set(node, result)


def _readable(b: Builder, node: Node, what: str, x: Array) -> Array:
    """As it is where one of the last two axes counts by ones and the other steps over it, as BLAS asks."""
    (high, wide), (down, across) = x.shape[-2:], x.strides[-2:]
    by_rows = across == ITEM_BYTES and down >= wide * ITEM_BYTES
    by_columns = down == ITEM_BYTES and across >= high * ITEM_BYTES
    return x if by_rows or by_columns else b.contiguous(node, what, x)
