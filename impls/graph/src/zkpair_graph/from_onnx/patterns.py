"""Operators spelt out by exporters become one node again: GELU and LayerNormalization.

What only the spelling used falls away.
"""

from __future__ import annotations

from dataclasses import replace

from zkpair_graph.from_onnx.finder import Finder
from zkpair_graph.from_onnx.gelu import gelu_of
from zkpair_graph.from_onnx.layer_norm import layer_norm_of
from zkpair_graph.from_onnx.messages import Attribute, Node
from zkpair_graph.from_onnx.model import Source, in_order


def rewritten(source: Source) -> Source:
    """The model with every GELU and every LayerNormalization as one node."""
    finder = Finder(source)
    short: dict[int, Node] = {}
    for node in source.nodes:
        if node.op_type == "Erf" and len(node.input) == 1:
            gelu = gelu_of(finder, node)
            if gelu is not None:
                last, x = gelu
                short[id(last)] = _node(last, "Gelu", [x], [])
        elif node.op_type == "Sqrt" and len(node.input) == 1:
            found = layer_norm_of(finder, node)
            if found is not None:
                epsilon = Attribute("epsilon", type=1, f=found.epsilon)
                operands = [found.x, found.scale, found.bias]
                short[id(found.last)] = _node(found.last, "LayerNormalization", operands, [epsilon])
    if not short:
        return source
    nodes = [short.get(id(node), node) for node in source.nodes]
    return replace(source, nodes=in_order(nodes, source.outputs))


def _node(last: Node, op: str, operands: list[str], attributes: list[Attribute]) -> Node:
    return Node(op, operands, last.output[:1], last.name, "", attributes)
