"""How much a graph computes: its multiply-accumulates, products that are summed, for one sample."""

from __future__ import annotations

import math

from zkpair_graph.graph import Graph
from zkpair_graph.limits import elements
from zkpair_graph.shapes import infer


def multiply_accumulates(graph: Graph) -> int:
    """Of Linear, Conv and MatMul: elements of the output times the length of the sum behind each of them.

    Pools, activations, norms and biases are not counted; padding is, as everybody counts it.
    """
    shapes = infer(graph)
    total = 0
    for node in graph.nodes:
        made = elements(shapes[node.output])
        if node.op in ("Linear", "Conv"):
            total += made * math.prod(shapes[node.inputs[1]][1:])
        elif node.op == "MatMul":
            total += made * shapes[node.inputs[0]][-1]
    return total
