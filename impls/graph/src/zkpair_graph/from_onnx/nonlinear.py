"""Activations, Softmax, LayerNormalization."""

from __future__ import annotations

import math

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.operands import Call, Constant, Value
from zkpair_graph.from_onnx.selecting import BATCH_ADVICE
from zkpair_graph.graph import Attribute


def relu(call: Call) -> Value:
    call.only()
    return call.emit("Relu", call.value(0))


def leaky_relu(call: Call) -> Value:
    call.only("alpha")
    alpha = call.attribute("alpha", "float", 0.01)
    if not math.isfinite(alpha):
        raise MalformedModel(f"{call.label}: alpha is {alpha}")
    return call.emit("LeakyRelu", call.value(0), alpha=alpha)


def clip(call: Call) -> Value:
    """Bounds beyond every float32 are none."""
    call.only("min", "max")
    bounds: dict[str, Attribute] = {}
    for place, (ours, theirs) in enumerate((("lo", "min"), ("hi", "max")), start=1):
        array = call.constant(place)
        if array is not None and array.size != 1:
            raise MalformedModel(f"{call.label}: {theirs} has {array.size} elements")
        bound = call.attribute(theirs, "float") if array is None else float(array.reshape(()))
        if bound is not None and math.isnan(bound):
            raise MalformedModel(f"{call.label}: {theirs} is not a number")
        if bound is not None and abs(bound) < float(np.finfo(np.float32).max):
            bounds[ours] = bound
    x = call.value(0)
    lo, hi = bounds.get("lo"), bounds.get("hi")
    if isinstance(lo, float) and isinstance(hi, float) and lo > hi:
        bounds["lo"] = hi  # min(max(x, lo), hi) is hi then
    return call.emit("Clip", x, **bounds) if bounds else x


def sigmoid(call: Call) -> Value:
    call.only()
    return call.emit("Sigmoid", call.value(0))


def tanh(call: Call) -> Value:
    call.only()
    return call.emit("Tanh", call.value(0))


def gelu(call: Call) -> Value:
    call.only("approximate")
    approximate = call.attribute("approximate", "string", "none")
    if approximate not in ("none", "tanh"):
        call.refuse(f"approximate={approximate}", "none and tanh are supported")
    return call.emit("Gelu", call.value(0), approximate=int(approximate == "tanh"))


def softmax(call: Call) -> Value:
    """Over one axis; before opset 13, over all axes from the stated one on."""
    call.only("axis")
    axis = call.attribute("axis", "int", -1 if call.opset >= 13 else 1)
    x = call.value(0)
    rank = len(x.shape)
    axis = call.axis(axis, rank)
    if axis == 0 and x.shape[:1] == (0,):
        call.refuse("axis=0", BATCH_ADVICE)
    if call.opset >= 13 or axis == rank - 1:
        return call.emit("Softmax", x, axis=axis)
    flat = call.emit("Reshape", x, shape=(*x.shape[:axis], math.prod(x.shape[axis:])))
    return call.emit("Reshape", call.emit("Softmax", flat, axis=axis), shape=x.shape)


def layer_norm(call: Call) -> Value:
    """Over all axes from the stated one on; several become one."""
    call.only("axis", "epsilon", "stash_type")
    axis, epsilon = call.attribute("axis", "int", -1), call.attribute("epsilon", "float", 1e-5)
    scale, bias = call.needed(1), call.constant(2)
    x = call.value(0)
    axis = call.axis(axis, len(x.shape))
    if axis == 0 and x.shape[:1] == (0,):
        call.refuse("axis=0", BATCH_ADVICE)
    if not (math.isfinite(epsilon) and epsilon >= 0):
        raise MalformedModel(f"{call.label}: epsilon is {epsilon}")
    normalised = x.shape[axis:]
    bias = np.zeros(1) if bias is None else bias
    call.room_for(2 * math.prod(normalised))
    try:
        g, b = (np.broadcast_to(array, normalised).reshape(-1) for array in (scale, bias))
    except ValueError as error:
        raise MalformedModel(f"{call.label}: scale or bias do not fit {list(normalised)}") from error
    flat = x if len(normalised) == 1 else call.emit("Reshape", x, shape=(*x.shape[:axis], math.prod(normalised)))
    b_name = call.name_of(2) if call.count() > 2 else f"{call.label} bias"
    y = call.emit("LayerNorm", flat, call.tensor(g, call.name_of(1)), call.tensor(b, b_name), eps=epsilon)
    return y if len(normalised) == 1 else call.emit("Reshape", y, shape=x.shape)


def prelu(call: Call) -> Value:
    """max(x, 0) + slope·min(x, 0); one slope for all is LeakyRelu."""
    call.only()
    slope = call.operand(1)
    x = call.value(0)
    if isinstance(slope, Constant) and slope.array.size == 1:
        return call.emit("LeakyRelu", x, alpha=float(slope.array.reshape(())))
    below = call.emit("Mul", call.emit("Clip", x, hi=0.0), call.float_operand(1))
    return call.emit("Add", call.emit("Relu", x), below)


CONVERTERS = {
    "Relu": relu,
    "LeakyRelu": leaky_relu,
    "PRelu": prelu,
    "Clip": clip,
    "Sigmoid": sigmoid,
    "Tanh": tanh,
    "Gelu": gelu,
    "Softmax": softmax,
    "LayerNormalization": layer_norm,
}
