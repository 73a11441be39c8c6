"""The float engine in Rust: any graph within float32's rounding of the float64 definition, and refusals by name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_graph import Graph, Input, Node, evaluate, read, write
from zkpair_rust import errors
from zkpair_rust.inference.graph import FloatModel

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "data" / "graphs"
sys.path.insert(0, str(ROOT / "tests" / "graph"))
from random_graphs import graphs, inputs_of  # noqa: E402


def agrees(graph: Graph, inputs: list[Any], batch: int, threads: int = 1) -> None:
    """Every output within 1e-5 of the definition, relative to the largest value that the graph computes on its way."""
    model = FloatModel(write(graph))
    outputs, kernel_ns = model.run([np.ascontiguousarray(array) for array in inputs], batch, threads)
    values = dict(evaluate.each_value(graph, inputs))
    scale = max(float(np.abs(value).max(initial=0)) for value in values.values())
    assert kernel_ns > 0
    for name, shape, found in zip(graph.outputs, model.outputs, outputs, strict=True):
        expected = values[name]
        assert tuple(side or batch for side in shape) == expected.shape
        y = np.asarray(found).reshape(expected.shape)
        assert y.dtype == np.float32
        np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5 * max(scale, 1e-3))


def array(shape: int, type_: Any = np.float32, fill: float = 0) -> Any:
    """A buffer, of which type checkers know nothing."""
    return np.full(shape, fill, type_)


@settings(deadline=None, max_examples=150)
@given(graphs("float"), st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 17]), st.sampled_from([1, 2]))
def test_random_graphs_mean_what_the_definition_says(graph: Graph, seed: int, batch: int, threads: int) -> None:
    agrees(graph, inputs_of(graph, seed, batch), batch, threads)


def fixed(op: str, shapes: list[tuple[int, ...]], attributes: dict[str, object]) -> Graph:
    """One node between inputs of these shapes."""
    inputs = tuple(Input(f"x{i}", shape) for i, shape in enumerate(shapes))
    node = Node(op, tuple(port.name for port in inputs), "y", attributes)  # type: ignore[arg-type]
    return Graph("float", "", inputs, ("y",), (node,), {})


@pytest.mark.parametrize(
    ("op", "shapes", "attributes"),
    [
        ("Add", [(2, 3, 4), (3, 1)], {}),
        ("Sub", [(4,), (2, 1, 4)], {}),
        ("Mul", [(2, 1, 3, 1), (5, 1, 6)], {}),
        ("Mul", [(0, 3, 4, 4), (0, 3, 1, 1)], {}),
        ("Add", [(0, 3), (0, 1)], {}),
        ("MatMul", [(2, 1, 3, 4), (5, 4, 6)], {}),
        ("MatMul", [(0, 2, 3, 4), (0, 1, 4, 40)], {}),
        ("Transpose", [(2, 3, 4, 5)], {"perm": (3, 1, 0, 2)}),
        ("Concat", [(2, 3, 2), (2, 1, 2), (2, 2, 2)], {"axis": 1}),
        ("Softmax", [(3, 40, 2)], {"axis": 1}),
        ("Softmax", [(5, 3)], {"axis": 0}),
        ("Pad", [(2, 3)], {"pads": (1, 0, 2, 3), "value": 2.5}),
        ("GlobalAveragePool", [(2, 3, 5, 4)], {}),
        ("MaxPool", [(2, 9, 5, 4)], {"kernel": (2, 3), "strides": (2, 1), "pads": (1, 0, 0, 2), "dilations": (1, 1)}),
        ("Flatten", [(2, 3, 4)], {}),
    ],
)
def test_shapes_of_every_kind(op: str, shapes: list[tuple[int, ...]], attributes: dict[str, object]) -> None:
    graph = fixed(op, shapes, attributes)
    batch = 3 if shapes[0][0] == 0 else 1
    agrees(
        graph,
        inputs_of(graph, 7, batch)
        if batch > 1
        else [np.random.default_rng(i).normal(size=shape).astype(np.float32) for i, shape in enumerate(shapes)],
        batch,
    )


def test_outputs_that_are_inputs_and_outputs_twice() -> None:
    graph = Graph("float", "", (Input("x", (0, 3)),), ("x", "y", "y"), (Node("Relu", ("x",), "y"),), {})
    agrees(graph, inputs_of(graph, 1, 5), 5)


def test_inputs_are_read_in_place_and_outputs_lent() -> None:
    graph = read((GOLDEN / "linear.zkgraph").read_bytes())
    model = FloatModel(write(graph))
    ((shape, type_),) = model.inputs
    x: Any = np.ones([side or 4 for side in shape], np.float32)
    x.flags.writeable = False
    (y,), _ = model.run([x], 4)
    assert type_ == "f32" and model.simd in ("scalar", "avx2", "avx512")
    view = memoryview(y)
    assert view.format == "f" and view.readonly and view.shape == (len(y),)
    assert np.shares_memory(np.asarray(y), np.asarray(view))
    assert model.run([x.tobytes()], 4)[0][0] == y


def test_refusals_have_names() -> None:
    data = (GOLDEN / "linear.zkgraph").read_bytes()
    model = FloatModel(data)
    size = int(np.prod([side or 1 for side in model.inputs[0][0]]))
    with pytest.raises(errors.MalformedGraphError):
        FloatModel(data[:-1])
    with pytest.raises(errors.MalformedGraphError, match="int8"):
        FloatModel((GOLDEN / "linear.int8.zkgraph").read_bytes())
    with pytest.raises(errors.NotFiniteError):
        FloatModel(data[:-64] + np.full(16, np.nan, "<f4").tobytes())
    with pytest.raises(errors.WrongLengthError):
        model.run([array(size + 1)], 1)
    with pytest.raises(errors.WrongLengthError):
        model.run([], 1)
    with pytest.raises(errors.NotFiniteError) as caught:
        x = array(size)
        x[-1] = np.inf
        model.check([x], 1)
    assert caught.value.place == size - 1
    with pytest.raises(TypeError, match="float32"):
        model.run([array(size, np.float64)], 1)
    gather = FloatModel((GOLDEN / "embedding.zkgraph").read_bytes())
    count = int(np.prod([side or 1 for side in gather.inputs[0][0]]))
    with pytest.raises(errors.InputError, match="beyond an axis"):
        gather.run([array(count, np.int32, 10**6)], 1)
