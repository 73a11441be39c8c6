"""What a float graph means: every value in float64, so that an engine in float32 can be judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from zkpair_graph.errors import MalformedModel, ShapeMismatch
from zkpair_graph.float_operators import FLOAT as OPERATORS
from zkpair_graph.graph import FLOAT, TYPES, Array, Graph


def evaluate(graph: Graph, inputs: Sequence[Array]) -> list[Array]:
    """The outputs, float64, for inputs in the graph's order; integer inputs are indices."""
    values = dict(each_value(graph, inputs))
    return [values[name] for name in graph.outputs]


def each_value(graph: Graph, inputs: Sequence[Array]) -> Iterator[tuple[str, Array]]:
    """Every value with its name, as it is computed: the inputs, then the nodes' outputs."""
    if graph.kind != FLOAT:
        raise MalformedModel(f"a graph of kind {graph.kind} has no float values")
    known: dict[str, Array] = {}
    for port, given in zip(graph.inputs, checked_inputs(graph, inputs), strict=True):
        known[port.name] = given.astype(np.float64) if port.type == "f32" else given
        yield port.name, known[port.name]
    for name, tensor in graph.tensors.items():
        known[name] = tensor.astype(np.float64) if tensor.dtype.kind == "f" else tensor
    left = graph.consumers()
    for node in graph.nodes:
        result = OPERATORS[node.op](node, [known[name] for name in node.inputs])
        known[node.output] = result
        yield node.output, result
        forget(known, left, node.inputs)


def forget(known: dict[str, Array], left: dict[str, int], names: Sequence[str]) -> None:
    """Drop what nobody needs any more, so that a deep graph takes the memory of a few layers."""
    for name in names:
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
