"""The shape of every value, from the shapes of the inputs. Raises ShapeMismatch where two do not fit.

A 0 in front stands for the batch: no operator may move it, sum over it or mix it with other dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from zkpair_graph.errors import ShapeMismatch
from zkpair_graph.graph import Graph, Node, Shape
from zkpair_graph.limits import DEFAULT, Limits, elements, require
from zkpair_graph.windows import window_sizes

LONGEST_SIDE = 2**31 - 1


def infer(graph: Graph, limits: Limits = DEFAULT) -> dict[str, Shape]:
    """Name -> shape, of inputs, tensors and values. The nodes must be in topological order."""
    shapes: dict[str, Shape] = {port.name: port.shape for port in graph.inputs}
    shapes.update({name: tuple(tensor.shape) for name, tensor in graph.tensors.items()})
    for node in graph.nodes:
        shapes[node.output] = shape_of(node, [shapes[name] for name in node.inputs], graph.tensors, limits)
    return shapes


def shape_of(node: Node, operands: Sequence[Shape], tensors: Mapping[str, object], limits: Limits = DEFAULT) -> Shape:
    """The shape of a node's output."""
    for name, operand in zip(node.inputs, operands, strict=True):
        if name in tensors and 0 in operand:
            raise ShapeMismatch(str(node), f"the tensor {name} of shape {list(operand)} is empty")
    shape = _RULES[node.op](node, operands)
    require(f"{node}: rank", len(shape), limits.rank)
    if any(size < 0 or size > LONGEST_SIDE for size in shape) or 0 in shape[1:]:
        raise ShapeMismatch(str(node), f"gives {list(shape)} from {_shown(operands)}: an empty or impossible shape")
    require(f"{node}: elements", elements(shape), limits.value_elements)
    return shape


def _shown(operands: Sequence[Shape]) -> str:
    return " and ".join(str(list(shape)) for shape in operands)


def _refuse(node: Node, reason: str) -> ShapeMismatch:
    return ShapeMismatch(str(node), reason)


def _axis(node: Node, rank: int, batched: bool) -> int:
    axis = node.integer("axis")
    if not 0 <= axis < rank:
        raise _refuse(node, f"axis {axis} does not exist in rank {rank}")
    if batched and axis == 0:
        raise _refuse(node, "axis 0 is the batch")
    return axis


def _same(node: Node, operands: Sequence[Shape]) -> Shape:
    return operands[0]


def broadcast(node: Node, operands: Sequence[Shape]) -> Shape:
    """NumPy's broadcasting; the batch meets only the batch, or a 1."""
    a, b = operands
    rank = max(len(a), len(b))
    if 0 in (a[:1] + b[:1]) and any(shape[:1] == (0,) and len(shape) < rank for shape in (a, b)):
        raise _refuse(node, f"{_shown(operands)}: the batch would meet another axis")
    full_a, full_b = ((1,) * (rank - len(shape)) + shape for shape in (a, b))
    result = []
    for x, y in zip(full_a, full_b, strict=True):
        if x != y and 1 not in (x, y):
            raise _refuse(node, f"{_shown(operands)} cannot be broadcast")
        result.append(y if x == 1 else x)
    return tuple(result)


def _linear(node: Node, operands: Sequence[Shape]) -> Shape:
    x, w, b = operands
    if len(w) != 2 or b != w[:1] or len(x) < 1 or x[-1] != w[1]:
        raise _refuse(node, f"x {list(x)}, w {list(w)}, b {list(b)}: expected [..., in], [out, in], [out]")
    return (*x[:-1], w[0])


def _window(node: Node, axes: int, kernel: Sequence[int], sizes: Sequence[int]) -> Shape:
    strides, pads, dilations = node.integers("strides"), node.integers("pads"), node.integers("dilations")
    if not len(kernel) == len(strides) == len(dilations) == axes or len(pads) != 2 * axes:
        raise _refuse(node, f"kernel, strides, dilations and pads must be for {axes} axes")
    if min(*kernel, *strides, *dilations) < 1 or min(pads) < 0:
        raise _refuse(node, "kernel, strides and dilations are at least 1, pads at least 0")
    if max(*kernel, *strides, *dilations, *pads) > LONGEST_SIDE:
        raise _refuse(node, "kernel, strides, dilations and pads are below 2^31")
    return window_sizes(sizes, kernel, strides, dilations, pads)


def _conv(node: Node, operands: Sequence[Shape]) -> Shape:
    x, w, b = operands
    groups = node.integer("groups")
    if len(x) != 4 or len(w) != 4 or b != w[:1]:
        raise _refuse(node, f"x {list(x)}, w {list(w)}, b {list(b)}: expected [N, C, H, W], [O, I/g, kh, kw], [O]")
    if groups < 1 or w[1] * groups != x[1] or w[0] % groups:
        raise _refuse(node, f"{x[1]} channels in, {w[0]} out and weights for {w[1]} do not fit {groups} groups")
    return (x[0], w[0], *_window(node, 2, w[2:], x[2:]))


