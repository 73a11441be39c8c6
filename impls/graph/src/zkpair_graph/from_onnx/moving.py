"""Operators that only move elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.operands import Call, Constant, Value
from zkpair_graph.graph import Array, Shape

BATCH_ADVICE = "the first dimension is the batch and stays in front; convert with --batch fixed if it is none"


def _reshaped(call: Call, x: Value, shape: Shape) -> Value:
    return x if shape == x.shape else call.emit("Reshape", x, shape=shape)


def identity(call: Call) -> Value:
    call.only()
    return call.value(0)


def cast(call: Call) -> Value:
    """Floats are float32 here, whatever the model says."""
    call.only("to", "saturate", "round_mode")
    to, x = call.attribute("to", "int", 0), call.value(0)
    if x.type != "f32" or to not in (1, 11):
        call.refuse(f"to={to}", "values are float32 from the first to the last")
    return x


def dropout(call: Call) -> Value:
    """Nothing, when a model is run."""
    call.only("ratio", "seed", "is_test")
    training = call.constant(2)
    if training is not None and training.any():
        call.refuse("training_mode", "export the model in evaluation mode (model.eval())")
    return call.value(0)


def flatten(call: Call) -> Value:
    """[all before the axis, all from it on]."""
    call.only("axis")
    axis = call.attribute("axis", "int", 1)
    x = call.value(0)
    rank = len(x.shape)
    axis = axis + rank if axis < 0 else axis
    if not 0 <= axis <= rank:
        raise MalformedModel(f"{call.label}: axis {axis} does not exist in rank {rank}")
    if axis == 1:
        return call.emit("Flatten", x)
    if x.shape[:1] == (0,):
        call.refuse(f"axis={axis}", BATCH_ADVICE)
    return _reshaped(call, x, (math.prod(x.shape[:axis]), math.prod(x.shape[axis:])))


def reshape(call: Call) -> Value:
    """0 keeps a side (unless allowzero), −1 is what is left. A declared batch of 1 in front is any batch."""
    call.only("allowzero", "shape")
    allow_zero = call.attribute("allowzero", "int", 0)
    wanted = call.integers(1) if call.count() > 1 else call.attribute("shape", "ints")
    if wanted is None:
        raise MalformedModel(f"{call.label}: the shape is missing")
    x = call.value(0)
    batched_shape = isinstance(shape := call.optional(1), Constant) and shape.batched
    if allow_zero and 0 in wanted and not batched_shape:
        call.refuse("allowzero", "empty tensors are not supported")
    if any(size < -1 for size in wanted) or wanted.count(-1) > 1:
        raise MalformedModel(f"{call.label}: {list(wanted)} is no shape")
    if any(size == 0 and place >= len(x.shape) for place, size in enumerate(wanted)):
        raise MalformedModel(f"{call.label}: {list(wanted)} keeps sides that {list(x.shape)} does not have")
    sides = [x.shape[place] if size == 0 and place else size for place, size in enumerate(wanted)]
    if x.shape[:1] == (0,):
        return _reshaped(call, x, (0, *_batched_sides(call, x.shape, sides)))
    if sides and sides[0] == 0:
        sides[0] = x.shape[0]
    return _reshaped(call, x, tuple(_filled(call, math.prod(x.shape), sides)))


def _filled(call: Call, count: int, sides: Sequence[int]) -> list[int]:
    """−1 replaced by what is left."""
    known = math.prod(side for side in sides if side != -1)
    if -1 in sides:
        if known == 0 or count % known:
            raise MalformedModel(f"{call.label}: {count} elements cannot become {list(sides)}")
        return [count // known if side == -1 else side for side in sides]
    return list(sides)


def _batched_sides(call: Call, shape: Shape, sides: Sequence[int]) -> list[int]:
    """The sides after the batch, for one sample: the first is 0, −1, or the batch that was declared (mostly 1)."""
    count = math.prod(shape[1:])
    if not sides:
        call.refuse("to a scalar", BATCH_ADVICE)
    rest = list(sides[1:])
    if sides[0] == -1 or sides[0] in (0, call.builder.declared_batch):
        rest = _filled(call, count, rest)
        if math.prod(rest) == count:
            return rest
    return call.refuse(f"{list(shape)} to {list(sides)}", BATCH_ADVICE)


def transpose(call: Call) -> Value:
    call.only("perm")
    perm = call.attribute("perm", "ints")
    x = call.value(0)
    perm = tuple(reversed(range(len(x.shape)))) if perm is None else perm
    if sorted(perm) != list(range(len(x.shape))):
        raise MalformedModel(f"{call.label}: {list(perm)} is no permutation of {len(x.shape)} axes")
    if x.shape[:1] == (0,) and perm[0] != 0:
        call.refuse(f"perm={list(perm)}", BATCH_ADVICE)
    return x if perm == tuple(range(len(perm))) else call.emit("Transpose", x, perm=perm)


def concat(call: Call) -> Value:
    call.only("axis")
    if not call.has("axis"):
        raise MalformedModel(f"{call.label}: axis is missing")
    axis = call.attribute("axis", "int")
    found = [call.operand(place) for place in range(call.count())]
    values = [operand for operand in found if isinstance(operand, Value)]
    if len(values) < len(found):
        call.refuse("of a constant", "only values of the model are joined; add the constant in another way")
    if len(values) == 1:
        return values[0]
    axis = call.axis(axis, len(values[0].shape))
    if axis == 0 and values[0].shape[:1] == (0,):
        call.refuse("axis=0", BATCH_ADVICE)
    return call.emit("Concat", *values, axis=axis)


def pad(call: Call) -> Value:
    call.only("mode", "pads", "value")
    mode = call.attribute("mode", "string", "constant")
    if mode not in ("constant", "reflect", "edge", "wrap"):
        raise MalformedModel(f"{call.label}: there is no mode {mode!r}")
    stated = call.integers(1) if call.count() > 1 else call.attribute("pads", "ints")
    if stated is None:
        raise MalformedModel(f"{call.label}: pads are missing")
    constant = call.constant(2)
    if constant is not None and constant.size != 1:
        raise MalformedModel(f"{call.label}: the value has {constant.size} elements")
    value = call.attribute("value", "float", 0.0) if constant is None else float(constant.reshape(()))
    axes = call.integers(3)
    x = call.value(0)
    n = len(x.shape)
    axes = tuple(range(n)) if axes is None else tuple(call.axis(axis, n) for axis in axes)
    if len(stated) != 2 * len(axes):
        raise MalformedModel(f"{call.label}: {len(stated)} pads for {len(axes)} axes")
    if min(stated, default=0) < 0:
        call.refuse("pads", "padding that crops (negative) is not supported")
    pads = [0] * (2 * n)
    for place, axis in enumerate(axes):
        pads[axis], pads[n + axis] = stated[place], stated[len(axes) + place]
    if x.shape[:1] == (0,) and (pads[0] or pads[n]):
        call.refuse("pads of axis 0", BATCH_ADVICE)
    if mode != "constant":
        return _mirrored(call, x, pads, mode)
    if not math.isfinite(value):
        call.refuse(f"value={value}", "only finite padding is supported")
    return call.emit("Pad", x, pads=tuple(pads), value=value) if any(pads) else x


def _mirrored(call: Call, x: Value, pads: Sequence[int], mode: str) -> Value:
    """Padding with the input's own elements: which ones is known."""
    rank = len(x.shape)
    for axis in range(rank):
        before, after, size = pads[axis], pads[rank + axis], x.shape[axis]
        if before or after:
            call.room_for(before + size + after)
            kind: Any = mode
            places = np.pad(np.arange(size), (before, after), mode=kind)
            x = taken(call, x, places, axis, f"{call.label} places")
    return x


