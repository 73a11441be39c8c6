"""What a trace recorded as the canonical bytes of a graph (docs/protocols/inference.md, "Graph file").

Nodes stand depth first from the output, operands before users; equal tensors are one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from zkpair_rust import _native

MAGIC = b"zkgraph1"
ALIGNMENT = 64

Attribute = int | float | Sequence[int]


class Node:
    """An operator's result, or an input (op None). Operands are nodes and, for weights, tensors of float32."""

    __slots__ = ("attributes", "op", "operands")

    # No dataclasses here: importing them takes longer than all of this package.
    def __init__(
        self,
        op: str | None,
        operands: tuple[Node | _native.Tensor, ...] = (),
        attributes: Mapping[str, Attribute] | None = None,
    ) -> None:
        self.op = op
        self.operands = operands
        self.attributes = attributes or {}


def in_order(output: Node) -> list[Node]:
    """The nodes that the output needs, operands first, without inputs."""
    done: set[int] = set()
    result: list[Node] = []
    waiting: list[tuple[Node, bool]] = [(output, False)]
    while waiting:
        node, operands_done = waiting.pop()
        if operands_done:
            result.append(node)
        elif id(node) not in done and node.op is not None:
            done.add(id(node))
            waiting.append((node, True))
            waiting.extend((operand, False) for operand in reversed(node.operands) if isinstance(operand, Node))
    return result


def encode(inputs: Sequence[tuple[Node, Sequence[int]]], output: Node) -> bytes:
    """The bytes of the graph from `inputs` (with their shapes, 0 for the batch) to `output`."""
    names = {id(node): f"v{i}" for i, (node, _) in enumerate(inputs)}
    tensors: dict[tuple[tuple[int, ...], bytes], str] = {}
    nodes = []
    for i, node in enumerate(in_order(output), start=len(inputs)):
        operands = [
            names[id(operand)]
            if isinstance(operand, Node)
            else tensors.setdefault((tuple(operand.shape), operand.tobytes()), f"t{len(tensors)}")
            for operand in node.operands
        ]
        names[id(node)] = f"v{i}"
        attributes = {name: _plain(value) for name, value in node.attributes.items()}
        nodes.append({"op": node.op, "inputs": operands, "outputs": [f"v{i}"], "attributes": attributes})
    manifest = {
        "version": 1,
        "kind": "float",
        "name": "model",
        "inputs": [{"name": f"v{i}", "shape": list(shape), "type": "f32"} for i, (_, shape) in enumerate(inputs)],
        "outputs": [names[id(output)]],
        "nodes": nodes,
        "tensors": [{"name": name, "shape": list(shape), "type": "f32"} for (shape, _), name in tensors.items()],
    }
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    head = MAGIC + struct.pack("<Q", len(text)) + text
    parts = [head, bytes(-len(head) % ALIGNMENT)]
    for _, data in tensors:
        parts += [data, bytes(-len(data) % ALIGNMENT)]
    return b"".join(parts)


def _plain(value: Attribute) -> Any:
    """Floats as the shortest decimal that gives them back, in a string."""
    if isinstance(value, float):
        return repr(value)
    return value if isinstance(value, int) else list(value)
