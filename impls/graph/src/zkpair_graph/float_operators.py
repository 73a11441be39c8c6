"""What the float operators mean: NumPy in float64, the formula above the code. Weights, float32, are widened."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from zkpair_graph.errors import ShapeMismatch
from zkpair_graph.graph import Array, Node
from zkpair_graph.sliding import average, linear_windows, pooled

Operator = Callable[[Node, Sequence[Array]], Array]


def _linear(node: Node, operands: Sequence[Array]) -> Array:
    """y_o = Σ_i x_i·w_oi + b_o, over the last axis."""
    x, w, b = operands
    return np.asarray(x @ w.T + b)


def _conv(node: Node, operands: Sequence[Array]) -> Array:
    """y[n, o, p, q] = b_o + Σ_{i, r, c} w[o, i, r, c]·x[n, i, p·s + r·d − t, q·s' + c·d' − l], i in o's group."""
    x, w, b = operands
    return linear_windows(node, x, w) + b[:, None, None]


def _max_pool(node: Node, operands: Sequence[Array]) -> Array:
    """The largest value under the window; padding counts as −∞."""
    return np.asarray(pooled(node, operands[0], -math.inf).max(axis=(-2, -1)))


def _average_pool(node: Node, operands: Sequence[Array]) -> Array:
    """Σ under the window / its area, or / the number of its elements that are no padding."""
    return average(node, operands[0])


def _global_average_pool(node: Node, operands: Sequence[Array]) -> Array:
    return np.asarray(operands[0].mean(axis=(2, 3), keepdims=True))


def _clip(node: Node, operands: Sequence[Array]) -> Array:
    """min(max(x, lo), hi); a bound that is left out does not hold."""
    lo, hi = (node.attributes.get(name, none) for name, none in (("lo", -math.inf), ("hi", math.inf)))
    return np.clip(operands[0], lo, hi)


def _leaky_relu(node: Node, operands: Sequence[Array]) -> Array:
    (x,) = operands
    return np.where(x >= 0, x, node.real("alpha") * x)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^−x), without overflow: e^−|x| is at most 1."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


_ERF = np.frompyfunc(math.erf, 1, 1)


def erf(x: Array) -> Array:
    """2/√π·∫_0^x e^−t² dt."""
    return np.asarray(_ERF(x), np.float64)


def gelu(x: Array, approximate: int) -> Array:
    """x·Φ(x) = x/2·(1 + erf(x/√2)), or x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and Gimpel, 2016)."""
    if approximate:
        return np.asarray(0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3))))
    return np.asarray(0.5 * x * (1.0 + erf(x / math.sqrt(2.0))))


def _softmax(node: Node, operands: Sequence[Array]) -> Array:
    """e^(x_i − max x) / Σ_j e^(x_j − max x)."""
    (x,) = operands
    axis = node.integer("axis")
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _layer_norm(node: Node, operands: Sequence[Array]) -> Array:
    """(x − μ) / √(σ² + ε)·g + b over the last axis, σ² = Σ (x − μ)² / n (Ba, Kiros and Hinton, 2016)."""
    x, g, b = operands
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + node.real("eps")) * g + b)


def reshape(node: Node, operands: Sequence[Array]) -> Array:
    """The same elements in C order; 0 in front of the shape is the batch."""
    (x,) = operands
    shape = node.integers("shape")
    return x.reshape((len(x), *shape[1:]) if shape[:1] == (0,) else shape)


def flatten(node: Node, operands: Sequence[Array]) -> Array:
    (x,) = operands
    return x.reshape(len(x), math.prod(x.shape[1:]))


def pad(x: Array, pads: Sequence[int], value: float | int) -> Array:
    """`pads`: before each axis, then after each."""
    n = x.ndim
    return np.pad(x, [(pads[axis], pads[n + axis]) for axis in range(n)], constant_values=value)


def gather(node: Node, operands: Sequence[Array]) -> Array:
    """data[..., indices, ...] along the axis. Raises ShapeMismatch for an index beyond it."""
    data, indices = operands
    places = np.asarray(indices).astype(np.int64)
    axis = node.integer("axis")
    if places.size and (places.min() < 0 or places.max() >= data.shape[axis]):
        raise ShapeMismatch(str(node), f"an index lies beyond axis {axis} of {data.shape[axis]} elements")
    return np.asarray(np.take(data, places, axis=axis))


MOVING: dict[str, Operator] = {
    "Flatten": flatten,
    "Reshape": reshape,
    "Transpose": lambda node, operands: operands[0].transpose(node.integers("perm")),
    "Concat": lambda node, operands: np.concatenate(operands, axis=node.integer("axis")),
    "Gather": gather,
}

FLOAT: dict[str, Operator] = {
    **MOVING,
    "Linear": _linear,
    "Conv": _conv,
    "Relu": lambda node, operands: np.maximum(operands[0], 0.0),
    "LeakyRelu": _leaky_relu,
    "Clip": _clip,
    "Sigmoid": lambda node, operands: sigmoid(operands[0]),
    "Tanh": lambda node, operands: np.tanh(operands[0]),
    "Gelu": lambda node, operands: gelu(operands[0], node.integer("approximate")),
    "Add": lambda node, operands: operands[0] + operands[1],
    "Sub": lambda node, operands: operands[0] - operands[1],
    "Mul": lambda node, operands: operands[0] * operands[1],
    "MatMul": lambda node, operands: np.asarray(operands[0] @ operands[1]),
    "MaxPool": _max_pool,
    "AveragePool": _average_pool,
    "GlobalAveragePool": _global_average_pool,
    "Pad": lambda node, operands: pad(operands[0], node.integers("pads"), node.real("value")),
    "Softmax": _softmax,
    "LayerNorm": _layer_norm,
}
