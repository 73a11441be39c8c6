"""What a float graph means: every value in float64, so that an engine in float32 can be judged by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from zkpair_graph.errors import MalformedModel, ShapeMismatch
from zkpair_graph.float_operators import FLOAT as OPERATORS
from zkpair_graph.float_operators import Operator
from zkpair_graph.graph import FLOAT, TYPES, Array, Graph


def evaluate(graph: Graph, inputs: Sequence[Array]) -> list[Array]:
    """The outputs, float64, for inputs in the graph's order; integer inputs are indices."""
    values = dict(each_value(graph, inputs))
    return [values[name] for name in graph.outputs]


def each_value(graph: Graph, inputs: Sequence[Array]) -> Iterator[tuple[str, Array]]:
    """Every value with its name, as it is computed: the inputs, then the nodes' outputs."""
    if graph.kind != FLOAT:
        raise MalformedModel(f"a graph of kind {graph.kind} has no float values")
    return flow(graph, inputs, OPERATORS, lambda array, is_real: array.astype(np.float64) if is_real else array)


def flow(
    graph: Graph, inputs: Sequence[Array], operators: Mapping[str, Operator], widened: Callable[[Array, bool], Array]
) -> Iterator[tuple[str, Array]]:
    """Every value as the operators make it; `widened` takes an input or a tensor, and whether it holds real numbers.

    What nobody needs any more is dropped, so that a deep graph takes the memory of a few layers.
    """
    known: dict[str, Array] = {}
    for port, given in zip(graph.inputs, checked_inputs(graph, inputs), strict=True):
        known[port.name] = widened(given, port.type == "f32")
        yield port.name, known[port.name]
    known.update({name: widened(tensor, tensor.dtype.kind == "f") for name, tensor in graph.tensors.items()})
    left = graph.consumers()
    for node in graph.nodes:
        known[node.output] = operators[node.op](node, [known[name] for name in node.inputs])
        yield node.output, known[node.output]
        for name in node.inputs:
            left[name] -= 1
            if left[name] == 0:
                known.pop(name, None)


def checked_inputs(graph: Graph, inputs: Sequence[Array]) -> list[Array]:
    """The inputs as arrays, of the shapes and kinds of number that the graph declares."""
    given = list(inputs)
    if len(given) != len(graph.inputs):
        raise ShapeMismatch("inputs", f"{len(given)} are given, and the graph has {len(graph.inputs)}")
    arrays, batches = [], set()
    for port, array in zip(graph.inputs, map(np.asarray, given), strict=True):
        batched = port.shape[:1] == (0,)
        if array.ndim != len(port.shape) or array.shape[batched:] != port.shape[batched:]:
            raise ShapeMismatch(f"input {port.name}", f"shape {list(array.shape)}, expected {list(port.shape)}")
        if not np.can_cast(array.dtype, TYPES[port.type], "same_kind"):
            raise ShapeMismatch(f"input {port.name}", f"type {array.dtype}, expected {TYPES[port.type]}")
        if batched:
            batches.add(len(array))
        arrays.append(array)
    if len(batches) > 1:
        raise ShapeMismatch("inputs", f"batches of different sizes: {sorted(batches)}")
    return arrays
