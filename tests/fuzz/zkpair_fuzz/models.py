"""Models: ONNX files, graph files, weights with an architecture. What is read is written again, run and quantised."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from zkpair_fuzz import mutate
from zkpair_fuzz.target import Finding, Target, equal, only

SMALL = 1 << 14
"""Elements of all values: larger graphs are read and written, not run."""

OPERATORS = (
    *("Add", "Sub", "Mul", "Div", "MatMul", "Gemm", "Conv", "Relu", "Clip", "Flatten", "Reshape", "Transpose"),
    *("Pad", "Softmax", "Sigmoid", "LayerNormalization", "Gather", "Squeeze", "Unsqueeze", "Slice", "Split"),
    *("MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization", "Identity", "ReduceMean", "Expand"),
    *("Cast", "Concat", "Shape", "Erf", "Sqrt"),
)
NUMBERS = (0, 1, -1, 2, 3, 4, 7, -2, 127, 2**20, 2**31 - 1, 2**31, -(2**31), 2**62, -(2**63))
REALS = (0.0, 1.0, -1.0, 1e-30, 3e38, float("nan"), float("inf"), -float("inf"))


def _use(graph: Any) -> None:
    """Its bytes come back; it runs, and its integer form as well."""
    from zkpair_graph import evaluate, integer, read, write
    from zkpair_graph.limits import elements
    from zkpair_graph.quantise import quantise
    from zkpair_graph.report import quantised_inputs
    from zkpair_graph.shapes import infer

    data = write(graph)
    equal("the graph written again", write(read(data)), data)
    if sum(elements(shape) for shape in infer(graph).values()) > SMALL:
        return
    shapes = [(2, *port.shape[1:]) if port.shape[:1] == (0,) else port.shape for port in graph.inputs]
    types = {"f32": np.float32, "i32": np.int32, "i8": np.int8}
    inputs = [np.zeros(shape, types[port.type]) for shape, port in zip(shapes, graph.inputs, strict=True)]
    with np.errstate(all="ignore"):
        if graph.kind == "int8":
            integer.evaluate(graph, inputs)
            return
        evaluate.evaluate(graph, inputs)
        made = quantise(graph, inputs).graph
        integer.evaluate(made, quantised_inputs(made, inputs))


def onnx() -> Target:
    """A small model with a Conv, a reshape that it computes, a Gemm and an embedding."""
    from zkpair_graph import GraphError
    from zkpair_graph.from_onnx.convert import from_bytes

    def check(data: bytes) -> str:
        words = []
        for batch in ("any", "fixed"):
            with only(GraphError) as refused:
                _use(from_bytes(data, batch=batch).graph)
            words.append("refused" if refused else "accepted")
        return "accepted" if "accepted" in words else "refused"

    return Target("onnx", _onnx_seeds(), _onnx_altered, check)


def _onnx_seeds() -> list[bytes]:
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)

    def model(nodes: Sequence[Any], inputs: dict[str, tuple[int, list[Any]]], constants: dict[str, Any]) -> bytes:
        ports = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()]
        output = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
        weights = [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()]
        graph = helper.make_graph(list(nodes), "g", ports, output, weights)
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        return bytes(made.SerializeToString())

    node = helper.make_node
    image = [
        node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1], group=1),
        node("BatchNormalization", ["c", "s", "s", "m", "s"], ["n"]),
        node("Relu", ["n"], ["r"]),
        node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[1, 1], pads=[0, 0, 1, 1], ceil_mode=1),
        node("Add", ["p", "r"], ["a"]),
        node("Shape", ["a"], ["sh"]),
        node("Slice", ["sh", "zero", "one"], ["front"]),
        node("Concat", ["front", "rest"], ["shape"], axis=0),
        node("Reshape", ["a", "shape"], ["f"]),
        node("Gemm", ["f", "v", "b"], ["g"], alpha=0.5, transB=1),
        node("Softmax", ["g"], ["y"], axis=-1),
    ]
    constants = {
        "w": rng.normal(size=(2, 1, 2, 2)).astype("f4"),
        "s": np.array([1.5, 0.5], "f4"),
        "m": np.array([0.25, -0.5], "f4"),
        "zero": np.array([0]),
        "one": np.array([1]),
        "rest": np.array([-1]),
        "v": rng.normal(size=(3, 18)).astype("f4"),
        "b": rng.normal(size=3).astype("f4"),
    }
    tokens = [
        node("Gather", ["table", "t"], ["e"]),
        node("LayerNormalization", ["e", "g"], ["n"], axis=-1),
        node("Transpose", ["n"], ["k"], perm=[0, 2, 1]),
        node("MatMul", ["n", "k"], ["q"]),
        node("Div", ["q", "root"], ["d"]),
        node("Pad", ["d", "pads"], ["p"], mode="reflect"),
        node("Split", ["p"], ["l", "z"], axis=2),
        node("ReduceMean", ["l"], ["y"], axes=[1], keepdims=0),
    ]
    table = {
        "table": rng.normal(size=(5, 4)).astype("f4"),
        "g": np.ones(4, "f4"),
        "root": np.array(2, "f4"),
        "pads": np.array([0, 0, 1, 0, 0, 0]),
    }
    spelt = [
        node("ReduceMean", ["x"], ["m"], axes=[-1]),
        node("Sub", ["x", "m"], ["d"]),
        node("Mul", ["d", "d"], ["sq"]),
        node("ReduceMean", ["sq"], ["v"], axes=[-1]),
        node("Add", ["v", "eps"], ["e"]),
        node("Sqrt", ["e"], ["r"]),
        node("Div", ["d", "r"], ["z"]),
        node("Mul", ["z", "g"], ["zg"]),
        node("Add", ["zg", "g"], ["n"]),
        node("Mul", ["n", "h"], ["i"]),
        node("Erf", ["i"], ["f"]),
        node("Add", ["f", "one"], ["p"]),
        node("Mul", ["n", "p"], ["q"]),
        node("Mul", ["q", "half"], ["y"]),
    ]
    numbers = {"h": 0.5**0.5, "one": 1.0, "half": 0.5, "eps": 1e-5}
    singles = {name: np.array(number, "f4") for name, number in numbers.items()} | {"g": np.ones(3, "f4")}
    return [
        model(spelt, {"x": (TensorProto.FLOAT, ["n", 3])}, singles),
        model(image, {"x": (TensorProto.FLOAT, ["n", 1, 2, 2])}, constants),
        model(tokens, {"t": (TensorProto.INT64, ["n", 3])}, table),
    ]


def _onnx_altered(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """Bytes anywhere, or fields of the protocol buffer: those reach further."""
    from onnx import ModelProto

    if chosen.random() < 0.25:
        return mutate.some_bytes(data, chosen, others)
    model = ModelProto.FromString(data)
    for _ in range(chosen.choice((1, 1, 2, 4))):
        places = list(_fields(model))
        if not places:
            break
        message, field = chosen.choice(places)
        _alter(message, field, chosen, [node for other in model.graph.node for node in (*other.input, *other.output)])
    return bytes(model.SerializeToString())


def _fields(message: Any) -> Iterator[tuple[Any, Any]]:
    for field, value in message.ListFields():
        yield message, field
        if field.type == field.TYPE_MESSAGE:
            for inner in value if _repeated(message, field) else [value]:
                yield from _fields(inner)


def _repeated(message: Any, field: Any) -> bool:
    return hasattr(getattr(message, field.name), "append") and not isinstance(getattr(message, field.name), str | bytes)


def _alter(message: Any, field: Any, chosen: random.Random, names: Sequence[str]) -> None:
    value = getattr(message, field.name)
    if _repeated(message, field):
        place = chosen.randrange(len(value)) if len(value) else 0
        kind = chosen.randrange(3)
        if not len(value) or kind == 0:
            message.ClearField(field.name) if chosen.random() < 0.2 or not len(value) else value.pop(place)
        elif field.type == field.TYPE_MESSAGE:
            value.add().CopyFrom(value[place])
        elif kind == 1:
            value.append(value[place])
        else:
            value[place] = _other(field, value[place], chosen, names)
    elif field.type == field.TYPE_MESSAGE or chosen.random() < 0.1:
        message.ClearField(field.name)
    else:
        setattr(message, field.name, _other(field, value, chosen, names))


def _other(field: Any, value: Any, chosen: random.Random, names: Sequence[str]) -> Any:
    if isinstance(value, bytes):
        return chosen.choice((value[:-1], value + b"\0", bytes(len(value)), b"\xff" * len(value), b""))
    if isinstance(value, str):
        if field.name == "op_type":
            return chosen.choice(OPERATORS)
        return chosen.choice(("", "x", "é" * 9, *names)) if names else ""
    if isinstance(value, float):
        return chosen.choice(REALS)
    if field.type == field.TYPE_ENUM:
        return chosen.choice(sorted(field.enum_type.values_by_number))
    low, high = (-(2**31), 2**31 - 1) if field.type == field.TYPE_INT32 else (-(2**63), 2**63 - 1)
    return min(max(chosen.choice((*NUMBERS, value + 1, value - 1)), low), high)


def zkgraph() -> Target:
    """The bytes of a graph, float and int8: what is read is in its one form."""
    from zkpair_graph import Graph, GraphError, Input, Node, read, write
    from zkpair_graph.quantise import quantise

    rng = np.random.default_rng(2)
    tensors = {
        "w": rng.normal(size=(2, 1, 2, 2)).astype("f4"),
        "b": np.array([0.5, -1], "f4"),
        "v": rng.normal(size=(3, 2)).astype("f4"),
        "c": np.ones(3, "f4"),
    }
    conv = {"strides": (1, 1), "pads": (1, 0, 0, 1), "dilations": (1, 1), "groups": 1}
    nodes = (
        Node("Conv", ("x", "w", "b"), "y", conv),
        Node("Relu", ("y",), "r"),
        Node("GlobalAveragePool", ("r",), "p"),
        Node("Flatten", ("p",), "f"),
        Node("Linear", ("f", "v", "c"), "l"),
        Node("LayerNorm", ("l", "c", "c"), "n", {"eps": 1e-5}),
        Node("Softmax", ("n",), "s", {"axis": 1}),
    )
    graph = Graph("float", "g", (Input("x", (0, 1, 3, 3)),), ("s", "l"), nodes, tensors)
    seeds = [write(graph), write(quantise(graph, [rng.normal(size=(4, 1, 3, 3)).astype("f4")]).graph)]

    def altered(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
        if chosen.random() < 0.3:
            return mutate.some_bytes(data, chosen, others)
        length = int.from_bytes(data[8:16], "little")
        honest = data[16 : 16 + length]
        manifest = mutate.json_values(honest, chosen, [honest])
        try:
            manifest = json.dumps(json.loads(manifest), sort_keys=True, separators=(",", ":")).encode()
        except (ValueError, RecursionError):
            pass
        head = data[:8] + len(manifest).to_bytes(8, "little") + manifest
        return head + bytes(-len(head) % 64) + data[16 + length + -(16 + length) % 64 :]

    def check(data: bytes) -> str:
        with only(GraphError) as refused:
            found = read(data)
        if refused:
            return "refused"
        if write(found) != data:
            raise Finding("what was read is not in its one form")
        with only(GraphError):
            _use(found)
        return "accepted"

    return Target("zkgraph", seeds, altered, check)


def architecture() -> Target:
    """A line of JSON for the layers, then the safetensors."""
    from safetensors.numpy import save

    from zkpair_graph import GraphError
    from zkpair_graph.from_safetensors import from_weights, read_weights

    layers = (
        b'{"input": [1, 4, 4], "layers": [{"op": "Conv2d", "weights": "c", "padding": 1, "groups": 1},'
        b' {"op": "BatchNorm2d", "weights": "n", "eps": 0.001}, {"op": "ReLU"}, {"op": "MaxPool2d", "kernel_size": 2},'
        b' {"op": "Flatten"}, {"op": "Linear", "weights": "l"}, {"op": "Softmax", "dim": -1}]}'
    )
    rng = np.random.default_rng(3)
    statistics = {f"n.{name}": np.ones(2, "f4") for name in ("weight", "bias", "running_mean", "running_var")}
    weights = {"c.weight": rng.normal(size=(2, 1, 3, 3)).astype("f4"), "l.weight": np.ones((3, 8), "f4"), **statistics}

    def check(data: bytes) -> str:
        text, _, tensors = data.partition(b"\n")
        with only(GraphError) as refused:
            _use(from_weights(read_weights(tensors), text))
        return "refused" if refused else "accepted"

    def altered(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
        text, _, tensors = data.partition(b"\n")
        if chosen.random() < 0.3:
            return text + b"\n" + mutate.some_bytes(tensors, chosen, [tensors])
        return mutate.json_values(text, chosen, [text]).replace(b"\n", b" ") + b"\n" + tensors

    return Target("architecture", [layers + b"\n" + save(weights)], altered, check)


TARGETS = {"onnx": onnx, "zkgraph": zkgraph, "architecture": architecture}
