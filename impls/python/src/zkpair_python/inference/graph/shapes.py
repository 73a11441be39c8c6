"""The shape of a node's output from those of its operands. 0 in front stands for the batch: no operator moves it, sums
over it or mixes it with another axis.
"""

from collections.abc import Callable, Sequence
from math import prod

from zkpair_python.inference.graph.errors import MalformedGraphError, ShapeMismatchError
from zkpair_python.inference.graph.limits import LONGEST_SIDE, RANK, VALUE_ELEMENTS, elements, require
from zkpair_python.inference.graph.model import Node, Shape


def require_possible(where: str, shape: Shape) -> None:
    if any(not 1 <= size <= LONGEST_SIDE for size in shape[1:]) or not 0 <= (shape or (1,))[0] <= LONGEST_SIDE:
        raise MalformedGraphError(f"{where}: impossible shape {list(shape)}; only the first may be 0, for the batch")
    require(f"{where}: elements", elements(shape), VALUE_ELEMENTS)


def shape_of(node: Node, operands: Sequence[Shape]) -> Shape:
    """Raises ShapeMismatchError where the operands do not fit."""
    shape = RULES[node.op](node, operands)
    require(f"{node}: rank", len(shape), RANK)
    if any(not 0 <= size <= LONGEST_SIDE for size in shape) or 0 in shape[1:]:
        raise _wrong(node, f"{shown(operands)} would give {list(shape)}: empty or impossible")
    require(f"{node}: elements", elements(shape), VALUE_ELEMENTS)
    return shape


def shown(shapes: Sequence[Shape]) -> str:
    return " and ".join(str(list(shape)) for shape in shapes)


def _wrong(node: Node, reason: str) -> ShapeMismatchError:
    return ShapeMismatchError(f"{node}: {reason}")


def _axis(node: Node, shape: Shape) -> int:
    axis = node.integer("axis")
    if not 0 <= axis < len(shape) or (axis == 0 and shape[0] == 0):
        raise _wrong(node, f"axis {axis} of {list(shape)} does not exist or is the batch")
    return axis


def _same(node: Node, operands: Sequence[Shape]) -> Shape:
    return operands[0]


def _broadcast(node: Node, operands: Sequence[Shape]) -> Shape:
    """NumPy's: from the last axis on, equal or 1. The batch meets the batch, or a 1."""
    rank = max(map(len, operands))
    batched = any(shape[:1] == (0,) for shape in operands)
    if batched and any(shape[:1] == (0,) and len(shape) < rank for shape in operands):
        raise _wrong(node, f"{shown(operands)}: the batch would meet another axis")
    a, c = ((1,) * (rank - len(shape)) + tuple(shape) for shape in operands)
    if any(x != y and 1 not in (x, y) for x, y in zip(a, c, strict=True)):
        raise _wrong(node, f"{shown(operands)} cannot be broadcast")
    return tuple(y if x == 1 else x for x, y in zip(a, c, strict=True))


def _linear(node: Node, operands: Sequence[Shape]) -> Shape:
    x, w, b = operands
    if len(w) != 2 or b != w[:1] or not x or x[-1] != w[1]:
        raise _wrong(node, f"{shown(operands)}, expected [..., in], [out, in] and [out]")
    return (*x[:-1], w[0])


def _windows(node: Node, kernel: Sequence[int], sizes: Sequence[int]) -> Shape:
    """o = ⌊(i + before + after − dilation·(k − 1) − 1)/stride⌋ + 1 for height and width."""
    strides, pads, dilations = (node.integers(name) for name in ("strides", "pads", "dilations"))
    if not len(kernel) == len(strides) == len(dilations) == 2 or len(pads) != 4:
        raise _wrong(node, "kernel, strides and dilations are for two axes, pads for four sides")
    if min(*kernel, *strides, *dilations) < 1 or min(pads) < 0:
        raise _wrong(node, "kernel, strides and dilations are at least 1, pads at least 0")
    if max(*kernel, *strides, *dilations, *pads) > LONGEST_SIDE:
        raise _wrong(node, "kernel, strides, dilations and pads are below 2^31")
    return tuple(
        (sizes[a] + pads[a] + pads[2 + a] - dilations[a] * (kernel[a] - 1) - 1) // strides[a] + 1 for a in range(2)
    )


def _conv(node: Node, operands: Sequence[Shape]) -> Shape:
    x, w, b = operands
    groups = node.integer("groups")
    if len(x) != 4 or len(w) != 4 or b != w[:1]:
        raise _wrong(node, f"{shown(operands)}, expected [N, I, H, W], [O, I/groups, kh, kw] and [O]")
    if groups < 1 or w[1] * groups != x[1] or w[0] % groups:
        raise _wrong(node, f"{x[1]} channels in, {w[0]} out and weights for {w[1]} do not fit {groups} groups")
    return (x[0], w[0], *_windows(node, w[2:], x[2:]))


