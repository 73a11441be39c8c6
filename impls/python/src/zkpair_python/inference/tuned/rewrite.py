"""max(pool x, 0) = pool(max(x, 0)): Relu after MaxPool has less to do, and the same result."""

from dataclasses import replace

from zkpair_python.inference.graph.model import Graph, Node


def relu_after_max_pool(graph: Graph) -> Graph:
    """Where the pool alone uses what Relu makes."""
    users: dict[str, list[Node]] = {}
    for node in graph.nodes:
        for name in node.inputs:
            users.setdefault(name, []).append(node)
    nodes, shapes = list(graph.nodes), dict(graph.shapes)
    for place, node in enumerate(nodes):
        if (
            node.op != "Relu"
            or node.output in graph.outputs
            or [n.op for n in users.get(node.output, [])] != ["MaxPool"]
        ):
            continue
        (pool,) = users[node.output]
        nodes[place] = replace(pool, inputs=node.inputs, output=node.output)
        nodes[graph.nodes.index(pool)] = replace(node, inputs=(node.output,), output=pool.output)
        shapes[node.output] = shapes[pool.output]
    return replace(graph, nodes=tuple(nodes), shapes=shapes)
