"""Each float operator as integer operators: which scales, which shifts, which tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from zkpair_graph.accumulators import MAX_EPSILON, NORM_FRACTION_BITS
from zkpair_graph.errors import AccumulatorOverflow
from zkpair_graph.float_operators import FLOAT as MEANING
from zkpair_graph.graph import Array, Node
from zkpair_graph.integer import HIGHEST, LOWEST
from zkpair_graph.integer_graph import Layers, Refused, clamp_bounds
from zkpair_graph.scales import rounded, tensor_exponent, to_int8, weight_exponents

LARGEST_SHIFT = 16
"""A remainder below 2^16 is looked up in one table when the shift is proven; finer weights change no output."""

LARGEST_BIAS = 2**28
SPARE_BITS = 8
"""A branch finer than the sum by more than this is made coarser first."""

AVERAGE_BITS = 20
CLAMPING = {"Linear", "Conv", "Add", "Sub", "Mul", "MatMul", "AveragePool", "GlobalAveragePool"}
"""Operators whose requantisation clamps: a Relu or Clip after them costs nothing."""


Layer = Callable[[Layers, Node, Node | None], None]


def _weighted(layers: Layers, node: Node, clamp: Node | None) -> None:
    """Linear and Conv: w at 2^−e_c for each channel, b at the accumulator's 2^−(e_x + e_c), s_c = e_x + e_c − e_y."""
    x, w_name, b_name = node.inputs
    w, b = layers.floats(w_name), layers.floats(b_name)
    rows = w.reshape(len(w), -1)
    e_x = layers.exponent(x)
    e_c = np.minimum(weight_exponents(rows), _bias_exponents(b) - e_x)
    e_y = min(layers.wanted(node, clamp), e_x + int(e_c.min()))
    e_c = np.minimum(e_c, LARGEST_SHIFT + e_y - e_x)
    shift = tuple((e_x + e_c - e_y).tolist())
    q_w = to_int8(rows, e_c[:, None]).reshape(w.shape)
    q_b = rounded(b, e_x + e_c).astype(np.int32)
    inputs = [layers.name_of[x], layers.tensor(q_w), layers.tensor(q_b)]
    name = layers.emit(node.op, inputs, e_y, **node.attributes, shift=shift, **clamp_bounds(clamp, e_y))
    layers.finish(node, clamp, name)


def _bias_exponents(b: Array) -> Array:
    """The largest e with |b|·2^e ≤ 2^28."""
    _, powers = np.frexp(np.abs(b))  # |b| < 2^power
    return np.where(b == 0, 64, int(math.log2(LARGEST_BIAS)) - powers)


def _branches(layers: Layers, node: Node, finest: int) -> list[str]:
    """Both operands here, none finer than that; constants are quantised."""
    names = []
    for operand in node.inputs:
        if operand in layers.graph.tensors:
            constant = layers.floats(operand)
            exponent = min(tensor_exponent(constant), finest)
            names.append(layers.tensor(to_int8(constant, exponent)))
            layers.exponents[names[-1]] = exponent
        else:
            names.append(layers.at_most(layers.name_of[operand], finest))
    return names


def _sum(layers: Layers, node: Node, clamp: Node | None) -> None:
    """Add and Sub: both branches at the finest of the three scales, then one requantisation.

    What is much finer than the coarser branch would show nothing but that branch's own rounding.
    """
    e_y = min(layers.wanted(node, clamp), _coarsest(layers, node) + SPARE_BITS)
    names = _branches(layers, node, e_y + SPARE_BITS)
    exponents = _taken_exponents(layers, names)
    finest = max(*exponents, e_y)
    left = tuple(finest - exponent for exponent in exponents)
    shift = finest - e_y
    name = layers.emit(node.op, names, e_y, left=left, shift=shift, **clamp_bounds(clamp, e_y))
    layers.finish(node, clamp, name)


def _coarsest(layers: Layers, node: Node) -> int:
    """The smallest exponent of a node's operands that are values."""
    return min(layers.exponent(name) for name in node.inputs if name not in layers.graph.tensors)


