"""What an integer graph means: NumPy in int64, exact. Every engine gives the same bits.

Requantisation: q = (acc + 2^(s−1)) >> s, an arithmetic shift, so that halves round up (s = 0: q = acc);
y = min(max(q, lo), hi).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from zkpair_graph.accumulators import NORM_FRACTION_BITS
from zkpair_graph.errors import MalformedModel
from zkpair_graph.evaluate import flow
from zkpair_graph.float_operators import MOVING, Operator, pad
from zkpair_graph.graph import INT8, Array, Graph, Node
from zkpair_graph.sliding import linear_windows, pooled

LOWEST, HIGHEST = -128, 127


def requantise(accumulator: Array, shift: Array | int, lo: int, hi: int) -> Array:
    """min(max((acc + 2^(s−1)) >> s, lo), hi)."""
    s = np.asarray(shift, np.int64)
    half = np.where(s > 0, np.int64(1) << np.maximum(s - 1, 0), 0)
    return np.asarray(np.clip((accumulator + half) >> s, lo, hi))


def exact(sums: Array) -> Array:
    """Sums of products made by BLAS in float64: every term and every partial sum is an integer below 2^53."""
    return sums.astype(np.int64)


def _products(a: Array, b: Array) -> Array:
    return exact(a.astype(np.float64) @ b.astype(np.float64))


def _clamped(node: Node, accumulator: Array) -> Array:
    return requantise(accumulator, node.integer("shift"), node.integer("lo"), node.integer("hi"))


def _per_channel(node: Node, accumulator: Array, shape: tuple[int, ...]) -> Array:
    shift = np.array(node.integers("shift"), np.int64).reshape(shape)
    return requantise(accumulator, shift, node.integer("lo"), node.integer("hi"))


def _linear(node: Node, operands: Sequence[Array]) -> Array:
    x, w, b = operands
    return _per_channel(node, _products(x, w.T) + b, (-1,))


def _conv(node: Node, operands: Sequence[Array]) -> Array:
    x, w, b = operands
    return _per_channel(
        node, exact(linear_windows(node, x.astype(np.float64), w.astype(np.float64))) + b[:, None, None], (-1, 1, 1)
    )


def _requantise(node: Node, operands: Sequence[Array]) -> Array:
    return _clamped(node, operands[0] << node.integer("left"))


def _add(node: Node, operands: Sequence[Array]) -> Array:
    """(a << l_a) + (b << l_b): both branches at the finer scale, then one requantisation."""
    left_a, left_b = node.integers("left")
    return _clamped(node, (operands[0] << left_a) + (operands[1] << left_b))


def _sub(node: Node, operands: Sequence[Array]) -> Array:
    left_a, left_b = node.integers("left")
    return _clamped(node, (operands[0] << left_a) - (operands[1] << left_b))


def _max_pool(node: Node, operands: Sequence[Array]) -> Array:
    return np.asarray(pooled(node, operands[0], LOWEST).max(axis=(-2, -1)))


def _average_pool(node: Node, operands: Sequence[Array]) -> Array:
    """m·Σx with m ≈ 2^k / area: padding is 0 and counts."""
    return _clamped(node, node.integer("multiplier") * pooled(node, operands[0], 0).sum(axis=(-2, -1)))


def _table(node: Node, operands: Sequence[Array]) -> Array:
    """y = t[x + 128]."""
    x, table = operands
    return np.asarray(table[x + 128])


def _softmax(node: Node, operands: Sequence[Array]) -> Array:
    """E_i = t[max x − x_i], y_i = min(⌊(E_i·2^(e+1) + ΣE) / (2·ΣE)⌋, 127): E_i / ΣE at 2^−e, halves up."""
    x, table = operands
    axis = node.integer("axis")
    powers = table[x.max(axis=axis, keepdims=True) - x]
    total = powers.sum(axis=axis, keepdims=True)
    return np.asarray(np.minimum(((powers << (node.integer("exponent") + 1)) + total) // (2 * total), HIGHEST))


def _layer_norm(node: Node, operands: Sequence[Array]) -> Array:
    """c = n·x − Σx, R = max(⌊√⌊(Σc² + ε)·2^16 / n⌋⌋, 1), z = ⌊(c·2^17 + R) / (2·R)⌋; z·g + b is requantised.

    R is n·σ·2^8 and z is (x − μ)/σ at 2^−8.
    """
    x, g, b = operands
    n, bits = x.shape[-1], NORM_FRACTION_BITS
    c = n * x - x.sum(axis=-1, keepdims=True)
    squares = (c * c).sum(axis=-1, keepdims=True) + node.integer("epsilon")
    root = np.maximum(floor_sqrt((squares << 2 * bits) // n), 1)
    z = ((c << (2 * bits + 1)) + root) // (2 * root)
    return _per_channel(node, z * g + b, (-1,))


def floor_sqrt(values: Array) -> Array:
    """⌊√v⌋ of non-negative integers below 2^63, exactly."""
    return np.array([math.isqrt(value) for value in values.reshape(-1).tolist()], np.int64).reshape(values.shape)


OPERATORS: dict[str, Operator] = {
    **MOVING,
    "Linear": _linear,
    "Conv": _conv,
    "Requantise": _requantise,
    "Add": _add,
    "Sub": _sub,
    "Mul": lambda node, operands: _clamped(node, operands[0] * operands[1]),
    "MatMul": lambda node, operands: _clamped(node, _products(operands[0], operands[1])),
    "MaxPool": _max_pool,
    "AveragePool": _average_pool,
    "Pad": lambda node, operands: pad(operands[0], node.integers("pads"), node.integer("value")),
    "Table": _table,
    "Softmax": _softmax,
    "LayerNorm": _layer_norm,
}


def evaluate(graph: Graph, inputs: Sequence[Array]) -> list[Array]:
    """The outputs, int8, for int8 inputs in the graph's order."""
    values = dict(each_value(graph, inputs))
    return [values[name].astype(np.int8) for name in graph.outputs]


def each_value(graph: Graph, inputs: Sequence[Array]) -> Iterator[tuple[str, Array]]:
    """Every value with its name, int64, as it is computed."""
    if graph.kind != INT8:
        raise MalformedModel(f"a graph of kind {graph.kind} has no integer values")
    return flow(graph, inputs, OPERATORS, lambda array, is_real: array.astype(np.int64))


def quantise_values(x: Array, exponent: int) -> Array:
    """clamp(⌊x·2^e + 1/2⌋, −128, 127): halves round up."""
    scaled = np.floor(np.ldexp(np.asarray(x, np.float64), exponent) + 0.5)
    return np.clip(scaled, LOWEST, HIGHEST).astype(np.int8)


def real_values(q: Array, exponent: int) -> Array:
    """q·2^−e."""
    return np.asarray(np.ldexp(q.astype(np.float64), -exponent))
