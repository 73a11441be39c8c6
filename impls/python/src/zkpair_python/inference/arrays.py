"""What the engines in NumPy share: tensors as arrays, windows over images, padding, taking by index."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from zkpair_python.inference.cell import Given
from zkpair_python.inference.graph.errors import ShapeMismatchError
from zkpair_python.inference.graph.model import Node, Tensor

Array = np.ndarray[Any, np.dtype[Any]]

DTYPES = {"f32": "<f4", "i8": "i1", "i32": "<i4", "u8": "u1"}


def of_tensor(tensor: Tensor) -> Array:
    """Weights as they lie in the file."""
    return np.frombuffer(tensor.data, DTYPES[tensor.type]).reshape(tensor.shape)


def of_input(given: Given) -> Array:
    """An input for the whole batch."""
    return np.array(given.numbers, DTYPES[given.type]).reshape(given.shape)


def padded(x: Array, pads: Sequence[int], value: float) -> Array:
    """`pads` elements before every axis, then after every axis."""
    n = x.ndim
    return np.pad(x, [(pads[axis], pads[n + axis]) for axis in range(n)], constant_values=value)


def windows(node: Node, x: Array, kernel: Sequence[int], outside: float) -> Array:
    """[N, C, P, Q, kh, kw], a view: what lies under each window of [N, C, H, W], `outside` over padding.

    y[n, c, p, q, r, t] = x[n, c, p·s + r·d − top, q·s' + t·d' − left]
    """
    top, left, bottom, right = node.integers("pads")
    if top or left or bottom or right:
        x = padded(x, (0, 0, top, left, 0, 0, bottom, right), outside)
    return strided_windows(node, x, kernel)


def strided_windows(node: Node, x: Array, kernel: Sequence[int]) -> Array:
    """The same of an image that has its padding already."""
    (stride_h, stride_w), (dilation_h, dilation_w) = node.integers("strides"), node.integers("dilations")
    reach = (dilation_h * (kernel[0] - 1) + 1, dilation_w * (kernel[1] - 1) + 1)
    every = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    return np.asarray(every[:, :, ::stride_h, ::stride_w, ::dilation_h, ::dilation_w])


def require_indices(node: Node, indices: Array, size: int) -> None:
    """Raises ShapeMismatchError for an index beyond an axis of `size` elements."""
    if prod(indices.shape) and (int(indices.min()) < 0 or int(indices.max()) >= size):
        raise ShapeMismatchError(f"{node}: an index lies beyond an axis of {size} elements")


def gathered(node: Node, a: Array, indices: Array) -> Array:
    """a[…, index, …] along the axis, for every index."""
    axis = node.integer("axis")
    require_indices(node, indices, a.shape[axis])
    return np.take(a, indices, axis=axis)
