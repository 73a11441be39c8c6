"""MaxPool: the largest element under each window; padding counts as −∞, so it is left out."""

from collections.abc import Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested
from zkpair_python.inference.operators.window import axes, inside


def max_pool(node: Node, operands: Sequence[Nested]) -> Nested:
    (x,) = operands

    def channel(image: Nested) -> Nested:
        rows, columns = axes(node, node.integers("kernel"), image)
        return [
            [max(inside(image, rows.covered(p), columns.covered(q))) for q in columns.positions()]
            for p in rows.positions()
        ]

    return [[channel(image) for image in sample] for sample in x]
