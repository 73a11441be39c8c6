"""Windows over [N, C, H, W], for convolution and pooling."""

from __future__ import annotations

import math

import numpy as np

from zkpair_graph.graph import Array, Node
from zkpair_graph.windows import reach

CHUNK_BYTES = 2**26
"""The columns of a convolution are made for so many samples at a time."""


def windows(node: Node, x: Array, kernel: tuple[int, ...], outside: float) -> Array:
    """[N, C, H', W', kh, kw]: what lies under each window, `outside` over padding. A view where it can be."""
    (top, left, bottom, right), (stride_h, stride_w) = node.integers("pads"), node.integers("strides")
    dilation_h, dilation_w = node.integers("dilations")
    if max(top, left, bottom, right):
        x = np.pad(x, [(0, 0), (0, 0), (top, bottom), (left, right)], constant_values=outside)
    covered = (reach(kernel[0], dilation_h), reach(kernel[1], dilation_w))
    all_windows = np.lib.stride_tricks.sliding_window_view(x, covered, axis=(2, 3))
    return all_windows[:, :, ::stride_h, ::stride_w, ::dilation_h, ::dilation_w]


def pooled(node: Node, x: Array, outside: float) -> Array:
    """The windows of a pooling node."""
    return windows(node, x, node.integers("kernel"), outside)


def linear_windows(node: Node, x: Array, w: Array) -> Array:
    """[N, O, H', W']: Σ w[o, i, r, c]·(what lies under the window), by groups. All in float64."""
    per_sample = math.prod(w.shape[2:]) * math.prod(x.shape[1:]) * 8
    step = max(1, CHUNK_BYTES // per_sample)
    parts = [_linear_windows(node, x[first : first + step], w) for first in range(0, max(len(x), 1), step)]
    return np.concatenate(parts)


def _linear_windows(node: Node, x: Array, w: Array) -> Array:
    groups = node.integer("groups")
    under = windows(node, x, w.shape[2:], 0)
    size, _, high, wide = under.shape[:4]
    columns = under.transpose(0, 2, 3, 1, 4, 5).reshape(size * high * wide, groups, math.prod(w.shape[1:]))
    weights = w.reshape(groups, len(w) // groups, -1)
    sums = np.matmul(columns.transpose(1, 0, 2), weights.transpose(0, 2, 1))
    by_channel = sums.reshape(groups, size, high * wide, len(w) // groups).transpose(1, 0, 3, 2)
    return np.ascontiguousarray(by_channel).reshape(size, len(w), high, wide)


def average(node: Node, x: Array) -> Array:
    """Average pooling in floats; padding is 0 and is counted or not."""
    sums = pooled(node, x, 0.0).sum(axis=(-2, -1))
    if node.integer("count_include_pad"):
        return np.asarray(sums / math.prod(node.integers("kernel")))
    return np.asarray(sums / pooled(node, np.ones_like(x[:1, :1]), 0.0).sum(axis=(-2, -1)))
