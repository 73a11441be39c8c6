"""GELU spelt out: x/2·(1 + erf(x/√2)) as Div or Mul, Erf, Add, Mul, Mul, in the orders in which exporters write it."""

from __future__ import annotations

import math

from zkpair_graph.from_onnx.finder import Finder
from zkpair_graph.from_onnx.messages import Node


def _halved(finder: Finder, name: str, x: str) -> bool:
    """Is that value x/2, used once?"""
    node = finder.makers.get(name)
    if node is None or finder.uses[name] != 1 or len(node.input) != 2 or x not in node.input:
        return False
    if node.op_type == "Mul":
        return finder.is_constant(finder.other(node, x), 0.5)
    return bool(node.op_type == "Div" and node.input[0] == x and finder.is_constant(node.input[1], 2.0))


def gelu_of(finder: Finder, erf: Node) -> tuple[Node, str] | None:
    """The last node of the GELU that this Erf belongs to, and its x."""
    inner = finder.makers.get(erf.input[0])
    if inner is None or len(inner.input) != 2:
        return None
    if inner.op_type == "Div" and finder.is_constant(inner.input[1], math.sqrt(2.0)):
        x = str(inner.input[0])
    elif inner.op_type == "Mul" and any(finder.is_constant(name, math.sqrt(0.5)) for name in inner.input):
        x = next((str(name) for name in inner.input if not finder.is_constant(name, math.sqrt(0.5))), "")
    else:
        return None
    plus = finder.only_user(erf.output[0], "Add")
    if plus is None or not finder.is_constant(finder.other(plus, erf.output[0]), 1.0):
        return None
    product = finder.only_user(plus.output[0], "Mul")
    if product is None:
        return None
    factor = finder.other(product, plus.output[0])
    if _halved(finder, factor, x):  # (x/2)·(1 + erf)
        return product, x
    if factor == x:  # (x·(1 + erf))/2
        last = finder.only_user(product.output[0], "Mul")
        if last is not None and finder.is_constant(finder.other(last, product.output[0]), 0.5):
            return last, x
    if finder.is_constant(factor, 0.5):  # x·((1 + erf)/2)
        last = finder.only_user(product.output[0], "Mul")
        if last is not None and finder.other(last, product.output[0]) == x:
            return last, x
    return None
