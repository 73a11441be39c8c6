"""Nodes whose operands are all known: computed once, here. Sizes are bounded before anything is allocated.

A shape in which 0 stands for the batch may be cut and joined, not computed with.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from zkpair_graph.errors import MalformedModel, TooLarge
from zkpair_graph.from_onnx.operands import Call, Constant
from zkpair_graph.from_onnx.tensors import TYPE_NAMES
from zkpair_graph.graph import Array
from zkpair_graph.limits import require

LARGEST = 2**25
"""Elements of one computed constant."""

_KEEPS_BATCH = {"Gather", "Concat", "Unsqueeze", "Squeeze", "Slice", "Cast", "Reshape", "Identity"}


def _broadcast(call: Call, *arrays: Array) -> None:
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    require(f"{call.label}: elements", math.prod(shape), LARGEST)


def _elementwise(function: Callable[..., Array]) -> Callable[[Call], Array]:
    def fold(call: Call) -> Array:
        arrays = [call.needed(place) for place in range(call.count())]
        _broadcast(call, *arrays)
        return np.asarray(function(*arrays)).astype(arrays[0].dtype, copy=False)

    return fold


def _divide(a: Array, b: Array) -> Array:
    """Integers towards zero."""
    if a.dtype.kind == "f":
        return np.asarray(a / b)
    if not b.all():
        raise ZeroDivisionError("division by zero")
    return np.asarray(np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b)))


def _cast(call: Call) -> Array:
    to = call.attribute("to", "int", 0)
    if to not in TYPE_NAMES:
        call.refuse(f"to={to}", "a type that is not a number")
    with np.errstate(over="ignore"):
        return call.needed(0).astype(np.float32 if to == 16 else np.dtype(TYPE_NAMES[to]))


def _constant_of_shape(call: Call) -> Array:
    shape = call.integers(0) or ()
    value = call.attribute("value", "tensor", np.zeros(1, np.float32))
    if min(shape, default=0) < 0 or value.size != 1:
        raise MalformedModel(f"{call.label}: shape {list(shape)}, value of {value.size} elements")
    require(f"{call.label}: rank", len(shape), call.builder.limits.rank)
    require(f"{call.label}: elements", math.prod(shape), LARGEST)
    return np.full(shape, value.reshape(()))


def _expand(call: Call) -> Array:
    array, shape = call.needed(0), call.integers(1) or ()
    if min(shape, default=0) < 0:
        raise MalformedModel(f"{call.label}: {list(shape)} is no shape")
    require(f"{call.label}: rank", max(len(shape), array.ndim), call.builder.limits.rank)
    shape = np.broadcast_shapes(array.shape, shape)
    require(f"{call.label}: elements", math.prod(shape), LARGEST)
    return np.broadcast_to(array, shape)


def _range(call: Call) -> Array:
    start, limit, step = (call.needed(place).reshape(()) for place in range(3))
    if step == 0 or not all(math.isfinite(float(number)) for number in (start, limit, step)):
        raise MalformedModel(f"{call.label}: from {start} to {limit} by {step}")
    count = max(math.ceil((float(limit) - float(start)) / float(step)), 0)
    require(f"{call.label}: elements", count, LARGEST)
    return np.asarray(start + step * np.arange(count), start.dtype)


def _reshape(call: Call) -> Array:
    array, shape = call.needed(0), call.integers(1) or ()
    sides = [
        array.shape[i] if side == 0 and not call.attribute("allowzero", "int", 0) else side
        for i, side in enumerate(shape)
    ]
    require(f"{call.label}: rank", len(sides), call.builder.limits.rank)
    return array.reshape(sides)


def _axes(call: Call) -> tuple[int, ...] | None:
    found = call.integers(1) if call.optional(1) is not None else call.attribute("axes", "ints")
    return None if found is None else tuple(found)


def _unsqueeze(call: Call) -> Array:
    axes = _axes(call) or ()
    require(f"{call.label}: rank", call.needed(0).ndim + len(axes), call.builder.limits.rank)
    return np.expand_dims(call.needed(0), axes)


def _slice(call: Call) -> Array:
    array = call.needed(0)
    old = call.count() == 1
    starts = (call.attribute("starts", "ints") if old else call.integers(1)) or ()
    ends = (call.attribute("ends", "ints") if old else call.integers(2)) or ()
    axes = call.attribute("axes", "ints") if old else call.integers(3)
    steps = call.integers(4) or (1,) * len(starts)
    axes = tuple(range(len(starts))) if axes is None else axes
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        axis = call.axis(axis, array.ndim)
        places = [slice(None)] * array.ndim
        places[axis] = slice(start, None if step < 0 and end < -array.shape[axis] else end, step)
        array = array[tuple(places)]
    return array


def _gather(call: Call) -> Array:
    array, indices = call.needed(0), call.needed(1)
    axis = call.axis(call.attribute("axis", "int", 0), array.ndim)
    require(f"{call.label}: elements", indices.size * array.size // max(array.shape[axis], 1), LARGEST)
    require(f"{call.label}: rank", array.ndim + indices.ndim - 1, call.builder.limits.rank)
    if indices.dtype.kind not in "iu":
        raise MalformedModel(f"{call.label}: indices of type {indices.dtype}")
    return np.take(array, indices, axis=axis)


def _concat(call: Call) -> Array:
    arrays = [call.needed(place) for place in range(call.count())]
    require(f"{call.label}: elements", sum(array.size for array in arrays), LARGEST)
    return np.concatenate(arrays, axis=call.attribute("axis", "int", 0))


def _matmul(call: Call) -> Array:
    a, b = call.needed(0), call.needed(1)
    if not a.ndim or not b.ndim:
        raise MalformedModel(f"{call.label}: a number is no matrix")
    columns = b.shape[-1:] if b.ndim > 1 else ()
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), *a.shape[-2:-1], *columns)
    require(f"{call.label}: elements", math.prod(shape), LARGEST)
    return np.asarray((a.astype(np.float64) @ b.astype(np.float64)).astype(a.dtype))


def _transpose(call: Call) -> Array:
    return call.needed(0).transpose(call.attribute("perm", "ints"))


FOLDED: dict[str, Callable[[Call], Array]] = {
    "Identity": lambda call: call.needed(0),
    "Cast": _cast,
    "ConstantOfShape": _constant_of_shape,
    "Expand": _expand,
    "Range": _range,
    "Reshape": _reshape,
    "Unsqueeze": _unsqueeze,
    "Squeeze": lambda call: np.squeeze(call.needed(0), _axes(call)),
    "Slice": _slice,
    "Gather": _gather,
    "Concat": _concat,
    "Transpose": _transpose,
    "MatMul": _matmul,
    "Add": _elementwise(np.add),
    "Sub": _elementwise(np.subtract),
    "Mul": _elementwise(np.multiply),
    "Div": _elementwise(_divide),
    "Pow": _elementwise(np.power),
    "Neg": _elementwise(np.negative),
    "Sqrt": _elementwise(np.sqrt),
    "Exp": _elementwise(np.exp),
    "Reciprocal": _elementwise(np.reciprocal),
    "Floor": _elementwise(np.floor),
    "Ceil": _elementwise(np.ceil),
}


def folded(call: Call, batched: bool) -> Constant | None:
    """The result of a node whose operands are all constants; None for an operator that is not computed here."""
    op = call.node.op_type
    if op not in FOLDED:
        return None
    if batched and op not in _KEEPS_BATCH:
        call.refuse("on the size of the batch", "the batch is free: let the model compute with fixed sizes only")
    try:
        with np.errstate(all="ignore"):
            array = np.asarray(FOLDED[op](call))
    except (ValueError, IndexError, ZeroDivisionError, TypeError, OverflowError) as error:
        raise MalformedModel(f"{call.label}: {error}") from error
    if array.size > LARGEST:
        raise TooLarge(f"{call.label}: elements", array.size, LARGEST)
    return Constant(array, batched and not array.all())  # a part without a 0 has nothing to do with the batch
