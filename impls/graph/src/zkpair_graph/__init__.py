"""Models as graphs: canonical bytes, converters, exact integer quantisation, evaluation, reports.

    graph = read(data)              # the bytes of a graph, checked
    data = write(graph)             # its one byte string
    digest(data)                    # its identity

Converters: `convert.from_file`, `sklearn_model`, `safetensors_file`, `torch_module`. Integers: `quantise.quantise`.
Meaning: `evaluate.evaluate` (float64) and `integer.evaluate` (int64). Errors: `errors`.
"""

from zkpair_graph.errors import GraphError
from zkpair_graph.graph import Graph, Input, Node
from zkpair_graph.wire import digest, read, write

__all__ = ["Graph", "GraphError", "Input", "Node", "digest", "read", "write"]