def _taken_exponents(layers: Layers, names: Sequence[str]) -> list[int]:
    """Exponents of operands; those of constants are needed no longer."""
    exponents = [layers.exponents[name] for name in names]
    for name in names:
        if name in layers.tensors:
            layers.exponents.pop(name, None)
    return exponents


def _product(layers: Layers, node: Node, clamp: Node | None) -> None:
    """Mul and MatMul: s = e_a + e_b − e_y."""
    e_y = layers.wanted(node, clamp)
    names = _branches(layers, node, 64)
    excess = sum(layers.exponents[name] for name in names) - e_y - LARGEST_SHIFT
    if excess > 0:
        names = _coarser(layers, node, names, excess)
    exponents = _taken_exponents(layers, names)
    e_y = min(e_y, sum(exponents))
    shift = sum(exponents) - e_y
    layers.finish(node, clamp, layers.emit(node.op, names, e_y, shift=shift, **clamp_bounds(clamp, e_y)))


def _coarser(layers: Layers, node: Node, names: Sequence[str], excess: int) -> list[str]:
    """The finer operand loses the bits that the product does not show."""
    finer = max(names, key=lambda name: layers.exponents[name])
    place = list(names).index(finer)
    exponent = layers.exponents[finer] - excess
    changed = list(names)
    if finer in layers.tensors:
        changed[place] = layers.tensor(to_int8(layers.floats(node.inputs[place]), exponent))
        layers.exponents.pop(finer)
        layers.exponents[changed[place]] = exponent
    else:
        changed[place] = layers.at_most(finer, exponent)
    return changed


