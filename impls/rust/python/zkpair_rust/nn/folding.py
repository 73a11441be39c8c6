"""BatchNorm is no operator of graphs: it becomes part of the convolution before it, or a product and a sum.

conv(x, W, b)·s + t = conv(x, s·W, s·b + t), channel by channel (docs/protocols/inference.md).
"""

from __future__ import annotations

from zkpair_rust import _native
from zkpair_rust.nn.graph import Node, in_order
from zkpair_rust.nn.tensor import Tensor, as_tensor, tensor


def folded(output: Node) -> Node:
    """The same value without BatchNorm."""
    nodes = in_order(output)
    users: dict[int, int] = {}
    for node in nodes:
        for operand in node.operands:
            users[id(operand)] = users.get(id(operand), 0) + 1
    made: dict[int, Node] = {}

    def now(operand: Node | _native.Tensor) -> Node | _native.Tensor:
        return made.get(id(operand), operand) if isinstance(operand, Node) else operand

    for node in nodes:
        operands = tuple(now(operand) for operand in node.operands)
        if node.op != "BatchNorm":
            same = all(old is new for old, new in zip(node.operands, operands, strict=True))
            made[id(node)] = node if same else Node(node.op, operands, node.attributes)
            continue
        x, scale, shift = operands
        alone = users[id(node.operands[0])] == 1
        if isinstance(x, Node) and x.op == "Conv" and alone:
            made[id(node)] = _into_conv(x, as_tensor(scale), as_tensor(shift))
        else:
            made[id(node)] = Node("Add", (Node("Mul", (x, scale)), shift))
    return made.get(id(output), output)


def _into_conv(conv: Node, scale: Tensor, shift: Tensor) -> Node:
    x, weight, bias = conv.operands
    s = scale.reshape(-1).tolist()
    t = shift.reshape(-1).tolist()
    scaled = _native.tensor_scaled_rows(as_tensor(weight), s)
    moved = [b * factor + offset for b, factor, offset in zip(as_tensor(bias).tolist(), s, t, strict=True)]
    return Node("Conv", (x, scaled, tensor(moved)), conv.attributes)
