"""GELU spelt out: x/2·(1 + erf(x/√2)) as Div or Mul, Erf, Add, Mul, Mul, in the orders in which exporters write it.

The last product becomes one Gelu; what only it used falls away.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from zkpair_graph.from_onnx.model import Source, in_order

_CLOSE = 1e-5


class _Finder:
    def __init__(self, source: Source) -> None:
        self.uses = Counter(name for node in source.nodes for name in node.input)
        self.uses.update(source.outputs)
        self.makers = {name: node for node in source.nodes for name in node.output}
        self.users: dict[str, list[Any]] = {}
        for node in source.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.constants: dict[str, float] = {
            name: float(array.reshape(())) for name, array in source.constants.items() if array.size == 1
        }
        for node in source.nodes:
            if node.op_type == "Constant":
                number = _number(node)
                if number is not None:
                    self.constants[node.output[0]] = number

    def only_user(self, name: str, op: str) -> Any | None:
        users = self.users.get(name, [])
        return users[0] if len(users) == 1 and self.uses[name] == 1 and users[0].op_type == op else None

    def other(self, node: Any, name: str) -> str:
        first, second = node.input
        return str(second if first == name else first)

    def is_constant(self, name: str, value: float) -> bool:
        return name in self.constants and math.isclose(self.constants[name], value, rel_tol=_CLOSE)

    def halved(self, name: str, x: str) -> bool:
        """Is that value x/2, used once?"""
        node = self.makers.get(name)
        if node is None or self.uses[name] != 1 or len(node.input) != 2 or x not in node.input:
            return False
        if node.op_type == "Mul":
            return self.is_constant(self.other(node, x), 0.5)
        return bool(node.op_type == "Div" and node.input[0] == x and self.is_constant(node.input[1], 2.0))

    def gelu_of(self, erf: Any) -> tuple[Any, str] | None:
        """The last node of the GELU that this Erf belongs to, and its x."""
        inner = self.makers.get(erf.input[0])
        if inner is None or len(inner.input) != 2:
            return None
        if inner.op_type == "Div" and self.is_constant(inner.input[1], math.sqrt(2.0)):
            x = str(inner.input[0])
        elif inner.op_type == "Mul" and any(self.is_constant(name, math.sqrt(0.5)) for name in inner.input):
            x = next((str(name) for name in inner.input if not self.is_constant(name, math.sqrt(0.5))), "")
        else:
            return None
        plus = self.only_user(erf.output[0], "Add")
        if plus is None or not self.is_constant(self.other(plus, erf.output[0]), 1.0):
            return None
        product = self.only_user(plus.output[0], "Mul")
        if product is None:
            return None
        factor = self.other(product, plus.output[0])
        if self.halved(factor, x):  # (x/2)·(1 + erf)
            return product, x
        if factor == x:  # (x·(1 + erf))/2
            last = self.only_user(product.output[0], "Mul")
            if last is not None and self.is_constant(self.other(last, product.output[0]), 0.5):
                return last, x
        if self.is_constant(factor, 0.5):  # x·((1 + erf)/2)
            last = self.only_user(product.output[0], "Mul")
            if last is not None and self.other(last, product.output[0]) == x:
                return last, x
        return None


def _number(node: Any) -> float | None:
    for attribute in node.attribute:
        if attribute.name == "value_float":
            return float(attribute.f)
        if attribute.name == "value" and attribute.t.data_type == 1 and not list(attribute.t.dims):
            raw = attribute.t.raw_data
            if len(raw) == 4:
                return float(np.frombuffer(raw, "<f4")[0])
            return float(attribute.t.float_data[0]) if len(attribute.t.float_data) == 1 else None
    return None


def rewritten(source: Source) -> Source:
    """The model with every GELU as one node."""
    finder = _Finder(source)
    found = [finder.gelu_of(node) for node in source.nodes if node.op_type == "Erf" and len(node.input) == 1]
    gelus = {id(last): x for last, x in (pair for pair in found if pair is not None)}
    if not gelus:
        return source
    nodes = []
    for node in source.nodes:
        if id(node) in gelus:
            short = type(node)()
            short.name, short.op_type = node.name, "Gelu"
            short.input.append(gelus[id(node)])
            short.output.append(node.output[0])
            nodes.append(short)
        else:
            nodes.append(node)
    return replace(source, nodes=in_order(nodes, source.outputs))
