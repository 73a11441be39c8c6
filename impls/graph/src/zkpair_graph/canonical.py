"""One form for one graph, however its nodes were named and listed.

Nodes: depth first from the outputs, operands before users, in the order of outputs and of operands; what no output
needs is left out. Values are v0, v1, …: the inputs in order, then the nodes' outputs. Tensors are t0, t1, … as nodes
first name them; equal ones (type, shape, bytes) are one.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from zkpair_graph.depth_first import depth_first
from zkpair_graph.errors import MalformedModel
from zkpair_graph.graph import Array, Graph, Node, type_name


def canonicalise(graph: Graph) -> tuple[Graph, dict[str, str]]:
    """The graph in its one form, and old name -> new name of every value and tensor that is left.

    Raises CyclicGraph, and MalformedModel for names that are given twice or never.
    """
    _check_names(graph)
    nodes = sorted_nodes(graph)
    names = {port.name: f"v{i}" for i, port in enumerate(graph.inputs)}
    tensors: dict[str, Array] = {}
    seen: dict[tuple[str, tuple[int, ...], bytes], str] = {}
    for i, node in enumerate(nodes, start=len(graph.inputs)):
        for name in node.inputs:
            if name in graph.tensors and name not in names:
                tensor = graph.tensors[name]
                key = (type_name(tensor), tensor.shape, _digest(tensor))
                names[name] = seen.setdefault(key, f"t{len(seen)}")
                tensors.setdefault(names[name], tensor)
        names[node.output] = f"v{i}"
    renamed = tuple(
        replace(node, inputs=tuple(names[name] for name in node.inputs), output=names[node.output]) for node in nodes
    )
    inputs = tuple(replace(port, name=names[port.name]) for port in graph.inputs)
    outputs = tuple(names[name] for name in graph.outputs)
    exponents = {names[name]: value for name, value in graph.exponents.items() if name in names}
    return Graph(graph.kind, graph.name, inputs, outputs, renamed, tensors, exponents), names


def _check_names(graph: Graph) -> None:
    given = [*(port.name for port in graph.inputs), *graph.tensors, *(node.output for node in graph.nodes)]
    known = set(given)
    if len(known) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        raise MalformedModel(f"the name {twice!r} is given twice")
    for node in graph.nodes:
        for name in node.inputs:
            if name not in known:
                raise MalformedModel(f"{node} uses {name!r}, which nothing gives")
    for name in graph.outputs:
        if name not in known or name in graph.tensors:
            raise MalformedModel(f"the output {name!r} is not a value of the graph")


def _digest(tensor: Array) -> bytes:
    return hashlib.sha256(tensor.tobytes()).digest()


def sorted_nodes(graph: Graph) -> list[Node]:
    """The nodes that the outputs need, depth first. Raises CyclicGraph with the nodes along the cycle."""
    makers = {node.output: place for place, node in enumerate(graph.nodes)}
    return depth_first(graph.outputs, graph.nodes, makers, lambda node: node.inputs, str)