def gather(call: Call) -> Value:
    """Constant indices into a value, or indices of the model into a constant table (an embedding)."""
    call.only("axis")
    axis = call.attribute("axis", "int", 0)
    data, indices = call.operand(0), call.operand(1)
    shape = data.shape if isinstance(data, Value) else data.array.shape
    axis = call.axis(axis, len(shape))
    if shape[:1] == (0,) and axis == 0:
        call.refuse("axis=0", BATCH_ADVICE)
    if isinstance(indices, Value):
        return call.emit("Gather", call.float_operand(0), indices, axis=axis)
    return taken(call, call.value(0), indices.array, axis, call.name_of(1))


def taken(call: Call, x: Value, places: Array, axis: int, name: str) -> Value:
    """Gather with constant indices, negative ones counted from the end."""
    size = x.shape[axis]
    if places.dtype.kind not in "iu" or (places.size and (places.min() < -size or places.max() >= size)):
        raise MalformedModel(f"{call.label}: indices that do not lie in an axis of {size} elements")
    return call.emit("Gather", x, call.indices(places % size, name), axis=axis)


def _axes(call: Call, rank: int) -> tuple[int, ...] | None:
    stated = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    if stated is None:
        return None
    axes = tuple(call.axis(axis, rank) for axis in stated)
    if len(set(axes)) < len(axes):
        raise MalformedModel(f"{call.label}: an axis is named twice")
    return axes


