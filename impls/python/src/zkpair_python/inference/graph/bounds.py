"""Integer layers cannot wrap: Σ|w|·max|x| + |b| + 2^(s−1) < p/2, p = 2^31 − 2^24 + 1, for every accumulator.

p is KoalaBear's modulus; what stays below p/2 fits int32 as well. And the bounds of tables, clamps and shifts.
"""

from collections.abc import Sequence
from math import isqrt, prod

from zkpair_python.inference.graph.errors import AccumulatorOverflowError, MalformedGraphError
from zkpair_python.inference.graph.model import Graph, Node

LARGEST_SUM = (2**31 - 2**24 + 1) // 2
MAX_X = 128
MAX_SHIFT = 30
LONGEST_SOFTMAX = 8191
LONGEST_NORM = 1024
NORM_BITS = 8
MAX_EPSILON = 2**44


def rounding(shift: int) -> int:
    """2^(s−1), or 0 for s = 0."""
    return 1 << (shift - 1) if shift else 0


def check(graph: Graph) -> None:
    """Raises AccumulatorOverflowError with the layer, MalformedGraphError for a shift, clamp or table out of range."""
    for node in graph.nodes:
        _ranges(node)
        if node.op in ("Linear", "Conv", "LayerNorm"):
            _channels(graph, node)
        elif node.op == "Softmax":
            _softmax(graph, node)
        elif "shift" in node.attributes:
            _refuse_beyond(str(node), _reached(graph, node) + rounding(node.integer("shift")))


def _within(node: Node, what: str, number: int, low: int, high: int) -> None:
    if not low <= number <= high:
        raise MalformedGraphError(f"{node}: {what} {number} is not in {low} … {high}")


def _ranges(node: Node) -> None:
    for name in ("lo", "hi"):
        if name in node.attributes:
            _within(node, name, node.integer(name), -128, 127)
    if node.op == "Pad":
        _within(node, "value", node.integer("value"), -128, 127)
    for name in ("shift", "left"):
        value = node.attributes.get(name, ())
        for shift in value if isinstance(value, tuple) else (value,):
            _within(node, name, int(shift), 0, MAX_SHIFT)


def _refuse_beyond(where: str, reached: int) -> None:
    if reached > LARGEST_SUM:
        raise AccumulatorOverflowError(f"{where}: the sum can reach {reached}, the bound is {LARGEST_SUM}")


def _largest(graph: Graph, name: str) -> int:
    return max(abs(int(q)) for q in graph.tensors[name].numbers()) if name in graph.tensors else MAX_X


def _reached(graph: Graph, node: Node) -> int:
    """The largest |accumulator| of an operator with one shift, without rounding."""
    largest = [_largest(graph, name) for name in node.inputs]
    if node.op == "Requantise":
        return largest[0] << node.integer("left")
    if node.op in ("Add", "Sub"):
        left = node.integers("left")
        if len(left) != 2:
            raise MalformedGraphError(f"{node}: {len(left)} left shifts, expected two")
        return (largest[0] << left[0]) + (largest[1] << left[1])
    if node.op == "Mul":
        return largest[0] * largest[1]
    if node.op == "MatMul":
        return graph.shapes[node.inputs[0]][-1] * largest[0] * largest[1]
    if node.integer("multiplier") < 0:
        raise MalformedGraphError(f"{node}: the multiplier is negative")
    return node.integer("multiplier") * prod(node.integers("kernel")) * MAX_X


def _channels(graph: Graph, node: Node) -> None:
    """Weights, a bias and a shift for each channel."""
    w, b = (graph.tensors[name].numbers() for name in node.inputs[1:])
    shift = node.integers("shift")
    if len(shift) != len(b):
        raise MalformedGraphError(f"{node}: {len(shift)} shifts for {len(b)} channels")
    each, largest = len(w) // len(b), MAX_X
    if node.op == "LayerNorm":
        n = graph.shapes[node.inputs[0]][-1]
        if n > LONGEST_NORM:
            raise AccumulatorOverflowError(f"{node}: {n} elements, at most {LONGEST_NORM}")
        _within(node, "epsilon", node.integer("epsilon"), 0, MAX_EPSILON)
        largest = (isqrt(n) + 2) << NORM_BITS
    for channel, (bias, s) in enumerate(zip(b, shift, strict=True)):
        weights: Sequence[float] = w[channel * each : (channel + 1) * each]
        reached = int(sum(map(abs, weights))) * largest + abs(int(bias)) + rounding(s)
        _refuse_beyond(f"{node}, channel {channel}", reached)


def _softmax(graph: Graph, node: Node) -> None:
    table = graph.tensors[node.inputs[1]].numbers()
    if min(table) < 0 or max(table) > 2**16 or table[0] < 1:
        raise MalformedGraphError(f"{node}: the table holds integers from 0 to 2^16, and its first is not 0")
    _within(node, "exponent", node.integer("exponent"), 0, 7)
    length = graph.shapes[node.inputs[0]][node.integer("axis")]
    if length > LONGEST_SOFTMAX:
        raise AccumulatorOverflowError(f"{node}: {length} elements along the axis, at most {LONGEST_SOFTMAX}")
