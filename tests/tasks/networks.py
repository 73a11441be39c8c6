"""Networks in float32 from the definitions, by a path of their own: convolutions as sums over the kernel's places."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from zkpair.tasks.task import CaseData
from zkpair_graph import Graph, Node, read

Array = np.ndarray[Any, np.dtype[Any]]


def predicted(case: CaseData) -> list[bytes]:
    """The outputs of the case's float graph, one for each instance."""
    graph = read(case.shared["graph"])
    (port,) = graph.inputs
    batches = [np.frombuffer(blobs["x"], "<f4").reshape(case.cell.size, *port.shape[1:]) for blobs in case.instances]
    return [forward(graph, x).astype("<f4").tobytes() for x in batches]


def forward(graph: Graph, x: Array) -> Array:
    values: dict[str, Array] = {**graph.tensors, graph.inputs[0].name: x}
    for node in graph.nodes:
        values[node.output] = OPERATORS[node.op](node, *[values[name] for name in node.inputs])
        assert values[node.output].dtype == np.float32
    (output,) = graph.outputs
    return values[output]


def taps(node: Node, x: Array, kernel: tuple[int, int], fill: float) -> list[tuple[int, int, Array]]:
    """For each place of the kernel the elements of x that lie under it, [N, C, oh, ow]."""
    top, left, bottom, right = node.integers("pads")
    (sh, sw), (dh, dw) = node.integers("strides"), node.integers("dilations")
    padded = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)
    oh = (padded.shape[2] - dh * (kernel[0] - 1) - 1) // sh + 1
    ow = (padded.shape[3] - dw * (kernel[1] - 1) - 1) // sw + 1
    return [
        (i, j, padded[:, :, i * dh : i * dh + sh * (oh - 1) + 1 : sh, j * dw : j * dw + sw * (ow - 1) + 1 : sw])
        for i in range(kernel[0])
        for j in range(kernel[1])
    ]


def conv(node: Node, x: Array, w: Array, b: Array) -> Array:
    assert node.integer("groups") == 1
    total = sum(np.einsum("nchw,oc->nohw", at, w[:, :, i, j]) for i, j, at in taps(node, x, w.shape[2:], 0.0))
    return np.asarray(total + b[:, None, None])


def max_pool(node: Node, x: Array) -> Array:
    kernel = node.integers("kernel")
    return np.maximum.reduce([at for _, _, at in taps(node, x, (kernel[0], kernel[1]), -np.inf)])


def average_pool(node: Node, x: Array) -> Array:
    kernel = node.integers("kernel")
    assert node.integers("pads") == (0, 0, 0, 0)
    found = [at for _, _, at in taps(node, x, (kernel[0], kernel[1]), 0.0)]
    return np.asarray(np.add.reduce(found) / np.float32(len(found)))


def gelu(node: Node, x: Array) -> Array:
    erf = np.vectorize(math.erf, otypes=[np.float32])
    assert node.integer("approximate") == 0
    return np.asarray(x * np.float32(0.5) * (1 + erf(x / np.float32(math.sqrt(2)))))


def layer_norm(node: Node, x: Array, g: Array, b: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + np.float32(node.real("eps"))) * g + b)


def softmax(node: Node, x: Array) -> Array:
    axis = node.integer("axis")
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


OPERATORS: dict[str, Callable[..., Array]] = {
    "Conv": conv,
    "Linear": lambda node, x, w, b: x @ w.T + b,
    "Relu": lambda node, x: np.maximum(x, 0),
    "Gelu": gelu,
    "Add": lambda node, a, c: a + c,
    "Sub": lambda node, a, c: a - c,
    "Mul": lambda node, a, c: a * c,
    "MatMul": lambda node, a, c: a @ c,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": lambda node, x: x.mean(axis=(2, 3), keepdims=True),
    "Flatten": lambda node, x: x.reshape(len(x), -1),
    "Reshape": lambda node, x: x.reshape(len(x), *node.integers("shape")[1:]),
    "Transpose": lambda node, x: x.transpose(node.integers("perm")),
    "Softmax": softmax,
    "LayerNorm": layer_norm,
}
