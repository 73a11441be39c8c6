"""Golden graphs for every engine: `python tests/graph/golden.py` writes tests/data/graphs anew.

NAME.zkgraph; NAME.in: the inputs one after another, each for a batch of 2, little-endian, of its type; NAME.out: the
outputs, float64 where the graph is float (an engine in float32 comes near), int8 where it is int8 (exact).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from transformer import transformer_block

from zkpair_graph import Graph, Input, Node, evaluate, integer, write
from zkpair_graph.graph import TYPES, Array, Attribute
from zkpair_graph.quantise import quantise
from zkpair_graph.report import quantised_inputs

FOLDER = Path(__file__).resolve().parents[1] / "data" / "graphs"
BATCH = 2


def normal(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def one(op: str, x: tuple[int, ...], *tensors: Array, after: str = "", **attributes: Attribute) -> Graph:
    """A graph of one operator, with Relu after it where asked."""
    named = {f"t{i}": np.asarray(tensor) for i, tensor in enumerate(tensors)}
    nodes = [Node(op, ("x", *named), "y", attributes)]
    if after:
        nodes.append(Node(after, ("y",), "z"))
    return Graph("float", op, (Input("x", (0, *x)),), (nodes[-1].output,), tuple(nodes), named)


def two(op: str, a: tuple[int, ...], b: tuple[int, ...], **attributes: Attribute) -> Graph:
    """An operator of two inputs."""
    inputs = (Input("a", (0, *a)), Input("b", (0, *b)))
    return Graph("float", op, inputs, ("y",), (Node(op, ("a", "b"), "y", attributes),), {})


def window(
    *, stride: int = 2, pad: int = 1, dilation: int = 1, kernel: tuple[int, int] = (3, 2)
) -> dict[str, Attribute]:
    """Padded before and after by different numbers."""
    pads = (pad, 0, 0, pad)
    return {"kernel": kernel, "strides": (stride, 1), "pads": pads, "dilations": (dilation, 1)}


def conv(groups: int, **options: int) -> dict[str, Attribute]:
    attributes = window(**options)
    attributes.pop("kernel")
    return {**attributes, "groups": groups}


def graphs() -> dict[str, Graph]:
    """Float graphs by name: every operator, then whole models."""
    indices = np.array([[3, 0], [1, 1]], np.int32)
    table = Graph(
        *("float", "embedding", (Input("i", (0, 4), "i32"),), ("y",)),
        (Node("Gather", ("t", "i"), "y", {"axis": 0}),),
        {"t": normal(9, 5, 3)},
    )
    return {
        "linear": one("Linear", (7,), normal(1, 5, 7), normal(2, 5)),
        "linear-relu": one("Linear", (3, 7), normal(1, 5, 7), normal(2, 5), after="Relu"),
        "conv": one("Conv", (3, 6, 5), normal(1, 4, 3, 3, 2), normal(2, 4), **conv(1)),
        "conv-grouped": one("Conv", (4, 6, 5), normal(1, 6, 2, 3, 2), normal(2, 6), after="Relu", **conv(2, stride=1)),
        "conv-dilated": one("Conv", (4, 7, 5), normal(1, 4, 1, 3, 2), normal(2, 4), **conv(4, stride=1, dilation=2)),
        "relu": one("Relu", (9,)),
        "leaky-relu": one("LeakyRelu", (9,), alpha=0.125),
        "clip": one("Clip", (9,), lo=-0.5, hi=1.25),
        "clip-above": one("Clip", (9,), hi=0.5),
        "sigmoid": one("Sigmoid", (9,)),
        "tanh": one("Tanh", (9,)),
        "gelu": one("Gelu", (9,), approximate=0),
        "gelu-tanh": one("Gelu", (9,), approximate=1),
        "add": two("Add", (3, 4), (3, 4)),
        "add-broadcast": two("Add", (3, 4), (1, 4)),
        "sub": one("Sub", (3, 4), normal(1, 4)),
        "mul": two("Mul", (3, 4), (3, 1)),
        "mul-scalar": one("Mul", (3, 4), np.array(0.7, np.float32)),
        "matmul": two("MatMul", (2, 3, 4), (2, 4, 5)),
        "matmul-constant": one("MatMul", (3, 4), normal(1, 4, 2)),
        "max-pool": one("MaxPool", (2, 6, 5), **window()),
        "max-pool-dilated": one("MaxPool", (2, 7, 5), **window(dilation=2, stride=1)),
        "average-pool": one("AveragePool", (2, 6, 5), count_include_pad=0, **window(pad=0)),
        "average-pool-counted": one("AveragePool", (2, 6, 5), count_include_pad=1, **window()),
        "average-pool-uncounted": one("AveragePool", (2, 6, 5), count_include_pad=0, **window()),
        "global-average-pool": one("GlobalAveragePool", (3, 5, 7)),
        "flatten": one("Flatten", (2, 3, 2)),
        "reshape": one("Reshape", (2, 6), shape=(0, 3, 4)),
        "transpose": one("Transpose", (2, 3, 4), perm=(0, 3, 1, 2)),
        "concat": two("Concat", (2, 3), (2, 4), axis=2),
        "pad": one("Pad", (2, 3), pads=(0, 1, 0, 0, 0, 2), value=-0.25),
        "gather": one("Gather", (2, 5), indices, axis=2),
        "embedding": table,
        "softmax": one("Softmax", (3, 6), axis=2),
        "softmax-middle": one("Softmax", (3, 6), axis=1),
        "layer-norm": one("LayerNorm", (3, 16), 1 + normal(1, 16) / 8, normal(2, 16), eps=1e-5),
        "residual": residual(),
        "transformer": transformer_block(tokens=4, width=8, heads=2),
    }


def residual() -> Graph:
    """Conv and Relu, a branch around a Conv, pools, two outputs."""
    tensors = {"w": normal(1, 3, 1, 3, 3), "b": normal(2, 3), "v": normal(3, 3, 3, 1, 1), "f": normal(4, 4, 12) / 3}
    tensors["c"] = normal(5, 4)
    same: dict[str, Attribute] = {"strides": (1, 1), "dilations": (1, 1), "groups": 1}
    halves: dict[str, Attribute] = {"kernel": (2, 2), "strides": (2, 2), "pads": (0, 0, 0, 0), "dilations": (1, 1)}
    nodes = (
        Node("Conv", ("x", "w", "b"), "c1", {**same, "pads": (1, 1, 1, 1)}),
        Node("Relu", ("c1",), "r1"),
        Node("MaxPool", ("r1",), "p", halves),
        Node("Conv", ("p", "v", "b"), "c2", {**same, "pads": (0, 0, 0, 0)}),
        Node("Add", ("c2", "p"), "s"),
        Node("Relu", ("s",), "r2"),
        Node("AveragePool", ("r2",), "a", {**halves, "count_include_pad": 0}),
        Node("Flatten", ("a",), "f1"),
        Node("Linear", ("f1", "f", "c"), "y"),
    )
    return Graph("float", "residual", (Input("x", (0, 1, 8, 8)),), ("y", "r2"), nodes, tensors)


def inputs_of(graph: Graph, seed: int, batch: int) -> list[Array]:
    """Floats, or indices below 5."""
    rng = np.random.default_rng(seed)
    arrays = []
    for port in graph.inputs:
        shape = (batch, *port.shape[1:])
        arrays.append(rng.normal(size=shape) if port.type == "f32" else rng.integers(0, 5, shape))
    return [array.astype(TYPES[port.type]) for array, port in zip(arrays, graph.inputs, strict=True)]


NO_INTEGER_FORM = {"average-pool-uncounted"}


def files() -> Iterator[tuple[str, bytes, list[Array], list[Array]]]:
    """Name, graph, inputs, outputs."""
    for name, graph in graphs().items():
        inputs = inputs_of(graph, 7, BATCH)
        yield name, write(graph), inputs, evaluate.evaluate(graph, inputs)
        if name not in NO_INTEGER_FORM:
            made = quantise(graph, inputs_of(graph, 8, 16)).graph
            q = quantised_inputs(made, inputs)
            yield f"{name}.int8", write(made), q, integer.evaluate(made, q)


def joined(arrays: list[Array]) -> bytes:
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, graph, inputs, outputs in files():
        for suffix, data in (("zkgraph", graph), ("in", joined(inputs)), ("out", joined(outputs))):
            (FOLDER / f"{name}.{suffix}").write_bytes(data)


if __name__ == "__main__":
    main()
