"""A graph as an ONNX model: valid, the same graph when it is converted back, the same values in onnxruntime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import random_graphs
from golden import graphs, inputs_of
from hypothesis import given, settings

from zkpair_graph import Graph, evaluate, read, write
from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_graph.graph import Array
from zkpair_graph.quantise import quantise
from zkpair_graph.to_onnx import protobuf, to_onnx

onnx = pytest.importorskip("onnx")
GRAPHS = graphs()


def session(data: bytes) -> Any:
    onnxruntime = pytest.importorskip("onnxruntime")
    return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])


def tolerance(graph: Graph) -> float:
    """LayerNorm of numbers that are nearly equal divides their rounding by √eps, 0.003."""
    return 1e-4 if any(node.op == "LayerNorm" for node in graph.nodes) else 1e-5


def near(graph: Graph, inputs: list[Array], outputs: list[Array]) -> None:
    wanted = evaluate.evaluate(graph, inputs)
    assert len(outputs) == len(wanted)
    for got, exact in zip(outputs, wanted, strict=True):
        assert got.shape == exact.shape
        assert np.abs(got - exact).max() <= tolerance(graph) * max(np.abs(exact).max(), 1.0)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_operator(name: str) -> None:
    graph = read(write(GRAPHS[name]))
    for batch, size in ((None, 2), (3, 3)):
        data = to_onnx(graph, batch)
        onnx.checker.check_model(data, full_check=True)
        assert onnx.load_from_string(data).SerializeToString() == data, "what the onnx package writes"
        inputs = inputs_of(graph, 11, size)
        ran = session(data).run(None, {port.name: x for port, x in zip(graph.inputs, inputs, strict=True)})
        near(graph, inputs, ran)


ANOTHER_FORM = {
    "matmul-constant": "a product with a constant is converted into Linear",
    "layer-norm": "ONNX's epsilon is a float32",
    "transformer": "the same",
}


@pytest.mark.parametrize("name", GRAPHS)
def test_converted_back_it_is_the_same_graph(name: str) -> None:
    def there_and_back(graph: Graph) -> Graph:
        return from_bytes(to_onnx(graph), name=graph.name).graph

    graph = read(write(GRAPHS[name]))
    once = there_and_back(graph)
    assert (write(once) == write(graph)) == (name not in ANOTHER_FORM)
    assert write(there_and_back(once)) == write(once)


@settings(max_examples=60, deadline=None)
@given(random_graphs.graphs("float"))
def test_random_graphs(graph: Graph) -> None:
    inputs = random_graphs.inputs_of(graph, 5)
    ran = session(to_onnx(graph)).run(None, {port.name: x for port, x in zip(graph.inputs, inputs, strict=True)})
    near(graph, inputs, ran)


def test_an_integer_graph_is_refused() -> None:
    graph = GRAPHS["linear"]
    with pytest.raises(MalformedModel, match="float"):
        to_onnx(quantise(graph, inputs_of(graph, 1, 4)).graph)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 2**31, 2**63 - 1, -1, -(2**63)])
def test_varints_are_protobufs(value: int) -> None:
    attribute = onnx.AttributeProto.FromString(protobuf.attribute("a", value))
    assert attribute.i == value
