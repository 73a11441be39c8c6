"""An ONNX model read and looked through: nodes in order, constants, inputs, operator sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zkpair_graph.depth_first import depth_first
from zkpair_graph.errors import MalformedModel, MissingPackage, Unsupported
from zkpair_graph.from_onnx.tensors import array_of
from zkpair_graph.graph import Array
from zkpair_graph.limits import Limits, require

OLDEST_OPSET = 7
OWN_DOMAINS = ("", "ai.onnx")


@dataclass(frozen=True)
class Source:
    """What the conversion works on. `label` names a node for a person."""

    nodes: list[Any]
    constants: dict[str, Array]
    inputs: list[Any]
    outputs: list[str]
    opset: int
    problems: list[Unsupported]


def label(node: Any) -> str:
    return str(node.name or next(iter(node.output), "") or node.op_type)


def parse(data: bytes, limits: Limits) -> Any:
    """The protocol buffer of a model. Raises MalformedModel for bytes that are none."""
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise MissingPackage("onnx", "reading an ONNX model") from error
    require("model, bytes", len(data), limits.file_bytes)
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except (DecodeError, UnicodeDecodeError, ValueError, RuntimeError) as error:
        raise MalformedModel(f"not an ONNX model: {error}") from error
    if not model.HasField("graph") or not model.graph.output:
        raise MalformedModel("not an ONNX model: it has no graph with outputs")
    return model


def look_through(model: Any, folder: Path | None, limits: Limits) -> Source:
    """Constants read, names checked, nodes that the outputs need in order. Raises a GraphError."""
    graph = model.graph
    require("nodes", len(graph.node), limits.nodes)
    problems = _model_problems(model)
    constants: dict[str, Array] = {}
    total = 0
    for tensor in graph.initializer:
        if not tensor.name or tensor.name in constants:
            raise MalformedModel(f"the initializer {tensor.name!r} has no name or is given twice")
        constants[tensor.name] = array_of(tensor, folder, limits)
        total = require("initializers, bytes", total + constants[tensor.name].nbytes, limits.tensor_bytes)
    inputs = [port for port in graph.input if port.name not in constants]
    nodes = list(graph.node)
    _check_given_once(nodes, {port.name for port in inputs}, constants)
    outputs = [port.name for port in graph.output]
    made = {name for node in nodes for name in node.output if name}
    known = {*made, *constants, *(port.name for port in inputs)}
    for name in outputs:
        if name not in known:
            raise MalformedModel(f"the output {name!r} is made by no node")
    for node in nodes:
        for name in node.input:
            if name and name not in known:
                raise MalformedModel(f"{label(node)}: operand {name!r} is made by no node")
    return Source(in_order(nodes, outputs), constants, inputs, outputs, _opset(model), problems)


def _model_problems(model: Any) -> list[Unsupported]:
    problems = []
    advice = "inline the functions first (onnx.inliner.inline_local_functions)"
    problems += [Unsupported(f.name, f.name, "a function of the model", advice) for f in model.functions]
    for tensor in model.graph.sparse_initializer:
        name = tensor.values.name
        problems.append(Unsupported(name, "sparse_initializer", "", "store the tensor densely"))
    return problems


def in_order(nodes: list[Any], outputs: list[str]) -> list[Any]:
    """The nodes that the outputs need, operands first. Raises CyclicGraph."""
    makers = {name: place for place, node in enumerate(nodes) for name in node.output if name}
    return depth_first(outputs, nodes, makers, lambda node: list(node.input), label)


def _check_given_once(nodes: list[Any], inputs: set[str], constants: Mapping[str, Array]) -> None:
    made: set[str] = set()
    for node in nodes:
        for name in node.output:
            if name and (name in made or name in inputs or name in constants):
                raise MalformedModel(f"{label(node)}: {name!r} is given twice")
            made.add(name)


def _opset(model: Any) -> int:
    """The version of ONNX's own operators; 1 where it is not stated, as the format says."""
    versions = [entry.version for entry in model.opset_import if entry.domain in OWN_DOMAINS]
    opset = max(versions, default=1)
    if opset < OLDEST_OPSET:
        raise MalformedModel(f"operator set {opset}: {OLDEST_OPSET} and later are read (onnx.version_converter)")
    return int(opset)
