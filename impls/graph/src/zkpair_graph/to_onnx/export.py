"""A float graph becomes an ONNX model, operator by operator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zkpair_graph.errors import MalformedModel
from zkpair_graph.graph import FLOAT, Array, Graph, Node, Shape
from zkpair_graph.shapes import infer
from zkpair_graph.to_onnx import protobuf
from zkpair_graph.to_onnx.protobuf import Attribute

OPSET, IR_VERSION = 20, 9
"""20 is the first operator set with Gelu."""

BATCH = "batch"


def to_onnx(graph: Graph, batch: int | None = None) -> bytes:
    """The model's bytes. `batch`: the size to fix it at; None leaves it free. MalformedModel for an integer graph."""
    if graph.kind != FLOAT:
        raise MalformedModel(f"a graph of kind {graph.kind} has no ONNX form here; give the float graph")
    writer = _Writer(graph)
    for node in graph.nodes:
        _RULES[node.op](writer, node)
    element = {"f32": "float32", "i32": "int32"}
    inputs = [protobuf.port(p.name, element[p.type], _sides(p.shape, batch)) for p in graph.inputs]
    outputs = []
    for i, name in enumerate(graph.outputs):
        writer.nodes.append(protobuf.node("Identity", (name,), f"y{i}", {}))
        outputs.append(protobuf.port(f"y{i}", "float32", _sides(writer.shapes[name], batch)))
    tensors = [protobuf.tensor(name, array) for name, array in writer.tensors.items()]
    return protobuf.model(protobuf.graph(graph.name, writer.nodes, tensors, inputs, outputs), OPSET, IR_VERSION)


def _sides(shape: Shape, batch: int | None) -> list[int | str]:
    return [(BATCH if batch is None else batch) if side == 0 else side for side in shape]


class _Writer:
    """The model while it grows: encoded nodes, and the tensors that they use."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.shapes = graph, infer(graph)
        self.nodes: list[bytes] = []
        self.tensors: dict[str, Array] = {}

    def operand(self, name: str) -> str:
        if name in self.graph.tensors:
            self.tensors.setdefault(name, self.graph.tensors[name])
        return name

    def tensor(self, name: str, array: Array) -> str:
        """A tensor that the graph does not have. The graph's own names have no colon."""
        self.tensors[name] = array
        return name

    def add(self, node: Node, op: str, **attributes: Attribute) -> None:
        """The node with its own operands and output."""
        self.put(op, [self.operand(name) for name in node.inputs], node.output, **attributes)

    def put(self, op: str, inputs: list[str], output: str, **attributes: Attribute) -> None:
        self.nodes.append(protobuf.node(op, inputs, output, attributes))


_Rule = Callable[[_Writer, Node], None]


def _same(op: str, *names: str) -> _Rule:
    """The operator of that name with attributes of the same names."""

    def rule(writer: _Writer, node: Node) -> None:
        writer.add(node, op, **{name: node.attributes[name] for name in names})

    return rule


def _linear(writer: _Writer, node: Node) -> None:
    """Gemm takes matrices alone; elsewhere x·wᵀ and then + b."""
    x, w, b = node.inputs
    if len(writer.shapes[x]) == 2:
        writer.add(node, "Gemm", transB=1)
        return
    turned = writer.tensor(f"{node.output}:w", np.ascontiguousarray(writer.graph.tensors[w].T))
    writer.put("MatMul", [x, turned], f"{node.output}:product")
    writer.put("Add", [f"{node.output}:product", writer.operand(b)], node.output)


def _conv(writer: _Writer, node: Node) -> None:
    writer.add(
        node, "Conv", group=node.integer("groups"), kernel_shape=writer.shapes[node.inputs[1]][2:], **_window(node)
    )


def _pool(op: str, *names: str) -> _Rule:
    def rule(writer: _Writer, node: Node) -> None:
        more = {name: node.integer(name) for name in names}
        writer.add(node, op, kernel_shape=node.integers("kernel"), **_window(node), **more)

    return rule


def _window(node: Node) -> dict[str, Attribute]:
    return {name: node.integers(name) for name in ("strides", "pads", "dilations")}


def _clip(writer: _Writer, node: Node) -> None:
    """The bounds are operands; one that is left out is an empty name."""
    bounds = []
    for name in ("lo", "hi"):
        given = name in node.attributes
        key = f"{node.output}:{name}"
        bounds.append(writer.tensor(key, np.array(node.real(name), np.float32)) if given else "")
    writer.put("Clip", [node.inputs[0], *bounds], node.output)


def _gelu(writer: _Writer, node: Node) -> None:
    writer.add(node, "Gelu", approximate="tanh" if node.integer("approximate") else "none")


def _reshape(writer: _Writer, node: Node) -> None:
    """A 0 in front copies the batch, in both."""
    shape = writer.tensor(f"{node.output}:shape", np.array(node.integers("shape"), np.int64))
    writer.put("Reshape", [node.inputs[0], shape], node.output)


def _pad(writer: _Writer, node: Node) -> None:
    pads = writer.tensor(f"{node.output}:pads", np.array(node.integers("pads"), np.int64))
    value = writer.tensor(f"{node.output}:value", np.array(node.real("value"), np.float32))
    writer.put("Pad", [node.inputs[0], pads, value], node.output)


def _layer_norm(writer: _Writer, node: Node) -> None:
    writer.add(node, "LayerNormalization", axis=-1, epsilon=node.real("eps"))


_RULES: dict[str, _Rule] = {
    **{op: _same(op) for op in ("Relu", "Sigmoid", "Tanh", "Add", "Sub", "Mul", "MatMul", "GlobalAveragePool")},
    "Linear": _linear,
    "Conv": _conv,
    "LeakyRelu": _same("LeakyRelu", "alpha"),
    "Clip": _clip,
    "Gelu": _gelu,
    "MaxPool": _pool("MaxPool"),
    "AveragePool": _pool("AveragePool", "count_include_pad"),
    "Flatten": lambda writer, node: writer.add(node, "Flatten", axis=1),
    "Reshape": _reshape,
    "Transpose": _same("Transpose", "perm"),
    "Concat": _same("Concat", "axis"),
    "Gather": _same("Gather", "axis"),
    "Pad": _pad,
    "Softmax": _same("Softmax", "axis"),
    "LayerNorm": _layer_norm,
}
