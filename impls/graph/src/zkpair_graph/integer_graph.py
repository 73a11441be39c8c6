"""An integer graph while it grows: which of its values stands for which value of the float graph, at which scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zkpair_graph.calibration import Observed
from zkpair_graph.errors import Unsupported
from zkpair_graph.graph import Array, Attribute, Graph, Node, Shape
from zkpair_graph.integer import HIGHEST, LOWEST
from zkpair_graph.scales import rounded
from zkpair_graph.shapes import shape_of


class Refused(Exception):
    """No integer form."""

    def __init__(self, node: Node, attribute: str, advice: str):
        self.problem = Unsupported(node.output, node.op, attribute, advice)
        super().__init__(str(self.problem))


class Layers:
    """The integer graph while it grows. `name_of`: value of the float graph -> value here; `stands_for`: back."""

    def __init__(self, graph: Graph, observed: Mapping[str, Observed], shapes: Mapping[str, Shape]) -> None:
        self.graph, self.observed = graph, observed
        self.nodes: list[Node] = []
        self.tensors: dict[str, Array] = {}
        self.exponents: dict[str, int] = {}
        self.shapes: dict[str, Shape] = {}
        self.name_of: dict[str, str] = {}
        self.stands_for: dict[str, str] = {}
        for port in graph.inputs:
            self.name_of[port.name] = self.stands_for[port.name] = port.name
            self.shapes[port.name] = shapes[port.name]
            if port.type == "f32":
                self.exponents[port.name] = observed[port.name].exponent

    def exponent(self, value: str) -> int:
        """Of a value of the float graph."""
        return self.exponents[self.name_of[value]]

    def floats(self, name: str) -> Array:
        return self.graph.tensors[name].astype(np.float64)

    def tensor(self, array: Array) -> str:
        name = f"tensor {len(self.tensors)}"
        self.tensors[name] = array
        self.shapes[name] = array.shape
        return name

    def emit(self, op: str, inputs: Sequence[str], exponent: int, /, **attributes: Attribute) -> str:
        """Append an integer operator; the name of its value."""
        name = f"value {len(self.nodes)}"
        node = Node(op, tuple(inputs), name, attributes)
        self.shapes[name] = shape_of(node, [self.shapes[operand] for operand in inputs], self.tensors)
        self.nodes.append(node)
        self.exponents[name] = exponent
        return name

    def finish(self, node: Node, clamp: Node | None, name: str) -> None:
        """That value is the node's output, or the output of the Relu or Clip that it does as well."""
        source = node.output if clamp is None else clamp.output
        self.name_of[source] = name
        self.stands_for.setdefault(name, source)

    def wanted(self, node: Node, clamp: Node | None) -> int:
        """The exponent that the calibration gave the output."""
        return self.observed[node.output if clamp is None else clamp.output].exponent

    def at_most(self, name: str, exponent: int) -> str:
        """A value here, at that scale where its own is finer."""
        shift = self.exponents[name] - exponent
        if shift <= 0:
            return name
        return self.emit("Requantise", [name], exponent, left=0, shift=shift, lo=LOWEST, hi=HIGHEST)


def clamp_bounds(clamp: Node | None, exponent: int) -> dict[str, Attribute]:
    """lo and hi as integers at that scale."""
    lo, hi = LOWEST, HIGHEST
    if clamp is not None and clamp.op == "Relu":
        lo = 0
    elif clamp is not None:
        bounds = [
            rounded(np.array(clamp.attributes.get(name, none)), exponent) for name, none in (("lo", -1e9), ("hi", 1e9))
        ]
        lo, hi = (int(np.clip(bound, LOWEST, HIGHEST)) for bound in bounds)
    return {"lo": lo, "hi": hi}