def _image(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    if len(x) != 4:
        raise _wrong(node, f"{list(x)}, expected [N, C, H, W]")
    return x


def _pool(node: Node, operands: Sequence[Shape]) -> Shape:
    x = _image(node, operands)
    kernel, pads, dilations = (node.integers(name) for name in ("kernel", "pads", "dilations"))
    shape = (*x[:2], *_windows(node, kernel, x[2:]))
    for a in range(2):
        if max(pads[a], pads[2 + a]) > dilations[a] * (kernel[a] - 1):
            raise _wrong(node, "a window could lie in the padding alone: pads are below the kernel")
        if any(pads) and dilations[a] > x[2 + a]:
            raise _wrong(node, "a window could step over the input: with pads, dilations are at most its sides")
    return shape


def _flatten(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    if not x:
        raise _wrong(node, "a scalar has no axis to keep")
    return (x[0], prod(x[1:]))


def _reshape(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    shape = node.integers("shape")
    if any(size < 0 for size in shape) or (shape[:1] == (0,)) != (x[:1] == (0,)) or elements(shape) != elements(x):
        raise _wrong(node, f"{list(x)} cannot become {list(shape)}")
    return shape


def _transpose(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    perm = node.integers("perm")
    if sorted(perm) != list(range(len(x))) or (x[:1] == (0,) and perm[0] != 0):
        raise _wrong(node, f"{list(perm)} is no permutation of {list(x)} that leaves the batch in front")
    return tuple(x[axis] for axis in perm)


def _concat(node: Node, operands: Sequence[Shape]) -> Shape:
    axis = _axis(node, operands[0])
    if len({(len(x), x[:axis], x[axis + 1 :]) for x in operands}) > 1:
        raise _wrong(node, f"{shown(operands)} differ in more than axis {axis}")
    return (*operands[0][:axis], sum(x[axis] for x in operands), *operands[0][axis + 1 :])


def _gather(node: Node, operands: Sequence[Shape]) -> Shape:
    data, indices = operands
    axis = _axis(node, data)
    if indices[:1] == (0,) and (data[:1] == (0,) or axis != 0):
        raise _wrong(node, "indices with a batch gather from axis 0 of a tensor alone")
    return (*data[:axis], *indices, *data[axis + 1 :])


def _matmul(node: Node, operands: Sequence[Shape]) -> Shape:
    a, c = operands
    if len(a) < 2 or len(c) < 2 or a[-1] != c[-2] or 0 in (a[-1], *c[-2:]):
        raise _wrong(node, f"{shown(operands)} cannot be multiplied: expected [..., m, k] and [..., k, n]")
    if a[-2] == 0 and len(c) > 2:
        raise _wrong(node, f"{shown(operands)}: the batch would meet another axis")
    return (*_broadcast(node, [a[:-2], c[:-2]]), a[-2], c[-1])


def _pad(node: Node, operands: Sequence[Shape]) -> Shape:
    (x,) = operands
    pads, n = node.integers("pads"), len(x)
    if len(pads) != 2 * n or any(not 0 <= pad <= LONGEST_SIDE for pad in pads):
        raise _wrong(node, f"pads {list(pads)}, expected {2 * n} of at least 0")
    if x[:1] == (0,) and (pads[0] or pads[n]):
        raise _wrong(node, "the batch cannot be padded")
    return tuple(size + pads[i] + pads[n + i] for i, size in enumerate(x))


def _softmax(node: Node, operands: Sequence[Shape]) -> Shape:
    _axis(node, operands[0])
    return operands[0] if len(operands) == 1 else _table(node, operands)


def _table(node: Node, operands: Sequence[Shape]) -> Shape:
    if operands[1] != (256,):
        raise _wrong(node, f"a table of shape {list(operands[1])}, expected [256]")
    return operands[0]


def _layer_norm(node: Node, operands: Sequence[Shape]) -> Shape:
    x, g, b = operands
    if not x or not g == b == x[-1:]:
        raise _wrong(node, f"{shown(operands)}, expected [..., n], [n] and [n]")
    return x


RULES: dict[str, Callable[[Node, Sequence[Shape]], Shape]] = {
    **dict.fromkeys(("Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "Gelu", "Requantise"), _same),
    **dict.fromkeys(("Add", "Sub", "Mul"), _broadcast),
    **dict.fromkeys(("MaxPool", "AveragePool"), _pool),
    "Linear": _linear,
    "Conv": _conv,
    "GlobalAveragePool": lambda node, operands: (*_image(node, operands)[:2], 1, 1),
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Concat": _concat,
    "Gather": _gather,
    "MatMul": _matmul,
    "Pad": _pad,
    "Softmax": _softmax,
    "Table": _table,
    "LayerNorm": _layer_norm,
}
