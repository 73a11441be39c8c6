"""Gemm, MatMul, Conv, BatchNormalization, and elementwise arithmetic."""

from __future__ import annotations

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx import affine
from zkpair_graph.from_onnx.operands import Call, Constant, Value, floats
from zkpair_graph.from_onnx.selecting import BATCH_ADVICE, reshaped
from zkpair_graph.from_onnx.windowed import lowered, window_of
from zkpair_graph.graph import Array, Attribute, Shape


def gemm(call: Call) -> Value:
    """α·A·B + β·C, A and B transposed where asked; C is broadcast."""
    call.only("alpha", "beta", "transA", "transB", "broadcast")
    alpha, beta = call.attribute("alpha", "float", 1.0), call.attribute("beta", "float", 1.0)
    transposed_a, transposed_b = call.attribute("transA", "int", 0), call.attribute("transB", "int", 0)
    a, b = call.operand(0), call.operand(1)
    c = call.optional(2)
    if isinstance(a, Constant) or isinstance(b, Value):
        x = _product(call, _matrix(call, 0, transposed_a), _matrix(call, 1, transposed_b), alpha)
    else:
        x = call.emit("Transpose", a, perm=(1, 0)) if transposed_a else a
        w = _rank_2(call, b.array)
        w = floats(w if transposed_b else w.T) * alpha
        x = _linear(call, x, w)
    if c is None:
        return x
    if isinstance(call.operand(2), Value):
        value = call.value(2)
        if beta != 1.0:
            value = call.emit("Mul", value, call.tensor(np.array(beta), f"{call.label} beta"))
        return call.emit("Add", x, value)
    return _add_constant(call, x, floats(call.needed(2)) * beta, once=True, name=call.name_of(2))


def _rank_2(call: Call, array: Array) -> Array:
    if array.ndim != 2:
        raise MalformedModel(f"{call.label}: weights of shape {list(array.shape)}, expected two axes")
    return array


def _matrix(call: Call, place: int, transposed: int) -> Value | str:
    found = call.operand(place)
    if isinstance(found, Constant):
        array = _rank_2(call, found.array)
        return call.tensor(array.T if transposed else array, call.name_of(place))
    return call.emit("Transpose", found, perm=(1, 0)) if transposed else found


def _product(call: Call, a: Value | str, b: Value | str, alpha: float) -> Value:
    product = call.emit("MatMul", a, b)
    return product if alpha == 1.0 else call.emit("Mul", product, call.tensor(np.array(alpha), f"{call.label} alpha"))


def _linear(call: Call, x: Value, w: Array) -> Value:
    zero = call.tensor(np.zeros(len(w)), f"{call.name_of(1)} bias")
    return call.emit("Linear", x, call.tensor(w, call.name_of(1)), zero)


def matmul(call: Call) -> Value:
    """NumPy's matmul; a constant matrix on the right makes it Linear. A vector is one row on the left, one column on
    the right, and that axis is gone from the product."""
    call.only()
    shapes = [_sides(call.operand(place)) for place in (0, 1)]
    if () in shapes:
        raise MalformedModel(f"{call.label}: a number is no matrix")
    if (0,) in shapes:
        call.refuse("over the batch", BATCH_ADVICE)
    row, column = (len(shape) == 1 for shape in shapes)
    a = _reshaped(call, 0, (1, *shapes[0])) if row else call.operand(0)
    b = _reshaped(call, 1, (*shapes[1], 1)) if column else call.operand(1)
    if isinstance(a, Value) and isinstance(b, Constant) and b.array.ndim == 2:
        product = _linear(call, a, floats(b.array.T))
    else:
        names = (x if isinstance(x, Value) else call.tensor(x.array, call.name_of(i)) for i, x in enumerate((a, b)))
        product = call.emit("MatMul", *names)
    if not row and not column:
        return product
    *front, rows, columns = product.shape
    return reshaped(call, product, (*front, *(() if row else (rows,)), *(() if column else (columns,))))


def _sides(operand: Constant | Value) -> Shape:
    return operand.shape if isinstance(operand, Value) else operand.array.shape


def _reshaped(call: Call, place: int, shape: Shape) -> Constant | Value:
    found = call.operand(place)
    return reshaped(call, found, shape) if isinstance(found, Value) else Constant(found.array.reshape(shape))


