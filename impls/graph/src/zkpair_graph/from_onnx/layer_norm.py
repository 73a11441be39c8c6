"""LayerNormalization spelt out: m = mean x, d = x − m, d / √(mean d² + ε)·g + b, as before opset 17."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_graph.from_onnx.finder import Finder
from zkpair_graph.from_onnx.messages import Node


@dataclass(frozen=True)
class Found:
    """The last node, and names of x, g and b; ε."""

    last: Node
    x: str
    scale: str
    bias: str
    epsilon: float


def layer_norm_of(finder: Finder, sqrt: Node) -> Found | None:
    """The LayerNormalization over the last axis that this Sqrt belongs to."""
    plus = finder.maker(sqrt.input[0], "Add")
    if plus is None or len(plus.input) != 2:
        return None
    epsilon_name = next((name for name in plus.input if name in finder.constants), "")
    mean = finder.maker(finder.other(plus, epsilon_name), "ReduceMean")
    if not epsilon_name or mean is None or not _over_the_last(mean):
        return None
    centred = _squared(finder, mean.input[0])
    minus = None if centred is None else finder.maker(centred, "Sub")
    if minus is None or len(minus.input) != 2:
        return None
    x = str(minus.input[0])
    inner_mean = finder.maker(minus.input[1], "ReduceMean")
    if inner_mean is None or inner_mean.input[0] != x or not _over_the_last(inner_mean):
        return None
    quotient = finder.only_user(sqrt.output[0], "Div")
    if quotient is None or list(quotient.input) != [centred, sqrt.output[0]]:
        return None
    product = finder.only_user(quotient.output[0], "Mul")
    last = None if product is None else finder.only_user(product.output[0], "Add")
    if product is None or last is None:
        return None
    scale, bias = finder.other(product, quotient.output[0]), finder.other(last, product.output[0])
    if scale not in finder.weights or bias not in finder.weights:
        return None
    return Found(last, x, scale, bias, finder.constants[epsilon_name])


def _squared(finder: Finder, name: str) -> str | None:
    """The value whose square that is, by Pow or Mul."""
    power = finder.maker(name, "Pow")
    if power is not None and len(power.input) == 2 and finder.is_constant(power.input[1], 2.0):
        return str(power.input[0])
    product = finder.maker(name, "Mul")
    if product is not None and len(product.input) == 2 and product.input[0] == product.input[1]:
        return str(product.input[0])
    return None


def _over_the_last(mean: Node) -> bool:
    """axes=[-1], as an attribute, the axis kept."""
    attributes = {attribute.name: attribute for attribute in mean.attribute}
    axes, keep = attributes.get("axes"), attributes.get("keepdims")
    return len(mean.input) == 1 and axes is not None and list(axes.ints) == [-1] and (keep is None or keep.i == 1)
