"""From a graph to steps: tiles of samples that stay in the cache, each a list of NumPy calls on shared buffers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zkpair_python.case import Case
from zkpair_python.inference.arrays import Array, of_input, of_tensor
from zkpair_python.inference.cell import read_graph, read_inputs
from zkpair_python.inference.graph.limits import elements
from zkpair_python.inference.graph.model import FLOAT, Graph, concrete
from zkpair_python.inference.tuned.builder import Buffers, Builder, Step, Weights
from zkpair_python.inference.tuned.operators import OPERATORS
from zkpair_python.inference.tuned.rewrite import relu_after_max_pool

TILE_SAMPLES = 16
"""Where values have more than one axis: products of a width that BLAS likes, and buffers that stay in the cache."""
TILE_BYTES = 2**24
"""The largest buffer of a tile, where samples are large."""
ITEM_BYTES = 4


@dataclass(frozen=True)
class Plan:
    """The steps of one instance, and the arrays that they leave its outputs in."""

    steps: Sequence[Step]
    outputs: Sequence[Array]

    def run(self) -> Sequence[Array]:
        for step in self.steps:
            step()
        return self.outputs


def prepare(case: Case) -> list[Plan]:
    """One for each instance; they share weights and buffers, so that one runs at a time."""
    graph = relu_after_max_pool(read_graph(case, FLOAT))
    weights = Weights({name: of_tensor(tensor) for name, tensor in graph.tensors.items()})
    buffers: Buffers = {}
    plans = []
    for instance in read_inputs(case, graph):
        inputs = {given.name: of_input(given) for given in instance}
        plans.append(_plan(graph, weights, inputs, buffers, case.size))
    return plans


def _plan(graph: Graph, weights: Weights, inputs: dict[str, Array], buffers: Buffers, batch: int) -> Plan:
    outputs = [np.empty(concrete(graph.shapes[name], batch), np.float32) for name in graph.outputs]
    is_batched = any(port.shape[:1] == (0,) for port in graph.inputs)
    step = -(-batch // tiles(graph, batch)) if is_batched else batch
    steps: list[Step] = []
    for first in range(0, batch, step):
        size = min(step, batch - first)
        part = slice(first, first + size) if is_batched else ...
        builder = Builder(graph, weights, {name: x[part] for name, x in inputs.items()}, buffers, size)
        for node in graph.nodes:
            OPERATORS[node.op](builder, node)
        for name, output in zip(graph.outputs, outputs, strict=True):
            builder.do(np.copyto, output[part], builder.values[name])
        steps += builder.steps
    return Plan(steps, outputs)


def tiles(graph: Graph, batch: int) -> int:
    """Into how many parts a batch is cut. Vectors are not: one product with all of them reads the weights once."""
    largest = max(elements(graph.shapes[name]) for name in graph.shapes if name not in graph.tensors)
    for node in graph.nodes:
        if node.op == "Conv":
            _, depth, kh, kw = graph.shapes[node.inputs[1]]
            _, _, high, wide = graph.shapes[node.output]
            largest = max(largest, node.integer("groups") * depth * kh * kw * high * wide)
    samples = max(1, TILE_BYTES // (largest * ITEM_BYTES))
    computed = [len(graph.shapes[node.output]) for node in graph.nodes]
    if max(computed, default=0) > 2:
        samples = min(samples, TILE_SAMPLES)
    return -(-batch // samples)
