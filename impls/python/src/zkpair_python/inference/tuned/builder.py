"""A plan while it grows: a list of NumPy calls, and where each value lies.

Values are arrays of their logical shape, [N, C, H, W] for images, over buffers in the order that suits those who
compute with them. Images lie with the batch last ([C, H, W, N] in memory): the columns of a convolution are then copied
in runs of W·N numbers, its product comes out in the same order, and pooling works on runs of N.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import prod

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Graph, Node, Shape, concrete

Step = Callable[[], object]
Buffers = dict[tuple[object, ...], Array]
"""What the plans of one graph share: buffers by node, use and shape. They are overwritten by every run."""


class Builder:
    """Appends steps for a tile of `size` samples."""

    def __init__(self, graph: Graph, weights: "Weights", inputs: dict[str, Array], buffers: Buffers, size: int) -> None:
        self.graph, self.weights, self.buffers, self.size = graph, weights, buffers, size
        self.values: dict[str, Array] = {**weights.arrays, **inputs}
        self.steps: list[Step] = []
        self.users: dict[str, list[Node]] = {}
        self.bordered: dict[str, Array] = {}
        self._free: set[str] = set()  # values in a buffer that nobody else reads: they may be overwritten
        for node in graph.nodes:
            for name in node.inputs:
                self.users.setdefault(name, []).append(node)

    def do(self, function: Callable[..., object], *arguments: object, **named: object) -> None:
        self.steps.append(partial(function, *arguments, **named))

    def shape(self, name: str) -> Shape:
        """Of a value, with the tile's batch."""
        return concrete(self.graph.shapes[name], self.size)

    def operand(self, node: Node, place: int = 0) -> Array:
        return self.values[node.inputs[place]]

    def buffer(self, node: Node, what: str, shape: Sequence[int], fill: float | None = None) -> Array:
        """float32, in C order; with `fill`, what no step overwrites stays so."""
        key = (node.output, what, *shape)
        if key not in self.buffers:
            self.buffers[key] = np.empty(shape, np.float32) if fill is None else np.full(shape, fill, np.float32)
        return self.buffers[key]

    def set(self, node: Node, value: Array, *, is_new: bool = True) -> None:
        """The node's value lies there; it is new, or it is a view of its first operand."""
        self.values[node.output] = value
        alone = node.output not in self.graph.outputs and len(self.users.get(node.output, [])) == 1
        if alone and (is_new or self._is_free(node.inputs[0])):
            self._free.add(node.output)

    def keep(self, node: Node) -> None:
        """Nobody may overwrite the node's value."""
        self._free.discard(node.output)

    def _is_free(self, name: str) -> bool:
        return name in self._free

    def output(self, node: Node, like: Array | None = None) -> Array:
        """Where an elementwise step puts the node's value, once and for all: within the border of the convolution that
        alone uses it, over its own operand, or into a buffer of its own, in the order of `like`.
        """
        border = self._border(node)
        if border is not None:
            return border
        shape = self.shape(node.output)
        if like is not None and like.shape == shape:
            for name in node.inputs:
                if self._is_free(name) and self.values[name] is like:
                    return like
            return self.scratch(node, "value", like)
        return self.buffer(node, "value", shape)

    def scratch(self, node: Node, what: str, like: Array) -> Array:
        """A buffer of the shape of `like`, its axes in the same order in memory."""
        order = np.argsort([-abs(stride) for stride in like.strides], kind="stable")
        return self.buffer(node, what, [like.shape[axis] for axis in order]).transpose(np.argsort(order))

    def image(self, node: Node) -> Array:
        """A new [N, C, H, W], the batch last in memory."""
        border = self._border(node)
        return self.image_buffer(node, "value", self.shape(node.output)) if border is None else border

    def image_buffer(self, node: Node, what: str, shape: Sequence[int], fill: float | None = None) -> Array:
        n, *rest = shape
        return self.buffer(node, what, (*rest, n), fill).transpose(3, 0, 1, 2)

    def _border(self, node: Node) -> Array | None:
        """The inside of the padded image that the value's only user, a convolution, computes with."""
        users = self.users.get(node.output, [])
        if len(users) != 1 or users[0].op != "Conv":
            return None
        pads = users[0].integers("pads")
        if not any(pads):
            return None
        n, c, high, wide = self.shape(node.output)
        top, left, bottom, right = pads
        whole = self.image_buffer(users[0], "border", (n, c, top + high + bottom, left + wide + right), 0.0)
        self.bordered[node.output] = whole
        return whole[:, :, top : top + high, left : left + wide]

    def contiguous(self, node: Node, what: str, value: Array) -> Array:
        """The value in C order, by a copying step where it is not."""
        if value.flags.c_contiguous:
            return value
        copy = self.buffer(node, what, value.shape)
        self.do(np.copyto, copy, value)
        return copy


class Weights:
    """The tensors of a graph, and the forms in which steps want them, each made once."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.arrays = arrays
        self._packed: dict[tuple[object, ...], Array] = {}

    def packed(self, form: str, names: Sequence[str], make: Callable[[], Array]) -> Array:
        key = (form, *names)
        if key not in self._packed:
            self._packed[key] = np.ascontiguousarray(make(), np.float32)
        return self._packed[key]


def batch_last(value: Array) -> Array | None:
    """[everything else, batch] of a value whose batch lies last in memory, else None."""
    moved = np.moveaxis(value, 0, -1)
    return moved.reshape(prod(moved.shape[:-1]), moved.shape[-1]) if moved.flags.c_contiguous else None
