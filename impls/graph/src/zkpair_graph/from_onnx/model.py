"""An ONNX model read and looked through: nodes in order, constants, inputs, operator sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zkpair_graph.depth_first import depth_first
from zkpair_graph.errors import MalformedModel, Unsupported
from zkpair_graph.from_onnx.messages import Model, Node, Port
from zkpair_graph.from_onnx.reading import read_model
from zkpair_graph.from_onnx.tensors import array_of
from zkpair_graph.graph import Array
from zkpair_graph.limits import Limits, require

OLDEST_OPSET = 7


@dataclass(frozen=True)
class Source:
    """What the conversion works on. `label` names a node for a person."""

    nodes: list[Node]
    constants: dict[str, Array]
    inputs: list[Port]
    outputs: list[str]
    opset: int
    problems: list[Unsupported]


def label(node: Node) -> str:
    return node.name or next(iter(node.output), "") or node.op_type


def parse(data: bytes, limits: Limits) -> Model:
    """The model in these bytes. Raises MalformedModel for bytes that are none."""
    require("model, bytes", len(data), limits.file_bytes)
    return read_model(data, limits)


def look_through(model: Model, folder: Path | None, limits: Limits) -> Source:
    """Constants read, names checked, nodes that the outputs need in order. Raises a GraphError."""
    if model.opset < OLDEST_OPSET:
        raise MalformedModel(f"operator set {model.opset}: {OLDEST_OPSET} and later are read (onnx.version_converter)")
    problems = _model_problems(model)
    constants: dict[str, Array] = {}
    total = 0
    for tensor in model.initializers:
        if not tensor.name or tensor.name in constants:
            raise MalformedModel(f"the initializer {tensor.name!r} has no name or is given twice")
        constants[tensor.name] = array_of(tensor, folder, limits)
        total = require("initializers, bytes", total + constants[tensor.name].nbytes, limits.tensor_bytes)
    inputs = [port for port in model.inputs if port.name not in constants]
    nodes = model.nodes
    _check_given_once(nodes, {port.name for port in inputs}, constants)
    outputs = [port.name for port in model.outputs]
    made = {name for node in nodes for name in node.output if name}
    known = {*made, *constants, *(port.name for port in inputs)}
    for name in outputs:
        if name not in known:
            raise MalformedModel(f"the output {name!r} is made by no node")
    for node in nodes:
        for name in node.input:
            if name and name not in known:
                raise MalformedModel(f"{label(node)}: operand {name!r} is made by no node")
    return Source(in_order(nodes, outputs), constants, inputs, outputs, model.opset, problems)


def _model_problems(model: Model) -> list[Unsupported]:
    inline = "inline the functions first (onnx.inliner.inline_local_functions)"
    functions = [Unsupported(name, name, "a function of the model", inline) for name in model.functions]
    dense = "store the tensor densely"
    return [*functions, *(Unsupported(name, "sparse_initializer", "", dense) for name in model.sparse)]


def in_order(nodes: list[Node], outputs: list[str]) -> list[Node]:
    """The nodes that the outputs need, operands first. Raises CyclicGraph."""
    makers = {name: place for place, node in enumerate(nodes) for name in node.output if name}
    return depth_first(outputs, nodes, makers, lambda node: node.input, label)


def _check_given_once(nodes: list[Node], inputs: set[str], constants: Mapping[str, Array]) -> None:
    made: set[str] = set()
    for node in nodes:
        for name in node.output:
            if name and (name in made or name in inputs or name in constants):
                raise MalformedModel(f"{label(node)}: {name!r} is given twice")
            made.add(name)