def _average(layers: Layers, node: Node, clamp: Node | None) -> None:
    """m = ⌊2^k/area + 1/2⌋, s = k + e_x − e_y."""
    x = node.inputs[0]
    window = dict(node.attributes)
    if node.op == "GlobalAveragePool":
        window = {
            "kernel": layers.shapes[layers.name_of[x]][2:],
            "strides": (1, 1),
            "pads": (0, 0, 0, 0),
            "dilations": (1, 1),
        }
    elif not window.pop("count_include_pad") and any(node.integers("pads")):
        raise Refused(node, "padding that does not count", "export with count_include_pad=1, or pad before")
    kernel = window["kernel"]
    assert isinstance(kernel, tuple)
    area = math.prod(kernel)
    e_x = layers.exponent(x)
    e_y = min(layers.wanted(node, clamp), e_x + SPARE_BITS)
    k = max(min(AVERAGE_BITS, LARGEST_SHIFT + e_y - e_x), e_y - e_x)
    multiplier = (2**k + area // 2) // area if k >= 0 else 0
    if multiplier == 0:
        raise AccumulatorOverflow(f"{node.op} {node.output}", area, 2 ** max(k, 0))
    attributes = {**window, "multiplier": multiplier, "shift": k + e_x - e_y}
    name = layers.emit("AveragePool", [layers.name_of[x]], e_y, **attributes, **clamp_bounds(clamp, e_y))
    layers.finish(node, clamp, name)


def _moved(layers: Layers, node: Node, clamp: Node | None) -> None:
    """The same integers at other places."""
    x = node.inputs[0]
    name = layers.emit(node.op, [layers.name_of[x]], layers.exponent(x), **node.attributes)
    layers.finish(node, clamp, name)


def _pad(layers: Layers, node: Node, clamp: Node | None) -> None:
    x, e_x = node.inputs[0], layers.exponent(node.inputs[0])
    value = int(to_int8(np.array(node.real("value")), e_x))
    name = layers.emit("Pad", [layers.name_of[x]], e_x, pads=node.integers("pads"), value=value)
    layers.finish(node, clamp, name)


def _concat(layers: Layers, node: Node, clamp: Node | None) -> None:
    """All at the coarsest of the scales."""
    e_y = min(layers.exponent(name) for name in node.inputs)
    names = [layers.at_most(layers.name_of[name], e_y) for name in node.inputs]
    layers.finish(node, clamp, layers.emit("Concat", names, e_y, **node.attributes))


def _gather(layers: Layers, node: Node, clamp: Node | None) -> None:
    """From a value, or from a table of constants."""
    data, indices = node.inputs
    if data in layers.graph.tensors:
        table = layers.floats(data)
        exponent = tensor_exponent(table)
        source = layers.tensor(to_int8(table, exponent))
    else:
        exponent, source = layers.exponent(data), layers.name_of[data]
    where = layers.tensor(layers.graph.tensors[indices]) if indices in layers.graph.tensors else indices
    layers.finish(node, clamp, layers.emit("Gather", [source, where], exponent, **node.attributes))


def _clamp(layers: Layers, node: Node, clamp: Node | None) -> None:
    """Relu and Clip that stand alone: the scale stays."""
    x, e_x = node.inputs[0], layers.exponent(node.inputs[0])
    name = layers.emit("Requantise", [layers.name_of[x]], e_x, left=0, shift=0, **clamp_bounds(node, e_x))
    layers.finish(node, clamp, name)


def _table(layers: Layers, node: Node, clamp: Node | None) -> None:
    """f at all 256 inputs, each rounded once."""
    x, e_y = node.inputs[0], layers.wanted(node, clamp)
    inputs = np.ldexp(np.arange(LOWEST, HIGHEST + 1).astype(np.float64), -layers.exponent(x))
    table = layers.tensor(to_int8(MEANING[node.op](node, [inputs]), e_y))
    layers.finish(node, clamp, layers.emit("Table", [layers.name_of[x], table], e_y))


def _softmax(layers: Layers, node: Node, clamp: Node | None) -> None:
    """t[d] = ⌊2^16·e^(−d·2^−e_x) + 1/2⌋; probabilities at 2^−7."""
    x = node.inputs[0]
    steps = np.ldexp(np.arange(256).astype(np.float64), -layers.exponent(x))
    table = layers.tensor(rounded(np.exp(-steps), 16).astype(np.int32))
    name = layers.emit("Softmax", [layers.name_of[x], table], 7, axis=node.integer("axis"), exponent=7)
    layers.finish(node, clamp, name)


def _layer_norm(layers: Layers, node: Node, clamp: Node | None) -> None:
    """z = (x − μ)/σ at 2^−8; g at 2^−e_c for each channel, b at 2^−(8 + e_c), s_c = 8 + e_c − e_y."""
    x, g_name, b_name = node.inputs
    g, b = layers.floats(g_name), layers.floats(b_name)
    n, e_x, bits = len(g), layers.exponent(x), NORM_FRACTION_BITS
    e_c = np.minimum(weight_exponents(g[:, None]), _bias_exponents(b) - bits)
    e_y = min(layers.wanted(node, clamp), bits + int(e_c.min()))
    e_c = np.minimum(e_c, LARGEST_SHIFT + e_y - bits)
    epsilon = min(math.floor(math.ldexp(node.real("eps"), 2 * e_x) * n**3 + 0.5), MAX_EPSILON)
    inputs = [layers.name_of[x], layers.tensor(to_int8(g, e_c)), layers.tensor(rounded(b, bits + e_c).astype(np.int32))]
    shift = tuple((bits + e_c - e_y).tolist())
    name = layers.emit("LayerNorm", inputs, e_y, epsilon=epsilon, shift=shift, **clamp_bounds(clamp, e_y))
    layers.finish(node, clamp, name)


LAYERS: dict[str, Layer] = {
    **dict.fromkeys(("Linear", "Conv"), _weighted),
    **dict.fromkeys(("Add", "Sub"), _sum),
    **dict.fromkeys(("Mul", "MatMul"), _product),
    **dict.fromkeys(("AveragePool", "GlobalAveragePool"), _average),
    **dict.fromkeys(("Flatten", "Reshape", "Transpose", "MaxPool"), _moved),
    **dict.fromkeys(("Relu", "Clip"), _clamp),
    **dict.fromkeys(("Sigmoid", "Tanh", "Gelu", "LeakyRelu"), _table),
    "Concat": _concat,
    "Gather": _gather,
    "Pad": _pad,
    "Softmax": _softmax,
    "LayerNorm": _layer_norm,
}
