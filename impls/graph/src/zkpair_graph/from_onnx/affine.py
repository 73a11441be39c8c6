"""y = x·scale + shift per channel: into the weights of the Conv or Linear before it, or as a Mul and an Add.

Conv and Linear are affine in their weights: (w·x + b)·s + t = (s·w)·x + (b·s + t). Computed in float64, rounded once.
"""

from __future__ import annotations

import numpy as np

from zkpair_graph.from_onnx.operands import Call, Value
from zkpair_graph.graph import Array, Node

ONE, ZERO = np.ones(1), np.zeros(1)


def producer(call: Call, x: Value) -> Node | None:
    """The Conv or Linear that made x."""
    node = call.builder.nodes.get(x.name)
    return node if node is not None and node.op in ("Conv", "Linear") else None


def per_channel(node: Node, x: Value, constant: Array) -> Array | None:
    """The constant as one number, or as one for each channel of the Conv or Linear; None where it is neither."""
    if constant.size == 1:
        return constant.reshape(1)
    axes_after = 2 if node.op == "Conv" else 0
    channels = x.shape[len(x.shape) - 1 - axes_after]
    wanted = (channels, *(1,) * axes_after)
    stripped = constant.shape
    while len(stripped) > len(wanted) and stripped[0] == 1:
        stripped = stripped[1:]
    fits = stripped == wanted and constant.ndim <= len(x.shape)
    return constant.reshape(channels) if fits else None


def folded(call: Call, node: Node, scale: Array, shift: Array) -> Value:
    """The same Conv or Linear with other weights; the first one goes where nobody else needs it."""
    x, w_name, b_name = node.inputs
    w, b = (call.builder.tensors[name].astype(np.float64) for name in (w_name, b_name))
    by_row = np.broadcast_to(scale, b.shape).reshape(-1, *(1,) * (w.ndim - 1))
    with np.errstate(over="ignore", invalid="ignore"):
        new_w = call.tensor(w * by_row, w_name)
        new_b = call.tensor(b * scale + shift, b_name)
    return call.emit(node.op, Value(x, ()), new_w, new_b, **node.attributes)


def scaled(call: Call, x: Value, scale: Array, shift: Array, axis: int, name: str) -> Value:
    """x·scale + shift along an axis that scale and shift have one number for each place of."""
    node = producer(call, x)
    last = len(x.shape) - 1 if node is not None and node.op == "Linear" else 1
    if node is not None and axis == last and call.used_once(0):
        return folded(call, node, scale, shift)
    shape = (-1, *(1,) * (len(x.shape) - 1 - axis))
    product = call.emit("Mul", x, call.tensor(scale.reshape(shape), f"{name} scale"))
    return call.emit("Add", product, call.tensor(shift.reshape(shape), f"{name} shift"))
