"""Corners that random graphs seldom reach: values that are outputs, buffers with a border, the bounds of integers."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from python_engines import FLOAT_ENGINES, assert_near, run

from zkpair_graph import Graph, GraphError, Input, Node, evaluate, integer, write
from zkpair_graph import read as read_theirs
from zkpair_graph.accumulators import BOUND
from zkpair_graph.graph import Array, Attribute
from zkpair_python.errors import InputError
from zkpair_python.inference.graph.wire import read

ONCE: dict[str, Attribute] = {"strides": (1, 1), "dilations": (1, 1)}
SAME: dict[str, Attribute] = {**ONCE, "pads": (1, 1, 1, 1), "groups": 1}
HALVES: dict[str, Attribute] = {"kernel": (2, 2), "strides": (2, 2), "pads": (0, 0, 0, 0), "dilations": (1, 1)}


def normal(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def images(nodes: tuple[Node, ...], *outputs: str) -> Graph:
    tensors = {"w": normal(1, 2, 2, 3, 3), "b": normal(2, 2)}
    return Graph("float", "", (Input("x", (0, 2, 6, 6)),), outputs, nodes, tensors)


CONV = Node("Conv", ("x", "w", "b"), "c", SAME)
RELU, POOL = Node("Relu", ("c",), "r"), Node("MaxPool", ("r",), "p", HALVES)
AGAIN = Node("Conv", ("p", "w", "b"), "d", SAME)

CORNERS = {
    "what Relu makes is an output, and pooled": images((CONV, RELU, POOL), "r", "p"),
    "what is pooled is an output, and convolved": images((CONV, RELU, POOL, AGAIN), "p", "d"),
    "a value is used by two convolutions": images(
        (CONV, Node("Relu", ("c",), "p"), AGAIN, Node("Conv", ("p", "w", "b"), "e", {**SAME, "pads": (0, 0, 0, 0)})),
        *("d", "e"),
    ),
    "a value is used twice by one node": images((CONV, Node("Add", ("c", "c"), "s"), Node("Tanh", ("s",), "t")), "t"),
    "in place after a border": images(
        (Node("Pad", ("x",), "p", {"pads": (0, 0, 1, 1, 0, 0, 1, 1), "value": -0.75}), Node("Tanh", ("p",), "t")), "t"
    ),
    "in place after a view of a value that is kept": images(
        (CONV, Node("Flatten", ("c",), "f"), Node("Tanh", ("f",), "t"), Node("Relu", ("c",), "r")), "t", "r"
    ),
    "the input itself, moved and then in place": images(
        (Node("Transpose", ("x",), "y", {"perm": (0, 2, 3, 1)}), Node("Sigmoid", ("y",), "s")), "s"
    ),
    "an input that is an output": images((CONV,), "x", "c"),
}


@pytest.mark.parametrize("batch", [1, 3, 17])
@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("engine", FLOAT_ENGINES)
def test_corners(engine: str, name: str, batch: int) -> None:
    x = normal(3, batch, 2, 6, 6)
    assert_near(run(engine, write(CORNERS[name]), [x]), evaluate.evaluate(CORNERS[name], [x]), 2e-6)


def test_a_norm_of_small_differences() -> None:
    """Where ρ is small, one more or less of it shows."""
    n = 4
    tensors = {"g": np.ones(n, np.int8), "b": np.zeros(n, np.int32)}
    attributes: dict[str, Attribute] = {"epsilon": 0, "shift": (2, 1, 2, 1), "lo": -128, "hi": 127}
    nodes = (Node("LayerNorm", ("x", "g", "b"), "y", attributes),)
    graph = Graph("int8", "", (Input("x", (0, n), "i8"),), ("y",), nodes, tensors, {"x": 4, "y": 4})
    x = np.random.default_rng(4).integers(-3, 4, (400, n)).astype(np.int8)
    x[0] = 5  # all alike: σ is 0
    (got,) = run("python-int8", write(graph), [x])
    assert got.tobytes() == integer.evaluate(graph, [x])[0].tobytes()


def manifest_changed(data: bytes, *way: Any) -> bytes:
    """The graph with the value at a path of its manifest replaced."""
    (length,) = struct.unpack("<Q", data[8:16])
    manifest = json.loads(data[16 : 16 + length])
    part = manifest
    *path, last, value = way
    for key in path:
        part = part[key]
    part[last] = value
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    head = b"zkgraph1" + struct.pack("<Q", len(text)) + text
    return head + bytes(-len(head) % 64) + data[16 + length + -(16 + length) % 64 :]


def assert_refused_by_both(data: bytes, message: str) -> None:
    with pytest.raises(GraphError):
        read_theirs(data)
    with pytest.raises(InputError, match=message):
        read(data)


def one(kind: str, op: str, x: tuple[int, ...], tensors: dict[str, Array], **attributes: Attribute) -> bytes:
    type_, exponents = ("f32", {}) if kind == "float" else ("i8", {"x": 4, "y": 4})
    nodes = (Node(op, ("x", *tensors), "y", attributes),)
    return write(Graph(kind, "", (Input("x", (0, *x), type_),), ("y",), nodes, tensors, exponents))


def test_rounding_counts_towards_the_bound() -> None:
    """128·|w| + |b| may reach the bound; with the 1 that a shift by 1 adds it may not."""
    tensors = {"w": np.ones((1, 1), np.int8), "b": np.array([BOUND - 128], np.int32)}
    data = one("int8", "Linear", (1,), tensors, shift=(0,), lo=-128, hi=127)
    assert read(data)
    assert_refused_by_both(manifest_changed(data, "nodes", 0, "attributes", "shift", [1]), "can reach")
    above = {"w": tensors["w"], "b": tensors["b"] + np.int32(1)}
    changed = data.replace(tensors["b"].tobytes(), above["b"].tobytes())
    assert changed != data
    assert_refused_by_both(changed, "can reach")


def test_a_softmax_that_is_too_long() -> None:
    data = one("int8", "Softmax", (8191,), {"t": np.full(256, 3, np.int32)}, axis=1, exponent=7)
    assert read(data)
    assert_refused_by_both(manifest_changed(data, "inputs", 0, "shape", [0, 8192]), "8192 elements")


def test_a_norm_that_is_too_long() -> None:
    tensors = {"g": np.ones(1025, np.float32), "b": np.zeros(1025, np.float32)}
    assert read(one("float", "LayerNorm", (1025,), tensors, eps=0.5))  # in floats nothing bounds it
    whole = {"g": np.ones(1024, np.int8), "b": np.zeros(1024, np.int32)}
    shift = (4,) * 1024
    data = one("int8", "LayerNorm", (1024,), whole, epsilon=2**44, shift=shift, lo=-128, hi=127)
    assert read(data)
    assert_refused_by_both(manifest_changed(data, "nodes", 0, "attributes", "epsilon", 2**44 + 1), "epsilon")


def test_a_window_that_steps_over_its_input() -> None:
    data = one("float", "MaxPool", (1, 4, 4), {}, **{**HALVES, "pads": (1, 0, 0, 0)})
    assert read(data)
    assert_refused_by_both(manifest_changed(data, "nodes", 0, "attributes", "dilations", [5, 1]), "step over")


def test_equal_tensors_given_twice() -> None:
    w, b = np.eye(3, dtype=np.float32), np.zeros(3, np.float32)
    nodes = (Node("Linear", ("x", "w", "b"), "y"), Node("Linear", ("y", "v", "b"), "z"))
    data = write(Graph("float", "", (Input("x", (0, 3)),), ("z",), nodes, {"w": w, "b": b, "v": -w}))
    assert read(data)
    assert_refused_by_both(data.replace((-w).tobytes(), w.tobytes()), "two tensors are equal")
