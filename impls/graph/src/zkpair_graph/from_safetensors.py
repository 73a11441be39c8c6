"""Weights in a `.safetensors` file with an architecture beside them: layers in a row, as torch names their weights.

The architecture is JSON: {"input": [1, 28, 28], "layers": [{"op": "Conv2d", "weights": "conv1", "stride": 1,
"padding": 2}, {"op": "ReLU"}, {"op": "MaxPool2d", "kernel_size": 2}, {"op": "Flatten"}, {"op": "Linear",
"weights": "fc"}]}: `weights` is the prefix of `.weight` and `.bias` in the file. The file's format: 8 bytes of length,
JSON header, tensors (https://huggingface.co/docs/safetensors).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel, MissingPackage, Unsupported, UnsupportedModel
from zkpair_graph.graph import FLOAT, Array, Attribute, Graph, Input, Node, Shape
from zkpair_graph.limits import DEFAULT, Limits, require
from zkpair_graph.shapes import shape_of
from zkpair_graph.strict_json import loads
from zkpair_graph.validate import validate

ARCHITECTURE_BYTES = 2**20


class _Row:
    """Layers in a row: each takes the value of the one before."""

    def __init__(self, weights: Mapping[str, Array], shape: Shape, limits: Limits) -> None:
        self.weights, self.limits = weights, limits
        self.value, self.shape = "x", shape
        self.nodes: list[Node] = []
        self.tensors: dict[str, Array] = {}
        self.used: set[str] = set()

    def weight(self, name: str, *, optional: bool = False) -> Array | None:
        if name not in self.weights:
            if optional:
                return None
            raise MalformedModel(f"the file has no tensor {name!r}; it has {', '.join(sorted(self.weights)[:20])}")
        self.used.add(name)
        return self.weights[name]

    def put(self, name: str, array: Array) -> str:
        unique = f"{name} #{len(self.nodes)}"
        with np.errstate(over="ignore"):
            self.tensors[unique] = np.ascontiguousarray(array, np.float32)
        return unique

    def add(self, op: str, *tensors: str, **attributes: Attribute) -> None:
        node = Node(op, (self.value, *tensors), f"{op} {len(self.nodes)}", attributes)
        shapes = [self.shape, *(self.tensors[name].shape for name in tensors)]
        self.shape = shape_of(node, shapes, self.tensors, self.limits)
        self.nodes.append(node)
        self.value = node.output


class _Options:
    """A layer's entries; what nobody asked for is refused."""

    def __init__(self, label: str, entries: Mapping[str, Any]) -> None:
        self.label, self.entries, self.left = label, entries, set(entries) - {"op"}

    def get(self, name: str, default: Any) -> Any:
        self.left.discard(name)
        return self.entries.get(name, default)

    def pair(self, name: str, default: Any) -> tuple[int, int]:
        found = self.get(name, default)
        both = [found, found] if isinstance(found, int) else found
        if not isinstance(both, list) or len(both) != 2 or not all(type(side) is int for side in both):
            raise MalformedModel(f"{self.label}: {name} is {found!r}, expected an integer or two")
        return both[0], both[1]

    def number(self, name: str, default: float | None) -> float:
        found = self.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) < 2.0**63:
            raise MalformedModel(f"{self.label}: {name} is {found!r}, expected a number")
        return float(found)

    def integer(self, name: str, default: int) -> int:
        found = self.get(name, default)
        if type(found) is not int or found.bit_length() > 63:
            raise MalformedModel(f"{self.label}: {name} is {found!r}, expected an integer")
        return found

    def text(self, name: str) -> str:
        found = self.get(name, None)
        if not isinstance(found, str):
            raise MalformedModel(f"{self.label}: {name} is {found!r}, expected the prefix of the weights' names")
        return found


def _weights(row: _Row, options: _Options) -> tuple[Array, Array]:
    prefix = options.text("weights")
    w = row.weight(f"{prefix}.weight")
    assert w is not None
    b = row.weight(f"{prefix}.bias", optional=True)
    return w, np.zeros(len(w) if w.ndim else 0) if b is None else b


def _linear(row: _Row, options: _Options) -> None:
    w, b = _weights(row, options)
    row.add("Linear", row.put("weight", w), row.put("bias", b))


def _conv(row: _Row, options: _Options) -> None:
    w, b = _weights(row, options)
    padding = options.pair("padding", 0)
    attributes: dict[str, Attribute] = {
        "strides": options.pair("stride", 1),
        "pads": padding * 2,
        "dilations": options.pair("dilation", 1),
        "groups": options.integer("groups", 1),
    }
    row.add("Conv", row.put("weight", w), row.put("bias", b), **attributes)