def _pool(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    if len(x) != 4:
        raise _refuse(node, f"expected [N, C, H, W], got {list(x)}")
    kernel, pads, dilations = node.integers("kernel"), node.integers("pads"), node.integers("dilations")
    shape = (*x[:2], *_window(node, 2, kernel, x[2:]))
    if any(max(pads[a], pads[2 + a]) > dilations[a] * (kernel[a] - 1) for a in range(2)):
        raise _refuse(node, "a window could lie in the padding alone: pads are below the kernel")
    if any(pads) and any(dilations[a] > x[2 + a] for a in range(2)):
        raise _refuse(node, "a window could step over the input: with pads, dilations are at most its sides")
    return shape


def _global_pool(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    if len(x) != 4:
        raise _refuse(node, f"expected [N, C, H, W], got {list(x)}")
    return (*x[:2], 1, 1)


def _flatten(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    if len(x) < 1:
        raise _refuse(node, "a scalar has no axis to keep")
    return (x[0], math.prod(x[1:]))


def _reshape(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    shape = node.integers("shape")
    if any(size < 0 for size in shape) or (shape[:1] == (0,)) != (x[:1] == (0,)) or elements(shape) != elements(x):
        raise _refuse(node, f"{list(x)} cannot become {list(shape)}")
    return shape


def _transpose(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    perm = node.integers("perm")
    if sorted(perm) != list(range(len(x))):
        raise _refuse(node, f"{list(perm)} is no permutation of {len(x)} axes")
    if x[:1] == (0,) and perm[0] != 0:
        raise _refuse(node, "axis 0 is the batch and stays in front")
    return tuple(x[axis] for axis in perm)


def _concat(node: Node, operands: Sequence[Shape]) -> Shape:
    first = operands[0]
    axis = _axis(node, len(first), first[:1] == (0,))
    if any(
        len(x) != len(first) or (*x[:axis], *x[axis + 1 :]) != (*first[:axis], *first[axis + 1 :]) for x in operands
    ):
        raise _refuse(node, f"{_shown(operands)} differ in more than axis {axis}")
    return (*first[:axis], sum(x[axis] for x in operands), *first[axis + 1 :])


def _gather(node: Node, operands: Sequence[Shape]) -> Shape:
    data, indices = operands
    batched = data[:1] == (0,)
    axis = _axis(node, len(data), batched)
    if indices[:1] == (0,) and (batched or axis != 0):
        raise _refuse(node, "indices with a batch can only gather from axis 0 of a tensor")
    return (*data[:axis], *indices, *data[axis + 1 :])


def _matmul(node: Node, operands: Sequence[Shape]) -> Shape:
    a, b = operands
    rows_are_the_batch = len(a) == len(b) == 2 and a[0] == 0
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-2] or 0 in (a[-1], *b[-2:]) or (a[-2] == 0 and not rows_are_the_batch):
        raise _refuse(node, f"{_shown(operands)} cannot be multiplied: expected [..., m, k] and [..., k, n]")
    return (*broadcast(node, [a[:-2], b[:-2]]), a[-2], b[-1])


def _pad(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    pads, n = node.integers("pads"), len(x)
    if len(pads) != 2 * n or any(not 0 <= pad <= LONGEST_SIDE for pad in pads):
        raise _refuse(node, f"expected {2 * n} pads of at least 0, got {list(pads)}")
    if x[:1] == (0,) and (pads[0] or pads[n]):
        raise _refuse(node, "the batch cannot be padded")
    return tuple(size + pads[i] + pads[n + i] if size else 0 for i, size in enumerate(x))


def _softmax(node: Node, operands: Sequence[Shape]) -> Shape:
    _axis(node, len(operands[0]), operands[0][:1] == (0,))
    if node.inputs[1:] and operands[1] != (256,):
        raise _refuse(node, f"the table has shape {list(operands[1])}, expected [256]")
    return operands[0]


def _layer_norm(node: Node, operands: Sequence[Shape]) -> Shape:
    x, g, b = operands
    if not x or g != x[-1:] or b != x[-1:]:
        raise _refuse(node, f"x {list(x)}, g {list(g)}, b {list(b)}: expected [..., n], [n], [n]")
    return x


def _table(node: Node, operands: Sequence[Shape]) -> Shape:
    if operands[1] != (256,):
        raise _refuse(node, f"the table has shape {list(operands[1])}, expected [256]")
    return operands[0]


_RULES: dict[str, Callable[[Node, Sequence[Shape]], Shape]] = {
    **dict.fromkeys(("Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "Gelu", "Requantise"), _same),
    **dict.fromkeys(("Add", "Sub", "Mul"), broadcast),
    **dict.fromkeys(("MaxPool", "AveragePool"), _pool),
    "Linear": _linear,
    "Conv": _conv,
    "GlobalAveragePool": _global_pool,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Concat": _concat,
    "Gather": _gather,
    "MatMul": _matmul,
    "Pad": _pad,
    "Softmax": _softmax,
    "LayerNorm": _layer_norm,
    "Table": _table,
}
