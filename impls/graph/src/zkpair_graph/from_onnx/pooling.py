"""MaxPool, AveragePool, GlobalAveragePool, and means over what they cover."""

from __future__ import annotations

import math

import numpy as np

from zkpair_graph.from_onnx.operands import Call, Value
from zkpair_graph.from_onnx.selecting import BATCH_ADVICE
from zkpair_graph.from_onnx.windowed import lowered, window_of

_WINDOW = ("auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "strides")


def max_pool(call: Call) -> Value:
    call.only(*_WINDOW, "storage_order")
    window = window_of(call, None)
    x = call.value(0)
    attributes = window.attributes(x.shape[2:])
    return lowered(call, x, lambda image: call.emit("MaxPool", image, **attributes))


def average_pool(call: Call) -> Value:
    """Sizes that round up make the last window hang over; it counts only what the stated padding covers."""
    call.only(*_WINDOW, "count_include_pad")
    window = window_of(call, None)
    counted = call.attribute("count_include_pad", "int", 0)
    if counted not in (0, 1):
        call.refuse("count_include_pad", "is 0 or 1")
    x = call.value(0)
    padded = window.padded(x.shape[2:])
    hangs_over = window.ceil and padded.pads != window.pads
    if counted and hangs_over and any(window.pads):
        call.refuse("ceil_mode with count_include_pad", "choose sizes that divide, or count_include_pad=0")
    counted = int(counted and any(padded.pads) and not hangs_over)
    attributes = window.attributes(x.shape[2:])
    return lowered(call, x, lambda image: call.emit("AveragePool", image, count_include_pad=counted, **attributes))


def global_average_pool(call: Call) -> Value:
    call.only()
    x = call.value(0)
    if len(x.shape) not in (3, 4):
        call.refuse(f"of rank {len(x.shape)}", "images [N, C, H, W] and rows [N, C, L] are supported")
    return lowered(call, x, lambda image: call.emit("GlobalAveragePool", image))


def reduce_mean(call: Call) -> Value:
    """Over the last two axes of an image a global average; else the axes go last, and Linear with weights 1/n sums."""
    call.only("axes", "keepdims", "noop_with_empty_axes")
    stated = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    keep = call.attribute("keepdims", "int", 1)
    x = call.value(0)
    rank = len(x.shape)
    if not stated and call.attribute("noop_with_empty_axes", "int", 0):
        return x
    axes = sorted({call.axis(axis, rank) for axis in stated}) if stated else list(range(rank))
    if x.shape[:1] == (0,) and 0 in axes:
        call.refuse("axes=0", BATCH_ADVICE)
    shape = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
    if not keep:
        shape = tuple(size for axis, size in enumerate(x.shape) if axis not in axes)
    if rank == 4 and axes == [2, 3]:
        y = call.emit("GlobalAveragePool", x)
    else:
        others = [axis for axis in range(rank) if axis not in axes]
        count = math.prod(x.shape[axis] for axis in axes)
        ordered = (*others, *axes)
        y = x if ordered == tuple(range(rank)) else call.emit("Transpose", x, perm=ordered)
        y = call.emit("Reshape", y, shape=(*(x.shape[axis] for axis in others), count))
        weights = call.tensor(np.full((1, call.room_for(count)), 1 / count), f"{call.label} weights")
        y = call.emit("Linear", y, weights, call.tensor(np.zeros(1), f"{call.label} bias"))
    return y if y.shape == shape else call.emit("Reshape", y, shape=shape)


CONVERTERS = {
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": global_average_pool,
    "ReduceMean": reduce_mean,
}
