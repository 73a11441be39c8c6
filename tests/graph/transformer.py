"""A transformer block (pre-norm, several heads), built operator by operator."""

from __future__ import annotations

import math

import numpy as np

from zkpair_graph import Graph, Input, Node
from zkpair_graph.graph import Array, Attribute


def transformer_block(tokens: int, width: int, heads: int, seed: int = 1) -> Graph:
    """x + attention(norm x), then + gelu MLP of the norm: [batch, tokens, width]. Random weights."""
    rng = np.random.default_rng(seed)
    nodes: list[Node] = []
    tensors: dict[str, Array] = {}

    def add(op: str, *inputs: str, **attributes: Attribute) -> str:
        nodes.append(Node(op, inputs, f"{op} {len(nodes)}", attributes))
        return nodes[-1].output

    def weight(array: Array) -> str:
        tensors[f"t{len(tensors)}"] = array.astype(np.float32)
        return f"t{len(tensors) - 1}"

    def linear(x: str, fan_in: int, fan_out: int) -> str:
        w = weight(rng.normal(size=(fan_out, fan_in)) / math.sqrt(fan_in))
        return add("Linear", x, w, weight(rng.normal(size=fan_out) * 0.1))

    def norm(x: str) -> str:
        g, b = weight(1 + 0.1 * rng.normal(size=width)), weight(0.1 * rng.normal(size=width))
        return add("LayerNorm", x, g, b, eps=1e-5)

    def heads_of(x: str, perm: tuple[int, ...]) -> str:
        split = add("Reshape", x, shape=(0, tokens, heads, width // heads))
        return add("Transpose", split, perm=perm)

    normed = norm("x")
    q, v = (heads_of(linear(normed, width, width), (0, 2, 1, 3)) for _ in range(2))
    k = heads_of(linear(normed, width, width), (0, 2, 3, 1))
    scores = add("Mul", add("MatMul", q, k), weight(np.array(1 / math.sqrt(width // heads))))
    mixed = add("MatMul", add("Softmax", scores, axis=3), v)
    joined = add("Reshape", add("Transpose", mixed, perm=(0, 2, 1, 3)), shape=(0, tokens, width))
    attended = add("Add", "x", linear(joined, width, width))
    hidden = add("Gelu", linear(norm(attended), width, 4 * width), approximate=0)
    y = add("Add", attended, linear(hidden, 4 * width, width))
    return Graph("float", "transformer_block", (Input("x", (0, tokens, width)),), (y,), tuple(nodes), tensors)
