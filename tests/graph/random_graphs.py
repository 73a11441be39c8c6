"""Random graphs of both kinds: any operators, small shapes, branches that meet again."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from zkpair_graph.graph import Array, Attribute, Graph, Input, Node, Shape
from zkpair_graph.shapes import shape_of


class Builder:
    """Values with their shapes; operators are appended one after the other."""

    def __init__(self, draw: Callable[..., int], shape: Shape, type_: str) -> None:
        self.draw, self.type = draw, type_
        self.rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
        self.inputs = (Input("in", shape, type_),)
        self.shapes: dict[str, Shape] = {"in": shape}
        self.tensors: dict[str, Array] = {}
        self.nodes: list[Node] = []

    def pick(self, *choices: int) -> int:
        return self.draw(st.sampled_from(choices))

    def tensor(self, array: Array) -> str:
        name = f"weight{len(self.tensors)}"
        self.tensors[name] = array
        self.shapes[name] = array.shape
        return name

    def weight(self, *shape: int) -> str:
        if self.type == "i8":
            return self.tensor(self.rng.integers(-128, 128, shape).astype(np.int8))
        return self.tensor(self.rng.normal(size=shape).astype(np.float32))

    def bias(self, size: int) -> str:
        if self.type == "i8":
            return self.tensor(self.rng.integers(-(2**15), 2**15, size).astype(np.int32))
        return self.tensor(self.rng.normal(size=size).astype(np.float32))

    def add(self, op: str, *inputs: str, **attributes: Attribute) -> str:
        output = f"value{len(self.nodes)}"
        node = Node(op, inputs, output, attributes)
        self.shapes[output] = shape_of(node, [self.shapes[name] for name in inputs], self.tensors)
        self.nodes.append(node)
        return output

    def shift(self, channels: int) -> tuple[int, ...]:
        return tuple(self.rng.integers(0, 17, channels).tolist())

    def quantised(self, channels: int | None = None) -> dict[str, Attribute]:
        """The attributes that integer operators have besides."""
        if self.type != "i8":
            return {}
        shift = self.pick(0, 1, 7, 12) if channels is None else self.shift(channels)
        return {"shift": shift, "lo": self.pick(-128, 0), "hi": self.pick(127, 60)}

    def window(self, x: str) -> dict[str, Attribute]:
        high, wide = self.shapes[x][2:]
        kernel = (self.pick(1, min(2, high), min(3, high)), self.pick(1, min(2, wide)))
        pads = tuple(self.pick(0, min(1, k - 1)) for k in kernel * 2)
        strides = (self.pick(1, 2), self.pick(1, 2))
        return {"kernel": kernel, "strides": strides, "pads": pads, "dilations": (1, 1)}


def _linear(b: Builder, x: str) -> str:
    size, out = b.shapes[x][-1], b.pick(1, 3, 8)
    return b.add("Linear", x, b.weight(out, size), b.bias(out), **b.quantised(out))


def _conv(b: Builder, x: str) -> str:
    channels = b.shapes[x][1]
    groups = b.pick(1, channels)
    window = b.window(x)
    kernel = window.pop("kernel")
    assert isinstance(kernel, tuple)
    out = groups * b.pick(1, 2)
    w, bias = b.weight(out, channels // groups, *kernel), b.bias(out)
    return b.add("Conv", x, w, bias, groups=groups, **window, **b.quantised(out))


def _residual(b: Builder, x: str) -> str:
    other = _elementwise(b, x)
    op = ("Add", "Sub", "Mul")[b.pick(0, 1, 2)]
    left: dict[str, Attribute] = {"left": (b.pick(0, 3), b.pick(0, 2))} if b.type == "i8" and op != "Mul" else {}
    return b.add(op, x, other, **left, **b.quantised())


def _constant(b: Builder, x: str) -> str:
    left: dict[str, Attribute] = {"left": (0, 2)} if b.type == "i8" else {}
    return b.add("Sub", b.weight(b.shapes[x][-1]), x, **left, **b.quantised())


def _elementwise(b: Builder, x: str) -> str:
    if b.type == "i8":
        if b.pick(0, 1):
            return b.add("Table", x, b.weight(256))
        return b.add("Requantise", x, left=b.pick(0, 2), **b.quantised())
    op = ("Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "Gelu")[b.pick(*range(6))]
    attributes: dict[str, dict[str, Attribute]] = {
        "LeakyRelu": {"alpha": 0.01},
        "Clip": {"lo": -0.5, "hi": 6.0} if b.pick(0, 1) else {"hi": 1e-05},
        "Gelu": {"approximate": b.pick(0, 1)},
    }
    return b.add(op, x, **attributes.get(op, {}))


def _pool(b: Builder, x: str) -> str:
    if b.pick(0, 1):
        return b.add("MaxPool", x, **b.window(x))
    if b.type == "i8":
        return b.add("AveragePool", x, multiplier=b.pick(1, 341), **b.window(x), **b.quantised())
    if b.pick(0, 1):
        return b.add("GlobalAveragePool", x)
    return b.add("AveragePool", x, count_include_pad=b.pick(0, 1), **b.window(x))


def _moved(b: Builder, x: str) -> str:
    shape = b.shapes[x]
    choice = b.pick(*range(5))
    if choice == 0:
        return b.add("Flatten", x)
    if choice == 1:
        return b.add("Reshape", x, shape=(shape[0], 1, math.prod(shape[1:])))
    if choice == 2:
        return b.add("Transpose", x, perm=(0, *reversed(range(1, len(shape)))))
    if choice == 3:
        indices = b.tensor(b.rng.integers(0, shape[-1], 3).astype(np.int32))
        return b.add("Gather", x, indices, axis=len(shape) - 1)
    pads = (0, *(b.pick(0, 1) for _ in shape[1:]))
    return b.add("Pad", x, pads=pads * 2, value=-3 if b.type == "i8" else -0.25)


def _concat(b: Builder, x: str) -> str:
    return b.add("Concat", x, _elementwise(b, x), x, axis=len(b.shapes[x]) - 1)


def _softmax(b: Builder, x: str) -> str:
    axis = len(b.shapes[x]) - 1
    if b.type != "i8":
        return b.add("Softmax", x, axis=axis)
    table = np.floor(2**16 * np.exp(-np.arange(256) / 2.0 ** b.pick(0, 4)) + 0.5).astype(np.int32)
    return b.add("Softmax", x, b.tensor(table), axis=axis, exponent=b.pick(7, 5))


def _layer_norm(b: Builder, x: str) -> str:
    n = b.shapes[x][-1]
    extra = {"eps": 1e-5} if b.type != "i8" else {"epsilon": b.pick(0, 7), **b.quantised(n)}
    return b.add("LayerNorm", x, b.weight(n), b.bias(n), **extra)


def _matmul(b: Builder, x: str) -> str:
    shape = b.shapes[x]
    if len(shape) < 3:
        return b.add("MatMul", x, b.weight(shape[-1], 2), **b.quantised())
    swapped = b.add("Transpose", x, perm=(*range(len(shape) - 2), len(shape) - 1, len(shape) - 2))
    return b.add("MatMul", x, swapped, **b.quantised())


STEPS = (_linear, _residual, _constant, _elementwise, _moved, _concat, _softmax, _layer_norm, _matmul)
IMAGE_STEPS = (_conv, _conv, _pool)


@st.composite
def graphs(draw: Callable[..., int], kind: str) -> Graph:
    """A well-formed graph with one to two outputs; every value has at most some hundreds of elements a sample."""
    shape = draw(st.sampled_from([(0, 4), (0, 2, 3), (0, 2, 5, 4), (0, 1, 6, 6), (0, 3, 4, 4)]))
    b = Builder(draw, shape, "i8" if kind == "int8" else "f32")
    x = "in"
    for _ in range(draw(st.integers(1, 7))):
        steps = STEPS + IMAGE_STEPS * 2 if len(b.shapes[x]) == 4 else STEPS
        x = steps[draw(st.integers(0, len(steps) - 1))](b, x)
        if math.prod(b.shapes[x][1:]) > 500 or len(b.shapes[x]) > 5:
            break
    outputs = (x, b.nodes[0].output) if draw(st.booleans()) else (x,)
    values = ["in", *(node.output for node in b.nodes)]
    exponents = dict.fromkeys(values, 4) if kind == "int8" else {}
    return Graph(kind, "random", b.inputs, outputs, tuple(b.nodes), b.tensors, exponents)


def inputs_of(graph: Graph, seed: int, batch: int = 3) -> list[Array]:
    """One array for each input, of its type."""
    rng = np.random.default_rng(seed)
    shapes = [(batch, *port.shape[1:]) for port in graph.inputs]
    if graph.kind == "int8":
        return [rng.integers(-128, 128, shape).astype(np.int8) for shape in shapes]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]
