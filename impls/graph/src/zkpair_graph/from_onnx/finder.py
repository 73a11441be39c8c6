"""Who makes a value, who uses it, which constants are one number: to find operators that are spelt out."""

from __future__ import annotations

import math
from collections import Counter

from zkpair_graph.errors import GraphError
from zkpair_graph.from_onnx.messages import Node
from zkpair_graph.from_onnx.model import Source
from zkpair_graph.from_onnx.tensors import array_of
from zkpair_graph.limits import DEFAULT

_CLOSE = 1e-5


class Finder:
    def __init__(self, source: Source) -> None:
        self.uses = Counter(name for node in source.nodes for name in node.input)
        self.uses.update(source.outputs)
        self.makers = {name: node for node in source.nodes for name in node.output}
        self.users: dict[str, list[Node]] = {}
        for node in source.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.weights = {name for name, array in source.constants.items() if array.ndim <= 1}
        self.constants: dict[str, float] = {
            name: float(array.reshape(())) for name, array in source.constants.items() if array.size == 1
        }
        for node in source.nodes:
            if node.op_type == "Constant":
                if any(a.name == "value" and a.t is not None and len(a.t.dims) <= 1 for a in node.attribute):
                    self.weights.add(node.output[0])
                number = _number(node)
                if number is not None:
                    self.constants[node.output[0]] = number

    def maker(self, name: str, op: str) -> Node | None:
        """The node that makes a value, where it is of that operator and has two operands or fewer."""
        node = self.makers.get(name)
        return node if node is not None and node.op_type == op and 1 <= len(node.input) <= 2 else None

    def only_user(self, name: str, op: str) -> Node | None:
        users = self.users.get(name, [])
        return users[0] if len(users) == 1 and self.uses[name] == 1 and users[0].op_type == op else None

    def other(self, node: Node, name: str) -> str:
        """The other operand of two; nothing where there are more or fewer."""
        if len(node.input) != 2:
            return ""
        return str(node.input[1] if node.input[0] == name else node.input[0])

    def is_constant(self, name: str, value: float) -> bool:
        return name in self.constants and math.isclose(self.constants[name], value, rel_tol=_CLOSE)


def _number(node: Node) -> float | None:
    """A Constant that is one number."""
    for attribute in node.attribute:
        if attribute.name == "value_float":
            return float(attribute.f)
        if attribute.name == "value" and attribute.t is not None:
            try:
                array = array_of(attribute.t, None, DEFAULT)
            except GraphError:  # told where the node itself is converted
                return None
            return float(array.reshape(())) if array.size == 1 else None
    return None
