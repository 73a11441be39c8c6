"""Every engine against the golden graphs, against the definitions on random graphs, against ONNX's own node tests, and
against a batch cut into its samples.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_engines import ENGINES, FLOAT_ENGINES, KIND, assert_near, case_of, inputs_from, run
from random_graphs import graphs, inputs_of
from test_onnx_nodes import cases, with_constants

from zkpair_graph import Graph, evaluate, integer, read, write
from zkpair_graph.errors import UnsupportedModel
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_python.inference import integers, operators
from zkpair_python.inference.graph.operators import FLOAT_OPERATORS, INTEGER_OPERATORS
from zkpair_python.inference.tuned.operators import OPERATORS as TUNED

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "graphs"
GOLDEN_BATCH = 2
NAMES = sorted(path.name.removesuffix(".zkgraph") for path in GOLDEN.glob("*.zkgraph"))
FLOAT_TOLERANCE = {"python": 2e-7, "numpy": 5e-6}
"""Of the largest element: lists compute in float64 and round once."""


def of_kind(kind: str) -> list[str]:
    return [name for name in NAMES if name.endswith(".int8") == (kind == "int8")]


@pytest.mark.parametrize(("engine", "name"), [(engine, name) for engine in ENGINES for name in of_kind(KIND[engine])])
def test_a_golden_graph_gives_its_golden_output(engine: str, name: str) -> None:
    data = (GOLDEN / f"{name}.zkgraph").read_bytes()
    graph = read(data)
    got = run(engine, data, inputs_from(graph, (GOLDEN / f"{name}.in").read_bytes(), GOLDEN_BATCH), GOLDEN_BATCH)
    wanted = np.frombuffer((GOLDEN / f"{name}.out").read_bytes(), "i1" if KIND[engine] == "int8" else "<f8")
    flat = np.concatenate([array.reshape(-1) for array in got])
    if KIND[engine] == "int8":
        assert flat.tobytes() == wanted.tobytes()
    else:
        assert_near([flat], [wanted], FLOAT_TOLERANCE[engine])


def test_every_operator_is_there() -> None:
    assert operators.OPERATORS.keys() == TUNED.keys() == FLOAT_OPERATORS.keys()
    assert integers.OPERATORS.keys() == INTEGER_OPERATORS.keys()


@pytest.mark.parametrize("engine", FLOAT_ENGINES)
@settings(deadline=None, max_examples=150)
@given(graphs("float"), st.integers(0, 2**32 - 1), st.sampled_from([1, 3]))
def test_floats_on_random_graphs(engine: str, graph: Graph, seed: int, batch: int) -> None:
    """Near the definition wherever that is well-conditioned: a norm of numbers that are all alike is not."""
    inputs = inputs_of(graph, seed, batch)
    expected = evaluate.evaluate(graph, inputs)
    moved = evaluate.evaluate(graph, [array * np.float32(1 + 2**-20) for array in inputs])
    for got, wanted, other in zip(run(engine, write(graph), inputs), expected, moved, strict=True):
        slack = 30 * np.abs(wanted - other).max(initial=0.0)
        assert np.abs(got - wanted).max(initial=0.0) <= 1e-5 * np.abs(wanted).max(initial=0.0) + slack + 1e-12


@settings(deadline=None, max_examples=200)
@given(graphs("int8"), st.integers(0, 2**32 - 1), st.sampled_from([1, 3]))
def test_integers_on_random_graphs(graph: Graph, seed: int, batch: int) -> None:
    inputs = inputs_of(graph, seed, batch)
    for got, wanted in zip(run("python-int8", write(graph), inputs), integer.evaluate(graph, inputs), strict=True):
        assert got.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("model", ["residual", "transformer"])
@pytest.mark.parametrize("engine", ENGINES)
def test_samples_do_not_see_each_other(engine: str, model: str) -> None:
    """A batch gives what its samples give one by one (but BLAS adds in another order)."""
    name = model if KIND[engine] == "float" else f"{model}.int8"
    data = (GOLDEN / f"{name}.zkgraph").read_bytes()
    inputs = inputs_of(read(data), 3, 5)
    whole = run(engine, data, inputs)
    for i in range(5):
        alone = run(engine, data, [array[i : i + 1] for array in inputs])
        assert_near([array[0] for array in alone], [array[i] for array in whole], 0.0 if engine != "numpy" else 1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_instances_of_a_case_are_kept_apart(engine: str) -> None:
    """Outputs of one instance are still there when another has run, and the same after it."""
    name = "residual" if KIND[engine] == "float" else "residual.int8"
    data = (GOLDEN / f"{name}.zkgraph").read_bytes()
    graph = read(data)
    batches = [inputs_of(graph, seed, 3) for seed in (1, 2)]
    loaded = ENGINES[engine]()
    states = loaded.prepare(case_of(KIND[engine], data, batches, 3), 1)
    outputs = [loaded.run(state) for state in states]
    first, second = (loaded.encode(output) for output in outputs)
    assert first != second
    assert loaded.encode(loaded.run(states[0])) == first
    assert b"".join(array.tobytes() for array in run(engine, data, batches[1])) == second


@pytest.mark.parametrize("engine", FLOAT_ENGINES)
def test_as_the_onnx_project_expects(engine: str) -> None:
    """The node tests of the onnx package, as tests/graph has them."""
    ran = set()
    for name, case in cases().items():
        inputs, outputs = case.data_sets[0]
        try:
            graph = from_bytes(with_constants(case.model, inputs), batch="fixed").graph
        except UnsupportedModel:
            continue
        given = [array.astype(np.float32) if array.dtype.kind == "f" else array for array in inputs]
        got = run(engine, write(graph), [array.astype(t) for array, t in zip(given, types(graph), strict=False)], 1)
        for ours, theirs in zip(got, outputs, strict=False):
            assert ours.shape == theirs.shape, name
            scale = max(float(np.abs(theirs).max()), 1.0)
            assert np.abs(ours - theirs).max() <= 1e-4 * scale, name
        ran |= {node.op for node in graph.nodes}
    assert set(FLOAT_OPERATORS) - ran == set()


def types(graph: Graph) -> list[str]:
    return [{"f32": "<f4", "i32": "<i4"}[port.type] for port in graph.inputs]
