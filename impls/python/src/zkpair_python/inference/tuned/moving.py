"""The same elements elsewhere: a view where there is one, else one copy."""

import numpy as np

from zkpair_python.inference.arrays import require_indices
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder, batch_last


def flatten(b: Builder, node: Node) -> None:
    """A view also where the batch lies last."""
    x = b.operand(node)
    columns = None if x.flags.c_contiguous else batch_last(x)
    if columns is not None:
        b.set(node, columns.T, is_new=False)
    else:
        reshape(b, node)


def reshape(b: Builder, node: Node) -> None:
    x = b.operand(node)
    whole = b.contiguous(node, "value", x)
    b.set(node, whole.reshape(b.shape(node.output)), is_new=whole is not x)


def transpose(b: Builder, node: Node) -> None:
    b.set(node, b.operand(node).transpose(node.integers("perm")), is_new=False)


def concat(b: Builder, node: Node) -> None:
    axis, start = node.integer("axis"), 0
    result = b.output(node)
    for place in range(len(node.inputs)):
        x = b.operand(node, place)
        b.do(np.copyto, result[(slice(None),) * axis + (slice(start, start + x.shape[axis]),)], x)
        start += x.shape[axis]
    b.set(node, result)


def pad(b: Builder, node: Node) -> None:
    x, pads = b.operand(node), node.integers("pads")
    result = b.buffer(node, "value", b.shape(node.output), node.real("value"))
    inside = tuple(slice(pads[axis], pads[axis] + size) for axis, size in enumerate(x.shape))
    b.do(np.copyto, result[inside], x)
    b.set(node, result)
    b.keep(node)  # the border is filled once: nobody may compute in it


def gather(b: Builder, node: Node) -> None:
    """Indices are weights or inputs, known when the plan is made: they are checked here, once."""
    a, indices = b.operand(node, 0), b.operand(node, 1)
    axis = node.integer("axis")
    require_indices(node, indices, a.shape[axis])
    result = b.buffer(node, "value", b.shape(node.output))
    b.do(np.take, a, indices, axis=axis, out=result, mode="clip")
    b.set(node, result)
