"""onnxruntime and torch run our graphs: every operator, random graphs, and they refuse what every engine refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import random_graphs
from golden import graphs, inputs_of
from hypothesis import given, settings

from zkpair_graph import Graph, GraphError, evaluate, write
from zkpair_graph.blobs import joined
from zkpair_graph.engines import case as engine_case
from zkpair_graph.engines.case import UnsupportedCellError
from zkpair_graph.engines.onnxruntime import OnnxRuntime
from zkpair_graph.engines.torch import Torch
from zkpair_graph.graph import Array
from zkpair_graph.operators import FLOAT_OPERATORS
from zkpair_graph.quantise import quantise

ENGINES = [OnnxRuntime, Torch]
GRAPHS = graphs()


@pytest.fixture(params=ENGINES, ids=["onnxruntime", "torch"])
def engine(request: pytest.FixtureRequest) -> Any:
    made = request.param()
    if made.available() is not None:
        pytest.skip(made.available())
    return made


def case_of(graph: Graph, *batches: list[Array], model: str = "file") -> Any:
    return SimpleNamespace(
        params={"model": model},
        size=len(batches[0][0]),
        shared={"graph": write(graph)},
        instances=[{"x": joined(batch)} for batch in batches],
    )


def check(engine: Any, graph: Graph, *batches: list[Array]) -> None:
    """Twice in another order: nothing is left of the run before."""
    states = engine.prepare(case_of(graph, *batches), 1)
    for place in [*range(len(batches)), 0]:
        output = np.frombuffer(engine.encode(engine.run(states[place])), "<f4")
        exact = np.concatenate([value.reshape(-1) for value in evaluate.evaluate(graph, batches[place])])
        assert output.shape == exact.shape
        assert np.abs(output - exact).max() <= 1e-5 * max(np.abs(exact).max(), 1.0)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_operator(engine: Any, name: str) -> None:
    graph = GRAPHS[name]
    check(engine, graph, inputs_of(graph, 3, 2), inputs_of(graph, 4, 2))
    assert {node.op for other in GRAPHS.values() for node in other.nodes} == set(FLOAT_OPERATORS)


@settings(max_examples=40, deadline=None)
@given(random_graphs.graphs("float"))
def test_random_graphs_in_onnxruntime(graph: Graph) -> None:
    pytest.importorskip("onnxruntime")
    check(OnnxRuntime(), graph, random_graphs.inputs_of(graph, 5), random_graphs.inputs_of(graph, 6))


@settings(max_examples=40, deadline=None)
@given(random_graphs.graphs("float"))
def test_random_graphs_in_torch(graph: Graph) -> None:
    pytest.importorskip("torch")
    check(Torch(), graph, random_graphs.inputs_of(graph, 5), random_graphs.inputs_of(graph, 6))


def test_what_is_no_case_is_refused(engine: Any) -> None:
    graph = GRAPHS["residual"]
    batch = inputs_of(graph, 1, 2)
    good = case_of(graph, batch)
    with pytest.raises(UnsupportedCellError, match="linear_regression"):
        engine.prepare(case_of(graph, batch, model="linear_regression"), 1)
    integers = write(quantise(graph, inputs_of(graph, 2, 4)).graph)
    x = good.instances[0]["x"]
    not_a_number = np.array(np.nan, "<f4").tobytes()
    for shared, blobs, reason in (
        ({"graph": integers}, {"x": x}, "int8"),
        ({"graph": good.shared["graph"][:-1]}, {"x": x}, "must be there"),
        ({}, {"x": x}, "missing"),
        (good.shared, {}, "missing"),
        (good.shared, {"x": x[:-4]}, "bytes"),
        (good.shared, {"x": x + x}, "bytes"),
        (good.shared, {"x": x[:-4] + not_a_number}, "finite"),
    ):
        broken = SimpleNamespace(params={"model": "file"}, size=2, shared=shared, instances=[blobs])
        with pytest.raises(GraphError, match=reason):
            engine.prepare(broken, 1)


def test_a_package_that_is_not_installed_is_named() -> None:
    assert "pip install" in (engine_case.missing("no_such_package_anywhere") or "")
    assert engine_case.missing("numpy") is None
    assert "not installed" in engine_case.installed("no_such_package_anywhere")
