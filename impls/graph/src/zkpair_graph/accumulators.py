"""Integer layers cannot wrap: Σ|w|·max|x| + |b| + 2^(s−1) < p/2, p = 2^31 − 2^24 + 1, for every accumulator.

p is KoalaBear's modulus, in which the same sums are proven; what stays below p/2 fits int32 as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from zkpair_graph.errors import AccumulatorOverflow, MalformedModel
from zkpair_graph.graph import Graph, Node, Shape

MODULUS = 2**31 - 2**24 + 1
BOUND = MODULUS // 2
"""An accumulator's absolute value, rounding included, is at most BOUND."""

MAX_X = 128
MAX_SHIFT = 30
LONGEST_SOFTMAX = 8191
LONGEST_NORM = 1024
NORM_FRACTION_BITS = 8
MAX_EPSILON = 2**44


def rounding(shift: int) -> int:
    """2^(s−1), or 0 for s = 0: what requantisation adds before it shifts."""
    return 1 << (shift - 1) if shift else 0


def refuse_beyond(layer: str, reached: int) -> None:
    if reached > BOUND:
        raise AccumulatorOverflow(layer, reached, BOUND + 1)


def check_accumulators(graph: Graph, shapes: Mapping[str, Shape]) -> None:
    """Hold every node of an integer graph to its bounds: accumulators, shifts, clamps, tables."""
    for node in graph.nodes:
        _clamp(node)
        check_node(graph, node, [shapes[name] for name in node.inputs])


def _clamp(node: Node) -> None:
    if "lo" in node.attributes and not -128 <= node.integer("lo") <= node.integer("hi") <= 127:
        raise MalformedModel(f"{node}: lo and hi must lie in -128 … 127")
    if node.op == "Pad" and not -128 <= node.integer("value") <= 127:
        raise MalformedModel(f"{node}: the value must lie in -128 … 127")
    shift = node.attributes.get("shift", 0)
    for s in shift if isinstance(shift, tuple) else (shift,):
        if not 0 <= s <= MAX_SHIFT:
            raise MalformedModel(f"{node}: shift {s} is not in 0 … {MAX_SHIFT}")


def check_node(graph: Graph, node: Node, shapes: Sequence[Shape]) -> None:
    if node.op in ("Linear", "Conv", "LayerNorm"):
        _channels(graph, node, shapes)
    elif node.op == "Softmax":
        _softmax(graph, node, shapes)
    elif node.op in ("Requantise", "Add", "Sub", "Mul", "MatMul", "AveragePool"):
        refuse_beyond(str(node), _reached(graph, node, shapes) + rounding(node.integer("shift")))


def _reached(graph: Graph, node: Node, shapes: Sequence[Shape]) -> int:
    """The largest |accumulator| of the operators with one shift, without rounding."""
    largest = [_largest(graph, name) for name in node.inputs]
    if node.op == "Requantise":
        return largest[0] << _left(node, (node.integer("left"),))[0]
    if node.op in ("Add", "Sub"):
        left = _left(node, node.integers("left"))
        if len(left) != 2:
            raise MalformedModel(f"{node}: expected two left shifts")
        return (largest[0] << left[0]) + (largest[1] << left[1])
    if node.op == "Mul":
        return largest[0] * largest[1]
    if node.op == "MatMul":
        return shapes[0][-1] * largest[0] * largest[1]
    multiplier = node.integer("multiplier")
    if multiplier < 0:
        raise MalformedModel(f"{node}: the multiplier is negative")
    return multiplier * math.prod(node.integers("kernel")) * MAX_X


def _left(node: Node, left: Sequence[int]) -> Sequence[int]:
    if not all(0 <= shift <= MAX_SHIFT for shift in left):
        raise MalformedModel(f"{node}: left shifts lie in 0 … {MAX_SHIFT}")
    return left


def _largest(graph: Graph, name: str) -> int:
    if name not in graph.tensors:
        return MAX_X
    return int(np.abs(graph.tensors[name].astype(np.int64)).max())


def _channels(graph: Graph, node: Node, shapes: Sequence[Shape]) -> None:
    """The operators with weights, a bias and a shift for each channel."""
    weights, bias = (graph.tensors[name].astype(np.int64) for name in node.inputs[1:])
    shift = node.integers("shift")
    if len(shift) != len(bias):
        raise MalformedModel(f"{node}: {len(shift)} shifts for {len(bias)} channels")
    if node.op == "LayerNorm":
        n = shapes[0][-1]
        if n > LONGEST_NORM:
            raise AccumulatorOverflow(str(node), n, LONGEST_NORM + 1)
        if not 0 <= node.integer("epsilon") <= MAX_EPSILON:
            raise MalformedModel(f"{node}: epsilon is not in 0 … 2^44")
        sums = np.abs(weights) * ((math.isqrt(n) + 2) << NORM_FRACTION_BITS)
    else:
        sums = np.abs(weights).reshape(len(bias), -1).sum(axis=1) * MAX_X
    reached = sums + np.abs(bias) + np.array([rounding(s) for s in shift], np.int64)
    channel = int(np.argmax(reached))
    refuse_beyond(f"{node}, channel {channel}", int(reached[channel]))


def _softmax(graph: Graph, node: Node, shapes: Sequence[Shape]) -> None:
    """E·2^(e+1) + ΣE < 2^31·… stays in int64, and 2·ΣE below p: at most 8191 terms of at most 2^16."""
    table = graph.tensors[node.inputs[1]].astype(np.int64)
    if table.min() < 0 or table.max() > 2**16 or table[0] < 1:
        raise MalformedModel(f"{node}: the table holds integers from 0 to 2^16, and its first is not 0")
    if not 0 <= node.integer("exponent") <= 7:
        raise MalformedModel(f"{node}: exponent is not in 0 … 7")
    length = shapes[0][node.integer("axis")]
    if length > LONGEST_SOFTMAX:
        raise AccumulatorOverflow(str(node), length, LONGEST_SOFTMAX + 1)
