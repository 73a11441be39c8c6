"""MatMul: y_ij = Σ_k a_ik·c_kj for the matrices of the last two axes; the axes before broadcast."""

from collections.abc import Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, combined, dot, swapped


def product(a: Nested, c: Nested) -> Nested:
    """Of two matrices."""
    columns = swapped(c)
    return [[dot(row, column) for column in columns] for row in a]


def matmul(node: Node, operands: Sequence[Nested]) -> Nested:
    a, c = operands
    return combined(product, a, c, inner=2)
