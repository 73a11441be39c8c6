"""The committed graphs, inputs and outputs are what this package makes of them today."""

from __future__ import annotations

import numpy as np
import pytest
from golden import BATCH, FOLDER, files, joined

from zkpair_graph import evaluate, integer, read
from zkpair_graph.graph import TYPES
from zkpair_graph.operators import FLOAT_OPERATORS, INTEGER_OPERATORS

NAMES = sorted(path.name.removesuffix(".zkgraph") for path in FOLDER.glob("*.zkgraph"))


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_graph_gives_its_golden_output(name: str) -> None:
    graph = read((FOLDER / f"{name}.zkgraph").read_bytes())
    data, inputs = (FOLDER / f"{name}.in").read_bytes(), []
    for port in graph.inputs:
        shape, dtype = (BATCH, *port.shape[1:]), TYPES[port.type]
        size = int(np.prod(shape)) * dtype.itemsize
        inputs.append(np.frombuffer(data[:size], dtype).reshape(shape))
        data = data[size:]
    assert not data
    expected = (FOLDER / f"{name}.out").read_bytes()
    if graph.kind == "int8":
        assert joined(integer.evaluate(graph, inputs)) == expected
    else:
        got = np.concatenate([array.reshape(-1) for array in evaluate.evaluate(graph, inputs)])
        assert np.allclose(got, np.frombuffer(expected, "<f8"), rtol=1e-12, atol=1e-12)


def test_they_are_made_by_the_script_and_cover_every_operator() -> None:
    made = {name: graph for name, graph, _, _ in files()}
    assert sorted(made) == NAMES
    operators: dict[str, set[str]] = {"float": set(), "int8": set()}
    for name, data in made.items():
        assert (FOLDER / f"{name}.zkgraph").read_bytes() == data
        graph = read(data)
        operators[graph.kind].update(node.op for node in graph.nodes)
    assert operators["float"] == set(FLOAT_OPERATORS) and operators["int8"] == set(INTEGER_OPERATORS)
