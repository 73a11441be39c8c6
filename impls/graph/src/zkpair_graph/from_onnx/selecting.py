"""Operators that take a part: Gather, Slice, Split, Squeeze; of a value whose batch stands further back, too.

An exporter writes attention as Transpose([2, 0, 3, 1, 4]) of [batch, tokens, 3, heads, width] and then takes one of the
three: the batch is in front again. So a Transpose that moves the batch is only noted (Moved) until it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.operands import Call, Moved, Value
from zkpair_graph.graph import Array, Shape

BATCH_ADVICE = "the first dimension is the batch and stays in front; convert with --batch fixed if it is none"


def reshaped(call: Call, x: Value, shape: Shape) -> Value:
    return x if shape == x.shape else call.emit("Reshape", x, shape=shape)


def settled(call: Call, base: Value, perm: Sequence[int]) -> Value | Moved:
    """A Transpose of `base`, or a note of it while the batch would not stand in front."""
    order = tuple(perm)
    if order == tuple(range(len(order))):
        return base
    if base.shape[:1] == (0,) and order[0] != 0:
        return Moved(base, order)
    return call.emit("Transpose", base, perm=order)


def movable(call: Call) -> Moved:
    """The first operand; one that is not moved has its axes in order."""
    found = call.optional(0)
    if isinstance(found, Moved):
        return found
    x = call.value(0)
    return Moved(x, tuple(range(len(x.shape))))


def axes_of(call: Call, rank: int) -> tuple[int, ...] | None:
    """The operand or the attribute `axes`, none negative, none twice; None where there is none."""
    stated = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    if stated is None:
        return None
    axes = tuple(call.axis(axis, rank) for axis in stated)
    if len(set(axes)) < len(axes):
        raise MalformedModel(f"{call.label}: an axis is named twice")
    return axes


def taken(call: Call, x: Value, places: Array, axis: int, name: str) -> Value:
    """Gather with constant indices, negative ones counted from the end."""
    size = x.shape[axis]
    if places.dtype.kind not in "iu" or (places.size and (places.min() < -size or places.max() >= size)):
        raise MalformedModel(f"{call.label}: indices that do not lie in an axis of {size} elements")
    return call.emit("Gather", x, call.indices(places % size, name), axis=axis)


def without(perm: Sequence[int], gone: Sequence[int]) -> list[int]:
    """The order of the axes that are left, when these of the base are gone."""
    return [axis - sum(other < axis for other in gone) for axis in perm if axis not in gone]


def _no_batch(call: Call, x: Moved, axis: int) -> int:
    """The axis of the base."""
    inner = x.perm[axis]
    if x.base.shape[inner] == 0:
        call.refuse(f"axis={axis}", BATCH_ADVICE)
    return inner


def gather(call: Call) -> Value | Moved:
    """Constant indices into a value, or indices of the model into a constant table (an embedding)."""
    call.only("axis")
    axis = call.attribute("axis", "int", 0)
    indices = call.operand(1)
    if isinstance(indices, Value):
        data = call.operand(0)
        shape = data.shape if isinstance(data, Value) else data.array.shape
        axis = call.axis(axis, len(shape))
        if shape[:1] == (0,) and axis == 0:
            call.refuse("axis=0", BATCH_ADVICE)
        return call.emit("Gather", call.float_operand(0), indices, axis=axis)
    x = movable(call)
    inner = _no_batch(call, x, call.axis(axis, len(x.perm)))
    places = indices.array
    if places.ndim > 1 and x.perm != tuple(range(len(x.perm))):
        call.refuse("of several axes after a Transpose of the batch", BATCH_ADVICE)
    result = taken(call, x.base, places, inner, call.name_of(1))
    if x.perm == tuple(range(len(x.perm))):
        return result
    return settled(call, result, without(x.perm, [inner]) if places.ndim == 0 else x.perm)


def squeeze(call: Call) -> Value | Moved:
    call.only("axes")
    x = movable(call)
    axes = axes_of(call, len(x.perm))
    if axes is None:
        axes = tuple(axis for axis, inner in enumerate(x.perm) if x.base.shape[inner] == 1)
    inner = [_no_batch(call, x, axis) for axis in axes]
    if any(x.base.shape[axis] != 1 for axis in inner):
        raise MalformedModel(f"{call.label}: axes {list(axes)} of {list(x.shape)} are not all 1")
    left = tuple(size for axis, size in enumerate(x.base.shape) if axis not in inner)
    return settled(call, reshaped(call, x.base, left), without(x.perm, inner))


def cut(call: Call) -> Value | Moved:
    """Slice with constant bounds."""
    call.only("starts", "ends", "axes")
    old = call.count() == 1
    starts = call.attribute("starts", "ints") if old else call.integers(1)
    ends = call.attribute("ends", "ints") if old else call.integers(2)
    if starts is None or ends is None:
        raise MalformedModel(f"{call.label}: starts or ends are missing")
    axes = call.attribute("axes", "ints") if old else call.integers(3)
    axes = tuple(range(len(starts))) if axes is None else axes
    steps = call.integers(4) or (1,) * len(starts)
    x = movable(call)
    base = x.base
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise MalformedModel(f"{call.label}: starts, ends, axes and steps do not fit each other")
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        inner = x.perm[call.axis(axis, len(x.perm))]
        size = base.shape[inner]
        if size == 0:
            if (start, step) == (0, 1) and end >= 2**31 - 1:
                continue
            call.refuse(f"axes={axis}", BATCH_ADVICE)
        places = np.arange(call.room_for(size))[slice(start, None if end < -size else end, step)]
        if not places.size:
            call.refuse("of nothing", "empty tensors are not supported")
        if places.size < size or step < 0:
            base = taken(call, base, places, inner, f"{call.label} places")
    return settled(call, base, x.perm)


def split(call: Call) -> list[Value | Moved]:
    call.only("axis", "split", "num_outputs")
    parts = call.integers(1) if call.optional(1) is not None else call.attribute("split", "ints")
    x = movable(call)
    inner = _no_batch(call, x, call.axis(call.attribute("axis", "int", 0), len(x.perm)))
    size = x.base.shape[inner]
    if parts is None:
        count = len(call.node.output)
        part = -(-size // count)
        parts = (*(part,) * (count - 1), size - part * (count - 1))
    if sum(parts) != size or min(parts, default=0) < 1 or len(parts) != len(call.node.output):
        raise MalformedModel(f"{call.label}: parts {list(parts)} of an axis of {size}")
    call.room_for(size)
    bounds = np.cumsum([0, *parts])
    places = [np.arange(bounds[k], bounds[k + 1]) for k in range(len(parts))]
    values = [taken(call, x.base, some, inner, f"{call.label} part {k}") for k, some in enumerate(places)]
    return [settled(call, value, x.perm) for value in values]


CONVERTERS: dict[str, Callable[[Call], Value | Moved | list[Value | Moved]]] = {
    "Gather": gather,
    "Squeeze": squeeze,
    "Slice": cut,
    "Split": split,
}
