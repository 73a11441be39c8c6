"""One form for one graph: names count up, nodes stand depth first from the outputs, equal tensors are one."""

import hashlib

from zkpair_python.inference.graph.errors import MalformedGraphError
from zkpair_python.inference.graph.limits import NODES, require
from zkpair_python.inference.graph.model import Graph


def check(graph: Graph) -> None:
    """Raises MalformedGraphError for any form but the one."""
    require("nodes", len(graph.nodes), NODES)
    values = [*(port.name for port in graph.inputs), *(node.output for node in graph.nodes)]
    if values != [f"v{i}" for i in range(len(values))]:
        raise MalformedGraphError("values are not named v0, v1, … in the order of inputs and nodes")
    known = {*(port.name for port in graph.inputs), *graph.tensors}
    named: dict[str, None] = {}  # tensors in the order in which nodes name them
    for node in graph.nodes:
        for name in node.inputs:
            if name not in known:
                raise MalformedGraphError(f"{node} uses {name!r}, which nothing before it gives")
        named.update(dict.fromkeys(name for name in node.inputs if name in graph.tensors))
        known.add(node.output)
    if list(named) != list(graph.tensors) or list(named) != [f"t{i}" for i in range(len(named))]:
        raise MalformedGraphError("tensors are not named t0, t1, … as nodes first use them, all of them used")
    if len({(t.type, t.shape, hashlib.sha256(t.data).digest()) for t in graph.tensors.values()}) != len(named):
        raise MalformedGraphError("two tensors are equal: they have to be one")
    if not graph.outputs or not set(graph.outputs) <= set(values):
        raise MalformedGraphError(f"the outputs {list(graph.outputs)} are not values of the graph")
    if _depth_first(graph) != list(range(len(graph.nodes))):
        raise MalformedGraphError("the nodes do not stand depth first from the outputs, or one is not needed")


def _depth_first(graph: Graph) -> list[int]:
    """The places of the nodes that the outputs need, operands before users, in the order of outputs and of operands."""
    makers = {node.output: place for place, node in enumerate(graph.nodes)}
    order: list[int] = []
    done: set[int] = set()
    for output in graph.outputs:
        waiting = [(makers[output], False)] if output in makers else []
        while waiting:
            place, operands_done = waiting.pop()
            if place in done:
                continue
            if operands_done:
                done.add(place)
                order.append(place)
            else:
                waiting.append((place, True))
                waiting.extend((makers[n], False) for n in reversed(graph.nodes[place].inputs) if n in makers)
    return order
