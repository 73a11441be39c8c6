"""A float graph and calibration data become an integer graph: powers of two as scales, per tensor and per channel.

Meaning of the operators: `docs/protocols/inference.md`. Relu and Clip become the clamp of the layer before them where
they alone use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zkpair_graph.accumulators import check_node
from zkpair_graph.calibration import Progress, calibrate, silent
from zkpair_graph.canonical import canonicalise
from zkpair_graph.errors import AccumulatorOverflow, MalformedModel, UnsupportedModel
from zkpair_graph.graph import FLOAT, INT8, Array, Graph, Input, Node
from zkpair_graph.integer_graph import Layers, Refused
from zkpair_graph.layers import CLAMPING, LAYERS
from zkpair_graph.validate import validate


@dataclass(frozen=True)
class Quantised:
    """An integer graph in its one form, and which value of the float graph each of its values stands for."""

    graph: Graph
    stands_for: Mapping[str, str]


def quantise(graph: Graph, inputs: Sequence[Array], progress: Progress = silent) -> Quantised:
    """The integer graph of a float graph, with scales from the samples in `inputs` (one array for each input).

    Raises AccumulatorOverflow with the layer's name, UnsupportedModel for what has no integer form, ShapeMismatch for
    samples that do not fit, NotFinite where the float graph leaves the numbers.
    """
    if graph.kind != FLOAT:
        raise MalformedModel(f"a graph of kind {graph.kind} cannot be quantised")
    shapes = validate(graph)
    observed = calibrate(graph, inputs, progress)
    layers = Layers(graph, observed, shapes)
    clamps = fused_clamps(graph)
    clamped_by = {node.inputs[0]: node for node in clamps}
    done = {node.output for node in clamps}
    problems = []
    for node in graph.nodes:
        blocked = any(name not in layers.name_of and name not in graph.tensors for name in node.inputs)
        if node.output in done or blocked:
            continue
        try:
            LAYERS[node.op](layers, node, clamped_by.get(node.output))
        except Refused as refused:
            problems.append(refused.problem)
    if problems:
        raise UnsupportedModel(problems)
    made = _graph(graph, layers)
    _check(made, layers)
    canonical, names = canonicalise(made)
    return Quantised(canonical, {names[ours]: theirs for ours, theirs in layers.stands_for.items() if ours in names})


def fused_clamps(graph: Graph) -> list[Node]:
    """The Relu and Clip nodes that become the clamp of the layer before them."""
    uses = graph.consumers()
    makers = {node.output: node for node in graph.nodes}
    found = []
    for node in graph.nodes:
        if node.op in ("Relu", "Clip") and uses[node.inputs[0]] == 1:
            before = makers.get(node.inputs[0])
            if before is not None and before.op in CLAMPING:
                found.append(node)
    return found


def _graph(graph: Graph, layers: Layers) -> Graph:
    types = {"f32": "i8", "i32": "i32"}
    inputs = tuple(Input(port.name, port.shape, types[port.type]) for port in graph.inputs)
    outputs = tuple(layers.name_of[name] for name in graph.outputs)
    return Graph(INT8, graph.name, inputs, outputs, tuple(layers.nodes), layers.tensors, layers.exponents)


def _check(made: Graph, layers: Layers) -> None:
    """The bounds of every layer, told with the float graph's name of it."""
    for node in made.nodes:
        try:
            check_node(made, node, [layers.shapes[name] for name in node.inputs])
        except AccumulatorOverflow as error:
            named = f"{node.op} {layers.stands_for.get(node.output, node.output)}"
            layer = error.layer.replace(str(node), named)
            raise AccumulatorOverflow(layer, error.reached, error.bound) from error
    validate(made)
