"""Gather: a[…][index][…] along an axis, for every index."""

from collections.abc import Sequence

from zkpair_python.inference.graph.errors import ShapeMismatchError
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, each


def gather(node: Node, operands: Sequence[Nested]) -> Nested:
    """Raises ShapeMismatchError for an index beyond the axis."""
    a, indices = operands

    def taken(part: Nested, axis: int) -> Nested:
        if axis > 0:
            return [taken(inner, axis - 1) for inner in part]

        def at(index: float) -> Nested:
            if not 0 <= index < len(part):
                raise ShapeMismatchError(f"{node}: index {index} lies beyond an axis of {len(part)} elements")
            return part[int(index)]

        return each(at, indices)

    return taken(a, node.integer("axis"))
