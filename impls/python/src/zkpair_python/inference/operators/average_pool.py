"""AveragePool: Σ under the window / its area, or / the number of its elements that are no padding.

GlobalAveragePool: the mean of a whole channel.
"""

from collections.abc import Sequence
from math import prod

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, flat
from zkpair_python.inference.operators.window import axes, inside


def average_pool(node: Node, operands: Sequence[Nested]) -> Nested:
    (x,) = operands
    area = prod(node.integers("kernel")) if node.integer("count_include_pad") else None

    def channel(image: Nested) -> Nested:
        rows, columns = axes(node, node.integers("kernel"), image)
        lines: Nested = []
        for p in rows.positions():
            windows = [inside(image, rows.covered(p), columns.covered(q)) for q in columns.positions()]
            lines.append([sum(window) / (area or len(window)) for window in windows])
        return lines

    return [[channel(image) for image in sample] for sample in x]


def global_average_pool(node: Node, operands: Sequence[Nested]) -> Nested:
    (x,) = operands
    return [[[[sum(flat(image)) / len(flat(image))]] for image in sample] for sample in x]