def conv(call: Call) -> Value:
    """Cross-correlation over one or two axes."""
    call.only("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
    groups = call.attribute("group", "int", 1)
    w = call.needed(1)
    window = window_of(call, w.shape[2:])
    x = call.value(0)
    bias = call.constant(2)
    b = np.zeros(len(w)) if bias is None else bias
    if w.ndim not in (3, 4):
        call.refuse(f"over {w.ndim - 2} axes", "convolutions over one or two axes are supported")
    attributes = window.attributes(x.shape[2:])
    attributes.pop("kernel")
    w = w if w.ndim == 4 else w[:, :, None]
    names = call.tensor(w, call.name_of(1)), call.tensor(b, call.name_of(2) if call.count() > 2 else "no bias")
    return lowered(call, x, lambda image: call.emit("Conv", image, *names, groups=groups, **attributes))


def batch_norm(call: Call) -> Value:
    """(x − mean)/√(var + ε)·scale + B over axis 1: an affine map, folded into the layer before it."""
    call.only("epsilon", "momentum", "spatial", "training_mode")
    if call.attribute("training_mode", "int", 0):
        call.refuse("training_mode", "export the model in evaluation mode (model.eval())")
    if call.attribute("spatial", "int", 1) != 1:
        call.refuse("spatial", "only spatial=1 is supported: export with opset 9 or later")
    epsilon = call.attribute("epsilon", "float", 1e-5)
    scale, bias, mean, variance = (floats(call.needed(place)) for place in range(1, 5))
    x = call.value(0)
    if len(x.shape) < 2 or {a.shape for a in (scale, bias, mean, variance)} != {x.shape[1:2]}:
        raise MalformedModel(f"{call.label}: statistics that are not one for each of the channels of {list(x.shape)}")
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = scale / np.sqrt(variance + epsilon)
    return affine.scaled(call, x, factor, bias - mean * factor, 1, call.label)


def _fold(call: Call, x: Value, place: int, scale: Array, shift: Array, once: bool) -> Value | None:
    """x·scale + shift by the weights of the layer that made x, where there is one and it serves x alone."""
    node = affine.producer(call, x)
    if node is None or not (once or call.used_once(place)):
        return None
    channels = [affine.per_channel(node, x, constant) for constant in (scale, shift)]
    if channels[0] is None or channels[1] is None:
        return None
    return affine.folded(call, node, channels[0], channels[1])


def _add_constant(call: Call, x: Value, constant: Array, once: bool, name: str, place: int = 0) -> Value:
    return _fold(call, x, place, affine.ONE, constant, once) or call.emit("Add", x, call.tensor(constant, name))


def add(call: Call) -> Value:
    call.only("axis", "broadcast")
    for place in (0, 1):
        found, other = call.operand(place), call.operand(1 - place)
        if isinstance(found, Constant) and isinstance(other, Value):
            name = call.name_of(place)
            return _add_constant(call, other, floats(found.array), False, name, 1 - place)
    return call.emit("Add", call.float_operand(0), call.float_operand(1))


def subtract(call: Call) -> Value:
    call.only("axis", "broadcast")
    a, b = call.operand(0), call.operand(1)
    if isinstance(a, Value) and isinstance(b, Constant):
        return _fold(call, a, 0, affine.ONE, -floats(b.array), False) or call.emit("Sub", a, call.float_operand(1))
    return call.emit("Sub", call.float_operand(0), call.float_operand(1))


def multiply(call: Call) -> Value:
    call.only("axis", "broadcast")
    for place in (0, 1):
        found, other = call.operand(place), call.operand(1 - place)
        if isinstance(found, Constant) and isinstance(other, Value):
            return _times(call, other, floats(found.array), 1 - place, call.name_of(place))
    return call.emit("Mul", call.float_operand(0), call.float_operand(1))


def _times(call: Call, x: Value, constant: Array, place: int, name: str) -> Value:
    return _fold(call, x, place, constant, affine.ZERO, False) or call.emit("Mul", x, call.tensor(constant, name))


def divide(call: Call) -> Value:
    """By a constant: the product with 1/c, in float64, rounded once."""
    call.only("axis", "broadcast")
    divisor = call.operand(1)
    if isinstance(divisor, Value):
        call.refuse("by a value", "division by a constant is supported: rewrite the model with products")
    with np.errstate(divide="ignore"):
        reciprocal = 1.0 / floats(divisor.array)
    return _times(call, call.value(0), reciprocal, 0, call.name_of(1))


def negate(call: Call) -> Value:
    call.only()
    return _times(call, call.value(0), np.array(-1.0), 0, f"{call.label} minus one")


def power(call: Call) -> Value:
    """x² and x³ as products."""
    call.only()
    exponent = call.needed(1)
    x = call.value(0)
    if exponent.size != 1 or float(exponent.reshape(())) not in (1.0, 2.0, 3.0):
        call.refuse("with another exponent", "1, 2 and 3 are supported")
    result = x
    for _ in range(int(exponent.reshape(())) - 1):
        result = call.emit("Mul", result, x)
    return result


def hard_sigmoid(call: Call) -> Value:
    """min(max(α·x + β, 0), 1)."""
    call.only("alpha", "beta")
    alpha, beta = call.attribute("alpha", "float", 0.2), call.attribute("beta", "float", 0.5)
    return _hard_sigmoid(call, call.value(0), alpha, beta)


def _hard_sigmoid(call: Call, x: Value, alpha: float, beta: float) -> Value:
    product = _times(call, x, np.array(alpha), 0, f"{call.label} alpha")
    line = call.emit("Add", product, call.tensor(np.array(beta), f"{call.label} beta"))
    bounds: dict[str, Attribute] = {"lo": 0.0, "hi": 1.0}
    return call.emit("Clip", line, **bounds)


def hard_swish(call: Call) -> Value:
    """x·min(max(x/6 + 1/2, 0), 1)."""
    call.only()
    x = call.value(0)
    return call.emit("Mul", x, _hard_sigmoid(call, x, 1.0 / 6.0, 0.5))


CONVERTERS = {
    "Gemm": gemm,
    "MatMul": matmul,
    "Conv": conv,
    "BatchNormalization": batch_norm,
    "Add": add,
    "Sub": subtract,
    "Mul": multiply,
    "Div": divide,
    "Neg": negate,
    "Pow": power,
    "HardSigmoid": hard_sigmoid,
    "HardSwish": hard_swish,
}
