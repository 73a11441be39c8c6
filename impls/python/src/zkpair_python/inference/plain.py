"""A graph in floats on nested lists: every value as its operator's definition says, one after the other."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from zkpair_python.case import Case
from zkpair_python.errors import UnsupportedCellError
from zkpair_python.inference.cell import read_graph, read_inputs
from zkpair_python.inference.graph.limits import elements
from zkpair_python.inference.graph.model import FLOAT, Graph
from zkpair_python.inference.lists import Nested, flat, nested
from zkpair_python.inference.operators import OPERATORS

MOST_MACS = 5 * 10**8
"""Lists do 10^7 or so in a second."""


@dataclass(frozen=True)
class Outputs:
    """In the graph's order."""

    values: Sequence[Nested]

    def encode(self) -> bytes:
        """Every element as float32, little-endian, one output after another."""
        numbers = [number for value in self.values for number in flat(value)]
        return struct.pack(f"<{len(numbers)}f", *numbers)


@dataclass(frozen=True)
class Plain:
    """A graph, its weights as lists, and one instance's inputs by name."""

    graph: Graph
    weights: Mapping[str, Nested]
    inputs: Mapping[str, Nested]
    last_uses: Sequence[Sequence[str]]

    def outputs(self) -> Outputs:
        """What no node needs any more is dropped on the way."""
        values = dict(self.inputs)
        for node, done in zip(self.graph.nodes, self.last_uses, strict=True):
            operands = [values[name] if name in values else self.weights[name] for name in node.inputs]
            values[node.output] = OPERATORS[node.op](node, operands)
            for name in done:
                del values[name]
        return Outputs([values[name] for name in self.graph.outputs])


def multiply_accumulates(graph: Graph) -> int:
    """Of Linear, Conv and MatMul, for one sample."""
    total = 0
    for node in graph.nodes:
        if node.op in ("Linear", "Conv"):
            total += elements(graph.shapes[node.output]) * prod(graph.shapes[node.inputs[1]][1:])
        elif node.op == "MatMul":
            total += elements(graph.shapes[node.output]) * graph.shapes[node.inputs[0]][-1]
    return total


def prepare(case: Case) -> list[Plain]:
    """One for each instance."""
    graph = read_graph(case, FLOAT)
    macs = case.size * multiply_accumulates(graph)
    if macs > MOST_MACS:
        raise UnsupportedCellError(f"{macs} multiply-accumulates take lists half a minute or more")
    weights = {name: nested(tensor.numbers(), tensor.shape) for name, tensor in graph.tensors.items()}
    last_uses = graph.last_uses()
    return [
        Plain(graph, weights, {given.name: nested(given.numbers, given.shape) for given in instance}, last_uses)
        for instance in read_inputs(case, graph)
    ]
