"""Conv: R(Σ_{i, r, c} w[o][i][r][c]·x[n][i][p·s + r·d − top][q·s' + c·d' − left] + b_o, s_o), 0 beyond the image; i
runs over the channels of o's group.
"""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array, windows
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.requantise import with_channel_shifts
from zkpair_python.inference.integers.sums import sums


def conv(node: Node, operands: Sequence[Array]) -> Array:
    x, w, b = operands
    channels_in, each_out = w.shape[1], len(w) // node.integer("groups")
    under = windows(node, x, w.shape[2:], 0)  # [N, I, P, Q, kh, kw]
    size, _, high, wide = under.shape[:4]
    parts = []
    for group in range(node.integer("groups")):
        columns = under[:, group * channels_in : (group + 1) * channels_in].transpose(0, 2, 3, 1, 4, 5)
        weights = w[group * each_out : (group + 1) * each_out]
        parts.append(sums(columns.reshape(size * high * wide, -1), weights.reshape(each_out, -1)))
    accumulator = np.concatenate(parts, axis=1) + b
    return with_channel_shifts(node, accumulator.reshape(size, high, wide, len(w)).transpose(0, 3, 1, 2), 1)
