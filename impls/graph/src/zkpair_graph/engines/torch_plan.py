"""A float graph as a list of calls of torch's functions: torch does the work, the plan only names operands.

torch pads and pools the same on both sides of an axis alone, pools no further than half a kernel, and averages without
dilation; where a graph asks for more, the values are padded first and averages are convolutions with ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from zkpair_graph.graph import Array, Graph, Node

Tensor = Any
Call = Callable[..., Tensor]
"""Takes the operands of a node, tensors of torch."""


class Plan:
    """The calls in order, with the places of their operands; `run` takes the inputs of a graph and gives its outputs.

    A value's place is free again after its last use, so that memory stays what a few layers take.
    """

    def __init__(self, graph: Graph, torch: Any) -> None:
        places = {port.name: i for i, port in enumerate(graph.inputs)}
        self.inputs = len(places)
        self.template: list[Tensor] = [None] * (len(places) + len(graph.tensors) + len(graph.nodes))
        for name, tensor in graph.tensors.items():
            places[name] = len(places)
            self.template[places[name]] = torch.tensor(_native(tensor))
        self.steps: list[tuple[Call, tuple[int, ...], int, tuple[int, ...]]] = []
        last = {name: i for i, node in enumerate(graph.nodes) for name in node.inputs}
        kept = {*graph.outputs, *graph.tensors}
        for i, node in enumerate(graph.nodes):
            places[node.output] = len(places)
            done = tuple(places[name] for name in set(node.inputs) - kept if last[name] == i)
            operands = tuple(places[name] for name in node.inputs)
            self.steps.append((RULES[node.op](torch, node), operands, places[node.output], done))
        self.outputs = [places[name] for name in graph.outputs]

    def run(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        values = self.template.copy()
        values[: self.inputs] = inputs
        for call, operands, output, done in self.steps:
            values[output] = call(*[values[place] for place in operands])
            for place in done:
                values[place] = None
        return [values[place] for place in self.outputs]


def _native(tensor: Array) -> Array:
    """In this machine's byte order; indices as torch wants them."""
    return tensor.astype("i8" if tensor.dtype.kind == "i" else tensor.dtype.newbyteorder("="))


def _conv(torch: Any, node: Node) -> Call:
    strides, dilations, groups = node.integers("strides"), node.integers("dilations"), node.integer("groups")
    before, same = _padding(torch, node.integers("pads"), 0.0)
    convolve = torch.nn.functional.conv2d
    return lambda x, w, b: convolve(before(x), w, b, strides, same, dilations, groups)


def _padding(torch: Any, pads: tuple[int, ...], value: float, most: tuple[float, float] = (math.inf, math.inf)) -> Any:
    """What is done to the values before, and the padding that torch does by itself."""
    top, left, bottom, right = pads
    if top == bottom <= most[0] and left == right <= most[1]:
        return (lambda x: x), (top, left)
    pad = torch.nn.functional.pad
    return (lambda x: pad(x, (left, right, top, bottom), value=value)), (0, 0)


def _max_pool(torch: Any, node: Node) -> Call:
    kernel, strides, dilations = (node.integers(name) for name in ("kernel", "strides", "dilations"))
    before, same = _padding(torch, node.integers("pads"), -math.inf, (kernel[0] // 2, kernel[1] // 2))
    pool = torch.nn.functional.max_pool2d
    return lambda x: pool(before(x), kernel, strides, same, dilations)


def _average_pool(torch: Any, node: Node) -> Call:
    kernel, strides, dilations = (node.integers(name) for name in ("kernel", "strides", "dilations"))
    counted, pads = bool(node.integer("count_include_pad")), node.integers("pads")
    before, same = _padding(torch, pads, 0.0, (kernel[0] // 2, kernel[1] // 2))
    if dilations == (1, 1) and (counted or same == (pads[0], pads[1]) == (pads[2], pads[3])):
        pool = torch.nn.functional.avg_pool2d
        return lambda x: pool(before(x), kernel, strides, same, False, counted)
    convolve, pad = torch.nn.functional.conv2d, torch.nn.functional.pad
    window = torch.ones((1, 1, *kernel))
    around = (pads[1], pads[3], pads[0], pads[2])

    def sums(x: Tensor) -> Tensor:
        channels = x.shape[1]
        return convolve(pad(x, around), window.expand(channels, 1, *kernel), None, strides, 0, dilations, channels)

    if counted:
        return lambda x: sums(x) / math.prod(kernel)
    return lambda x: sums(x) / sums(torch.ones_like(x[:1]))


def _pad(torch: Any, node: Node) -> Call:
    pads, value = node.integers("pads"), node.real("value")
    n = len(pads) // 2
    order = [side for axis in reversed(range(n)) for side in (pads[axis], pads[n + axis])]
    pad = torch.nn.functional.pad
    return lambda x: pad(x, order, value=value)


def _reshape(torch: Any, node: Node) -> Call:
    shape = node.integers("shape")
    batched = shape[:1] == (0,)
    return lambda x: x.reshape((x.shape[0], *shape[1:]) if batched else shape)


def _gather(torch: Any, node: Node) -> Call:
    axis = node.integer("axis")

    def take(x: Tensor, indices: Tensor) -> Tensor:
        taken = x.index_select(axis, indices.reshape(-1).long())
        return taken.reshape((*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]))

    return take


def _layer_norm(torch: Any, node: Node) -> Call:
    eps, norm = node.real("eps"), torch.nn.functional.layer_norm
    return lambda x, g, b: norm(x, g.shape, g, b, eps)


def _leaky_relu(torch: Any, node: Node) -> Call:
    alpha, leaky = node.real("alpha"), torch.nn.functional.leaky_relu
    return lambda x: leaky(x, alpha)


def _clip(torch: Any, node: Node) -> Call:
    lo, hi = node.attributes.get("lo"), node.attributes.get("hi")
    return lambda x: x.clamp(lo, hi) if lo is not None or hi is not None else x


def _gelu(torch: Any, node: Node) -> Call:
    approximate, gelu = "tanh" if node.integer("approximate") else "none", torch.nn.functional.gelu
    return lambda x: gelu(x, approximate=approximate)


def _transpose(torch: Any, node: Node) -> Call:
    perm = node.integers("perm")
    return lambda x: x.permute(perm)


def _softmax(torch: Any, node: Node) -> Call:
    axis = node.integer("axis")
    return lambda x: x.softmax(axis)


def _concat(torch: Any, node: Node) -> Call:
    axis, concatenate = node.integer("axis"), torch.cat
    return lambda *parts: concatenate(parts, axis)


RULES: dict[str, Callable[[Any, Node], Call]] = {
    "Linear": lambda torch, node: torch.nn.functional.linear,
    "Conv": _conv,
    "Relu": lambda torch, node: torch.relu,
    "LeakyRelu": _leaky_relu,
    "Clip": _clip,
    "Sigmoid": lambda torch, node: torch.sigmoid,
    "Tanh": lambda torch, node: torch.tanh,
    "Gelu": _gelu,
    "Add": lambda torch, node: torch.add,
    "Sub": lambda torch, node: torch.sub,
    "Mul": lambda torch, node: torch.mul,
    "MatMul": lambda torch, node: torch.matmul,
    "MaxPool": _max_pool,
    "AveragePool": _average_pool,
    "GlobalAveragePool": lambda torch, node: lambda x: x.mean((2, 3), keepdim=True),
    "Flatten": lambda torch, node: lambda x: x.reshape(x.shape[0], -1),
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Concat": _concat,
    "Pad": _pad,
    "Gather": _gather,
    "Softmax": _softmax,
    "LayerNorm": _layer_norm,
}