def _batch_norm(row: _Row, options: _Options) -> None:
    """γ·(x − μ)/√(σ² + ε) + β, into the Conv or Linear before it, or as a Mul and an Add."""
    w, b = _weights(row, options)
    prefix = options.text("weights")
    mean, variance = row.weight(f"{prefix}.running_mean"), row.weight(f"{prefix}.running_var")
    assert mean is not None and variance is not None
    row.weight(f"{prefix}.num_batches_tracked", optional=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = w.astype(np.float64) / np.sqrt(variance.astype(np.float64) + options.number("eps", 1e-5))
    shift = b - mean * scale
    before = row.nodes[-1] if row.nodes else None
    if before is not None and before.op in ("Conv", "Linear"):
        _, old_w, old_b = before.inputs
        kernel = row.tensors[old_w]
        if len(scale) != len(kernel):
            raise MalformedModel(f"{options.label}: {len(scale)} channels after {len(kernel)}")
        by_row = scale.reshape(-1, *(1,) * (kernel.ndim - 1))
        new = {old_w: kernel * by_row, old_b: row.tensors[old_b] * scale + shift}
        row.tensors.update({name: array.astype(np.float32) for name, array in new.items()})
        return
    shape = (-1, *(1,) * (len(row.shape) - 2))
    row.add("Mul", row.put("scale", scale.reshape(shape)))
    row.add("Add", row.put("shift", shift.reshape(shape)))


def _layer_norm(row: _Row, options: _Options) -> None:
    w, b = _weights(row, options)
    row.add("LayerNorm", row.put("weight", w), row.put("bias", b), eps=options.number("eps", 1e-5))


def _pool(op: str) -> Callable[[_Row, _Options], None]:
    def add(row: _Row, options: _Options) -> None:
        kernel = options.pair("kernel_size", None)
        padding = options.pair("padding", 0)
        attributes: dict[str, Attribute] = {
            "kernel": kernel,
            "strides": options.pair("stride", list(kernel)),
            "pads": padding * 2,
            "dilations": (1, 1),
        }
        if op == "AveragePool":
            counted = options.get("count_include_pad", True)
            attributes["count_include_pad"] = int(bool(counted) and any(padding))
        row.add(op, **attributes)

    return add


def _gelu(row: _Row, options: _Options) -> None:
    approximate = options.get("approximate", "none")
    if approximate not in ("none", "tanh"):
        raise MalformedModel(f"{options.label}: approximate is {approximate!r}, expected none or tanh")
    row.add("Gelu", approximate=int(approximate == "tanh"))


def _softmax(row: _Row, options: _Options) -> None:
    axis = options.integer("dim", -1)
    row.add("Softmax", axis=axis % len(row.shape) if row.shape else axis)


LAYERS: dict[str, Callable[[_Row, _Options], None]] = {
    "Linear": _linear,
    "Conv2d": _conv,
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "LayerNorm": _layer_norm,
    "MaxPool2d": _pool("MaxPool"),
    "AvgPool2d": _pool("AveragePool"),
    "GlobalAvgPool2d": lambda row, options: row.add("GlobalAveragePool"),
    "Flatten": lambda row, options: row.add("Flatten"),
    "ReLU": lambda row, options: row.add("Relu"),
    "LeakyReLU": lambda row, options: row.add("LeakyRelu", alpha=options.number("negative_slope", 0.01)),
    "Sigmoid": lambda row, options: row.add("Sigmoid"),
    "Tanh": lambda row, options: row.add("Tanh"),
    "GELU": _gelu,
    "Softmax": _softmax,
    "Dropout": lambda row, options: (options.get("p", 0.5), None)[1],
    "Identity": lambda row, options: None,
}


def safetensors_file(path: Path, architecture: Path, *, name: str = "model", limits: Limits = DEFAULT) -> Graph:
    """The graph of an architecture with the weights of a `.safetensors` file."""
    require(f"{path}: bytes", path.stat().st_size, limits.file_bytes)
    require(f"{architecture}: bytes", architecture.stat().st_size, ARCHITECTURE_BYTES)
    return from_weights(read_weights(path.read_bytes()), architecture.read_bytes(), name=name, limits=limits)


def read_weights(data: bytes) -> dict[str, Array]:
    """Name -> array. Raises MalformedModel for bytes that are no safetensors, or of types that NumPy does not have."""
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load
    except ImportError as error:
        raise MissingPackage("safetensors", "reading weights from .safetensors") from error
    try:
        return dict(load(data))
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise MalformedModel(f"not a safetensors file: {error}") from error


def from_weights(
    weights: Mapping[str, Array], architecture: bytes, *, name: str = "model", limits: Limits = DEFAULT
) -> Graph:
    """The graph of an architecture in JSON with these weights. Every layer that is not known is listed at once."""
    content = loads(architecture, "the architecture")
    try:
        sides, layers = content["input"], content["layers"]
        known = all(isinstance(layer, dict) and isinstance(layer.get("op"), str) for layer in layers)
    except (KeyError, TypeError) as error:
        raise MalformedModel(f"the architecture is not JSON with input and layers: {error}") from error
    if not known or not isinstance(sides, list) or not all(type(side) is int and side > 0 for side in sides):
        raise MalformedModel("the architecture needs input (sizes of one sample) and layers (each with an op)")
    unknown = [(i, layer["op"]) for i, layer in enumerate(layers) if layer["op"] not in LAYERS]
    if unknown:
        advice = f"layers are {', '.join(LAYERS)}"
        raise UnsupportedModel([Unsupported(f"layer {i}", op, "", advice) for i, op in unknown])
    row = _Row(weights, (0, *sides), limits)
    for i, layer in enumerate(layers):
        options = _Options(f"layer {i} ({layer['op']})", layer)
        LAYERS[layer["op"]](row, options)
        if options.left:
            raise MalformedModel(f"{options.label}: {', '.join(sorted(options.left))} is not an option of it")
    unused = set(weights) - row.used
    if unused:
        raise MalformedModel(f"no layer uses the tensors {', '.join(sorted(unused)[:20])}")
    graph = Graph(FLOAT, name, (Input("x", (0, *sides)),), (row.value,), tuple(row.nodes), row.tensors)
    validate(graph, limits)
    return graph