def squeeze(call: Call) -> Value:
    call.only("axes")
    x = call.value(0)
    axes = _axes(call, len(x.shape))
    axes = tuple(axis for axis, size in enumerate(x.shape) if size == 1) if axes is None else axes
    if any(x.shape[axis] == 0 for axis in axes):
        call.refuse("axes=0", BATCH_ADVICE)
    if any(x.shape[axis] != 1 for axis in axes):
        raise MalformedModel(f"{call.label}: axes {list(axes)} of {list(x.shape)} are not all 1")
    return _reshaped(call, x, tuple(size for axis, size in enumerate(x.shape) if axis not in axes))


def unsqueeze(call: Call) -> Value:
    call.only("axes")
    x = call.value(0)
    stated = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    if stated is None:
        raise MalformedModel(f"{call.label}: axes are missing")
    axes = _axes(call, len(x.shape) + len(stated)) or ()
    if x.shape[:1] == (0,) and 0 in axes:
        call.refuse("axes=0", BATCH_ADVICE)
    sides = list(x.shape)
    for axis in sorted(axes):
        sides.insert(axis, 1)
    return _reshaped(call, x, tuple(sides))


def cut(call: Call) -> Value:
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
    x = call.value(0)
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise MalformedModel(f"{call.label}: starts, ends, axes and steps do not fit each other")
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        axis = call.axis(axis, len(x.shape))
        if x.shape[axis] == 0:
            if (start, step) == (0, 1) and end >= 2**31 - 1:
                continue
            call.refuse("axes=0", BATCH_ADVICE)
        places = np.arange(call.room_for(x.shape[axis]))[slice(start, None if end < -x.shape[axis] else end, step)]
        if not places.size:
            call.refuse("of nothing", "empty tensors are not supported")
        if places.size < x.shape[axis] or step < 0:
            x = taken(call, x, places, axis, f"{call.label} places")
    return x


def split(call: Call) -> list[Value]:
    call.only("axis", "split", "num_outputs")
    parts = call.integers(1) if call.optional(1) is not None else call.attribute("split", "ints")
    x = call.value(0)
    axis = call.axis(call.attribute("axis", "int", 0), len(x.shape))
    if x.shape[axis] == 0:
        call.refuse("axis=0", BATCH_ADVICE)
    if parts is None:
        count = len(call.node.output)
        part = -(-x.shape[axis] // count)
        parts = (*(part,) * (count - 1), x.shape[axis] - part * (count - 1))
    if sum(parts) != x.shape[axis] or min(parts) < 1 or len(parts) != len(call.node.output):
        raise MalformedModel(f"{call.label}: parts {list(parts)} of an axis of {x.shape[axis]}")
    call.room_for(x.shape[axis])
    bounds = np.cumsum([0, *parts])
    return [
        taken(call, x, np.arange(bounds[k], bounds[k + 1]), axis, f"{call.label} part {k}") for k in range(len(parts))
    ]


CONVERTERS: dict[str, Callable[[Call], Value | list[Value]]] = {
    "Identity": identity,
    "Cast": cast,
    "Dropout": dropout,
    "Flatten": flatten,
    "Reshape": reshape,
    "Transpose": transpose,
    "Concat": concat,
    "Pad": pad,
    "Gather": gather,
    "Squeeze": squeeze,
    "Unsqueeze": unsqueeze,
    "Slice": cut,
    "Split": split,
}
