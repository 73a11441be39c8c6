"""Table: t[x + 128]."""

from collections.abc import Sequence

import numpy as np

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node


def table(node: Node, operands: Sequence[Array]) -> Array:
    x, t = operands
    return np.asarray(t[x + 128])
