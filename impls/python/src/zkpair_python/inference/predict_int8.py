"""`inference/predict:python-int8`: an integer graph, exactly, with NumPy's integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from zkpair_python.case import Case
from zkpair_python.inference.arrays import Array, of_input, of_tensor
from zkpair_python.inference.cell import read_graph, read_inputs
from zkpair_python.inference.graph.model import INT8, Graph
from zkpair_python.inference.integers import OPERATORS
from zkpair_python.versions import LANGUAGE, library


@dataclass(frozen=True)
class Integers:
    """A graph, its weights and one instance's inputs by name, all int64."""

    graph: Graph
    weights: Mapping[str, Array]
    inputs: Mapping[str, Array]
    last_uses: Sequence[Sequence[str]]

    def outputs(self) -> list[Array]:
        """In the graph's order; what no node needs any more is dropped on the way."""
        values = dict(self.inputs)
        for node, done in zip(self.graph.nodes, self.last_uses, strict=True):
            operands = [values[name] if name in values else self.weights[name] for name in node.inputs]
            values[node.output] = OPERATORS[node.op](node, operands)
            for name in done:
                del values[name]
        return [values[name] for name in self.graph.outputs]


class PythonInt8:
    """Every operator as its definition says."""

    wire_format = "int8"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("numpy"),
        "algorithm": "exact integers: einsum in int32, int64 elsewhere",
        "precision": "int8",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[Integers]:
        graph = read_graph(case, INT8)
        weights = {name: of_tensor(tensor).astype(np.int64) for name, tensor in graph.tensors.items()}
        last_uses = graph.last_uses()
        return [
            Integers(graph, weights, {given.name: of_input(given).astype(np.int64) for given in instance}, last_uses)
            for instance in read_inputs(case, graph)
        ]

    def run(self, state: Integers) -> list[Array]:
        return state.outputs()

    def encode(self, output: list[Array]) -> bytes:
        return b"".join(values.astype(np.int8).tobytes() for values in output)
