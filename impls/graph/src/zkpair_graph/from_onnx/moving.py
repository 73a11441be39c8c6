"""Operators that only move elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.operands import Call, Constant, Merged, Moved, Value
from zkpair_graph.from_onnx.selecting import BATCH_ADVICE, axes_of, reshaped, settled, taken
from zkpair_graph.graph import Shape


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
    return reshaped(call, x, (math.prod(x.shape[:axis]), math.prod(x.shape[axis:])))


def reshape(call: Call) -> Value | Merged:
    """0 keeps a side (unless allowzero), −1 is what is left. A declared batch of 1 in front is any batch."""
    call.only("allowzero", "shape")
    allow_zero = call.attribute("allowzero", "int", 0)
    wanted = call.integers(1) if call.count() > 1 else call.attribute("shape", "ints")
    if wanted is None:
        raise MalformedModel(f"{call.label}: the shape is missing")
    given = call.optional(0)
    x = given.base if isinstance(given, Merged) else call.value(0)  # the same elements in the same order
    batched_shape = isinstance(shape := call.optional(1), Constant) and shape.batched
    if batched_shape and 0 in wanted[1:]:
        call.refuse(f"to {list(wanted)}", BATCH_ADVICE)
    if allow_zero and 0 in wanted and not batched_shape:
        call.refuse("allowzero", "empty tensors are not supported")
    if any(size < -1 for size in wanted) or wanted.count(-1) > 1:
        raise MalformedModel(f"{call.label}: {list(wanted)} is no shape")
    if isinstance(given, Merged) and 0 in wanted[1:]:
        call.refuse(f"to {list(wanted)}", BATCH_ADVICE)
    if any(size == 0 and place >= len(x.shape) for place, size in enumerate(wanted)):
        raise MalformedModel(f"{call.label}: {list(wanted)} keeps sides that {list(x.shape)} does not have")
    sides = [x.shape[place] if size == 0 and place else size for place, size in enumerate(wanted)]
    if x.shape[:1] == (0,):
        rest = _batched_sides(call, x.shape, sides)
        return reshaped(call, x, (0, *rest)) if rest is not None else _merged(call, x, sides)
    if sides and sides[0] == 0:
        sides[0] = x.shape[0]
    return reshaped(call, x, tuple(_filled(call, math.prod(x.shape), sides)))


def _filled(call: Call, count: int, sides: Sequence[int]) -> list[int]:
    """−1 replaced by what is left."""
    known = math.prod(side for side in sides if side != -1)
    if -1 in sides:
        if known == 0 or count % known:
            raise MalformedModel(f"{call.label}: {count} elements cannot become {list(sides)}")
        return [count // known if side == -1 else side for side in sides]
    return list(sides)


def _batched_sides(call: Call, shape: Shape, sides: Sequence[int]) -> list[int] | None:
    """The sides after the batch, for one sample: the first is 0, −1, or the batch that was declared (mostly 1)."""
    count = math.prod(shape[1:])
    if not sides:
        call.refuse("to a scalar", BATCH_ADVICE)
    rest = list(sides[1:])
    if sides[0] in (-1, 0, call.builder.declared_batch) and (-1 in rest or math.prod(rest) == count):
        rest = _filled(call, count, rest)
        return rest if math.prod(rest) == count else None
    return None


def _merged(call: Call, x: Value, sides: Sequence[int]) -> Merged:
    """[batch, heads, …] as [batch·heads, …]: noted, until a Reshape takes it apart again."""
    rest = tuple(sides[1:])
    for count in range(2, len(x.shape) + 1):
        first = call.builder.declared_batch * math.prod(x.shape[1:count])
        if x.shape[count:] == rest and sides[0] in (-1, first):
            return Merged(x, count)
    return call.refuse(f"{list(x.shape)} to {list(sides)}", BATCH_ADVICE)


def transpose(call: Call) -> Value | Moved | Merged:
    call.only("perm")
    perm = call.attribute("perm", "ints")
    given = call.optional(0)
    merged = isinstance(given, Merged) and perm is not None and sorted(perm) == list(range(len(given.shape) + 1))
    if merged and isinstance(given, Merged) and perm[0] == 0:
        order = (*range(given.count), *(axis + given.count - 1 for axis in perm[1:]))
        return Merged(call.emit("Transpose", given.base, perm=order), given.count)
    x = call.value(0)
    perm = tuple(reversed(range(len(x.shape)))) if perm is None else perm
    if sorted(perm) != list(range(len(x.shape))):
        raise MalformedModel(f"{call.label}: {list(perm)} is no permutation of {len(x.shape)} axes")
    return settled(call, x, perm)


def concat(call: Call) -> Value:
    call.only("axis")
    if not call.has("axis"):
        raise MalformedModel(f"{call.label}: axis is missing")
    axis = call.attribute("axis", "int")
    found = [call.operand(place) for place in range(call.count())]
    values = [operand for operand in found if isinstance(operand, Value)]
    if not found:
        raise MalformedModel(f"{call.label}: there is nothing to join")
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


def unsqueeze(call: Call) -> Value:
    call.only("axes")
    x = call.value(0)
    stated = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    if stated is None:
        raise MalformedModel(f"{call.label}: axes are missing")
    axes = axes_of(call, len(x.shape) + len(stated)) or ()
    if x.shape[:1] == (0,) and 0 in axes:
        call.refuse("axes=0", BATCH_ADVICE)
    sides = list(x.shape)
    for axis in sorted(axes):
        sides.insert(axis, 1)
    return reshaped(call, x, tuple(sides))


CONVERTERS: dict[str, Callable[[Call], Value | Moved | Merged]] = {
    "Identity": identity,
    "Cast": cast,
    "Dropout": dropout,
    "Flatten": flatten,
    "Reshape": reshape,
    "Transpose": transpose,
    "Concat": concat,
    "Pad": pad,
    "Unsqueeze": unsqueeze,
}
