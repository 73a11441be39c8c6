"""The same elements elsewhere: Flatten, Reshape, Transpose, Concat, Pad."""

from collections.abc import Sequence
from itertools import chain, product

from zkpair_python.inference.graph.model import Node, concrete
from zkpair_python.inference.lists import Nested, flat, nested, shape


def flatten(node: Node, operands: Sequence[Nested]) -> Nested:
    """[N, all the rest]."""
    return [flat(sample) for sample in operands[0]]


def reshape(node: Node, operands: Sequence[Nested]) -> Nested:
    """The elements in C order in another shape; 0 in front of it is the batch."""
    (x,) = operands
    sizes = node.integers("shape")
    return nested(flat(x), concrete(sizes, len(x)) if sizes else sizes)


def transpose(node: Node, operands: Sequence[Nested]) -> Nested:
    """y[i_perm0][i_perm1]… = x[i_0][i_1]…"""
    (x,) = operands
    sizes, perm = shape(x), node.integers("perm")
    strides = [1] * len(sizes)
    for axis in reversed(range(len(sizes) - 1)):
        strides[axis] = strides[axis + 1] * sizes[axis + 1]
    elements, new_sizes = flat(x), [sizes[axis] for axis in perm]
    along = [[i * strides[axis] for i in range(sizes[axis])] for axis in perm]
    return nested([elements[sum(places)] for places in product(*along)], new_sizes)


def concat(node: Node, operands: Sequence[Nested]) -> Nested:
    """One after another along an axis."""

    def joined(values: Sequence[Nested], axis: int) -> Nested:
        if axis == 0:
            return list(chain.from_iterable(values))
        return [joined(parts, axis - 1) for parts in zip(*values, strict=True)]

    return joined(operands, node.integer("axis"))


def pad(node: Node, operands: Sequence[Nested]) -> Nested:
    """`pads` elements before every axis, then after every axis."""
    (x,) = operands
    sizes, pads, value = shape(x), node.integers("pads"), node.real("value")

    def padded(part: Nested, axis: int) -> Nested:
        if axis == len(sizes):
            return part
        inner = [sizes[a] + pads[a] + pads[len(sizes) + a] for a in range(axis + 1, len(sizes))]
        before, after = ([filled(inner) for _ in range(pads[side])] for side in (axis, len(sizes) + axis))
        return [*before, *(padded(each, axis + 1) for each in part), *after]

    def filled(inner: Sequence[int]) -> Nested:
        return [filled(inner[1:]) for _ in range(inner[0])] if inner else value

    return padded(x, 0)
