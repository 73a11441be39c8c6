"""One graph, one byte string: round trips, renaming, reordering; and everything else is refused by name."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import graphs, inputs_of

from zkpair_graph import Graph, GraphError, Input, Node, digest, evaluate, integer, read, write
from zkpair_graph.canonical import canonicalise
from zkpair_graph.errors import CyclicGraph, MalformedModel, NotFinite, ShapeMismatch, TooLarge
from zkpair_graph.limits import Limits

KINDS = st.sampled_from(["float", "int8"])
MEANING = {"float": evaluate.evaluate, "int8": integer.evaluate}


def small() -> Graph:
    """Relu(x·w + b) + x·w."""
    tensors = {"w": np.eye(3, dtype=np.float32), "b": np.ones(3, np.float32)}
    nodes = (Node("Linear", ("x", "w", "b"), "y"), Node("Relu", ("y",), "z"), Node("Add", ("z", "y"), "s"))
    return Graph("float", "small", (Input("x", (0, 3)),), ("s",), nodes, tensors)


@settings(deadline=None, max_examples=60)
@given(KINDS.flatmap(graphs), st.integers(0, 2**32 - 1))
def test_bytes_come_back_and_mean_the_same(graph: Graph, seed: int) -> None:
    data = write(graph)
    back = read(data)
    assert write(back) == data
    inputs = inputs_of(graph, seed)
    for one, other in zip(MEANING[graph.kind](graph, inputs), MEANING[graph.kind](back, inputs), strict=True):
        assert one.tobytes() == other.tobytes()


@settings(deadline=None, max_examples=40)
@given(KINDS.flatmap(graphs), st.randoms(use_true_random=False))
def test_names_and_order_of_nodes_do_not_matter(graph: Graph, random: object) -> None:
    """Any topological order, any names, equal tensors shared or apart, nodes that nobody needs."""
    shuffle = random.shuffle  # type: ignore[attr-defined]
    tensors, nodes = {}, []
    for i, node in enumerate(graph.nodes):
        inputs = []
        for j, name in enumerate(node.inputs):
            if name in graph.tensors:
                inputs.append(f"copy {i} {j}")
                tensors[inputs[-1]] = graph.tensors[name].copy()
            else:
                inputs.append("~" + name)
        nodes.append(replace(node, inputs=tuple(inputs), output="~" + node.output))
    shuffle(nodes)
    inputs = tuple(replace(port, name="~" + port.name) for port in graph.inputs)
    outputs = tuple("~" + name for name in graph.outputs)
    exponents = {"~" + name: value for name, value in graph.exponents.items()}
    tensors["unused"] = np.zeros(7, np.float32)
    assert write(Graph(graph.kind, graph.name, inputs, outputs, tuple(nodes), tensors, exponents)) == write(graph)


def test_equal_tensors_are_one() -> None:
    """Weights that two layers share, or hold apart: the same bytes."""
    w, b = np.eye(3, dtype=np.float32), np.zeros(3, np.float32)
    shared = (Node("Linear", ("x", "w", "b"), "y"), Node("Linear", ("y", "w", "b"), "z"))
    apart = (shared[0], Node("Linear", ("y", "v", "c"), "z"))
    one_graph = Graph("float", "", (Input("x", (0, 3)),), ("z",), shared, {"w": w, "b": b})
    data = write(one_graph)
    assert write(replace(one_graph, nodes=apart, tensors={"w": w, "b": b, "v": w.copy(), "c": b.copy()})) == data
    assert len(read(data).tensors) == 2
    other_type = {"w": w, "b": b, "v": -w, "c": b.copy()}
    assert len(read(write(replace(one_graph, nodes=apart, tensors=other_type))).tensors) == 3


def test_a_fixed_graph_has_these_bytes() -> None:
    """Layout and digest, so that a change of format cannot go unnoticed."""
    data = write(small())
    (length,) = struct.unpack("<Q", data[8:16])
    manifest = json.loads(data[16 : 16 + length])
    assert data[:8] == b"zkgraph1" and len(data) % 64 == 0
    assert manifest == {
        "version": 1,
        "kind": "float",
        "name": "small",
        "inputs": [{"name": "v0", "shape": [0, 3], "type": "f32"}],
        "outputs": ["v3"],
        "nodes": [
            {"op": "Linear", "inputs": ["v0", "t0", "t1"], "outputs": ["v1"], "attributes": {}},
            {"op": "Relu", "inputs": ["v1"], "outputs": ["v2"], "attributes": {}},
            {"op": "Add", "inputs": ["v2", "v1"], "outputs": ["v3"], "attributes": {}},
        ],
        "tensors": [{"name": "t0", "shape": [3, 3], "type": "f32"}, {"name": "t1", "shape": [3], "type": "f32"}],
    }
    start = 16 + length + -(16 + length) % 64
    assert data[start : start + 36] == np.eye(3, dtype="<f4").tobytes()
    assert data[start + 36 : start + 64] == bytes(28)
    assert digest(data) == "ae21a76e87639122dc47bddd27e6595f31133f0ea000505bbde8820847b524df"


def test_every_truncation_and_every_extension_is_refused() -> None:
    data = write(small())
    for length in range(len(data)):
        with pytest.raises(GraphError):
            read(data[:length])
    with pytest.raises(MalformedModel, match="follow the last tensor"):
        read(data + bytes(64))


def test_every_altered_byte_is_refused_or_is_another_graph_in_its_one_form() -> None:
    data = write(small())
    for place in range(len(data)):
        for bit in (1, 0x20, 0x80):
            altered = bytearray(data)
            altered[place] ^= bit
            try:
                graph = read(bytes(altered))
            except GraphError:
                continue
            assert write(graph) == bytes(altered)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"version":NaN}',
        b"{}",
        b"null",
        b'{"version":true}',
        b'{"exponents":3,"inputs":[],"kind":"float","name":"","nodes":[],"outputs":[],"tensors":[],"version":1}',
        b'{"inputs":[],"kind":"float","name":"","nodes":[],"outputs":[],"tensors":[],"version":1}',
    ],
)
def test_manifests_that_are_none_are_refused(text: bytes) -> None:
    head = b"zkgraph1" + struct.pack("<Q", len(text)) + text
    with pytest.raises(GraphError):
        read(head + bytes(-len(head) % 64))


def test_a_name_is_unicode_text() -> None:
    assert read(altered_manifest({"name": "모델 🙂"})).name == "모델 🙂"
    with pytest.raises(MalformedModel, match="surrogate"):
        read(altered_manifest({"name": "\udcff"}))
    with pytest.raises(MalformedModel, match="surrogate"):
        write(replace(small(), name="\ud83d"))


def altered_manifest(change: dict[str, object]) -> bytes:
    data = write(small())
    (length,) = struct.unpack("<Q", data[8:16])
    content = json.loads(data[16 : 16 + length]) | change
    text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    head = b"zkgraph1" + struct.pack("<Q", len(text)) + text
    return head + bytes(-len(head) % 64) + data[16 + length + -(16 + length) % 64 :]


def test_declared_sizes_allocate_nothing() -> None:
    huge = [{"name": "t0", "shape": [2**31, 2**31], "type": "f32"}, {"name": "t1", "shape": [3], "type": "f32"}]
    with pytest.raises(MalformedModel, match="are declared"):
        read(altered_manifest({"tensors": huge}))
    with pytest.raises(TooLarge):
        read(altered_manifest({"inputs": [{"name": "v0", "shape": [0, 2**31 - 1], "type": "f32"}]}))
    with pytest.raises(TooLarge):
        read(b"zkgraph1" + struct.pack("<Q", 2**63) + bytes(48))
    with pytest.raises(TooLarge):
        read(write(small()), Limits(nodes=2))


def test_other_forms_of_the_same_graph_are_refused() -> None:
    assert read(altered_manifest({}))
    for change in ({"extra": 1}, {"exponents": {}}, {"version": 1.0}, {"version": 2}, {"outputs": ["v2", 3]}):
        with pytest.raises(MalformedModel):
            read(altered_manifest(change))


def test_weights_must_be_finite() -> None:
    for value in (np.nan, np.inf, -np.inf):
        w = np.eye(3, dtype=np.float32)
        w[1, 2] = value
        with pytest.raises(NotFinite) as caught:
            write(replace(small(), tensors={**small().tensors, "w": w}))
        assert caught.value.index == 5


def test_cycles_are_named() -> None:
    nodes = (Node("Relu", ("c",), "a"), Node("Relu", ("a",), "b"), Node("Relu", ("b",), "c"))
    with pytest.raises(CyclicGraph) as caught:
        write(Graph("float", "", (Input("x", (0, 3)),), ("c",), nodes, {}))
    assert set(caught.value.nodes) == {"Relu a", "Relu b", "Relu c"}


def one(op: str, x: tuple[int, ...], /, *inputs: str, **attributes: object) -> Graph:
    tensors = {"t": np.ones((3, 3), np.float32), "u": np.ones(3, np.float32), "i": np.array([4], np.int32)}
    nodes = (Node(op, inputs, "y", attributes),)  # type: ignore[arg-type]
    return Graph("float", "", (Input("x", x),), ("y",), nodes, tensors)


@pytest.mark.parametrize(
    "graph",
    [
        one("Linear", (0, 4), "x", "t", "u"),
        one("Transpose", (0, 4, 3), "x", perm=(1, 0, 2)),
        one("Transpose", (0, 4, 3), "x", perm=(0, 1, 1)),
        one("Softmax", (0, 4), "x", axis=0),
        one("Softmax", (0, 4), "x", axis=-1),
        one("Concat", (0, 4), "x", "x", axis=0),
        one("Add", (0, 4), "x", "t"),
        one("Add", (0,), "x", "t"),
        one("Reshape", (0, 4), "x", shape=(0, 5)),
        one("Reshape", (0, 4), "x", shape=(4,)),
        one("Gather", (0, 4), "x", "i", axis=1),
        one("Gather", (0, 4), "x", "u", axis=1),
        one("Conv", (0, 1, 4, 4), "x", "t", "u", strides=(1, 1), pads=(0,) * 4, dilations=(1, 1), groups=1),
        one("MaxPool", (0, 1, 4, 4), "x", kernel=(5, 1), strides=(1, 1), pads=(0,) * 4, dilations=(1, 1)),
        one("MaxPool", (0, 1, 4, 4), "x", kernel=(2, 2), strides=(1, 1), pads=(2, 0, 0, 0), dilations=(1, 1)),
        one("MaxPool", (0, 1, 4, 4), "x", kernel=(2, 2), strides=(1, 1), pads=(0, 0, 2, 0), dilations=(1, 1)),
        one("MaxPool", (0, 1, 4, 4), "x", kernel=(2, 2), strides=(1, 1), pads=(1, 0, 0, 0), dilations=(5, 1)),
        one("MaxPool", (0, 1, 4, 4), "x", kernel=(2, 2), strides=(0, 1), pads=(0,) * 4, dilations=(1, 1)),
        one("LayerNorm", (0, 4), "x", "u", "u", eps=1e-5),
        one("GlobalAveragePool", (0, 4), "x"),
    ],
    ids=lambda graph: f"{graph.nodes[0]} {dict(graph.nodes[0].attributes)}",
)
def test_shapes_that_do_not_fit_are_refused(graph: Graph) -> None:
    with pytest.raises(ShapeMismatch):
        write(graph)


@pytest.mark.parametrize(
    "graph",
    [
        one("Linear", (0, 3), "x", "t"),
        one("Linear", (0, 3), "x", "x", "u"),
        one("Add", (0, 3), "t", "t"),
        one("Relu", (0, 3), "x", extra=1),
        one("LeakyRelu", (0, 3), "x"),
        one("LeakyRelu", (0, 3), "x", alpha=1),
        one("LeakyRelu", (0, 3), "x", alpha=float("nan")),
        one("Clip", (0, 3), "x", lo=1.0, hi=0.0),
        one("Gelu", (0, 3), "x", approximate=2),
        one("Softmax", (0, 3), "x", axis=True),
        one("Nothing", (0, 3), "x"),
        one("Relu", (0, 3), "absent"),
        one("Relu", (0, 0), "x"),
        one("Relu", (0, -1), "x"),
        replace(one("Relu", (0, 3), "x"), outputs=("u",)),
        replace(one("Relu", (0, 3), "x"), outputs=()),
        replace(one("Relu", (0, 3), "x"), kind="int4"),
        replace(one("Relu", (0, 3), "x"), exponents={"x": 3}),
        replace(one("Relu", (0, 3), "x"), inputs=(Input("x", (0, 3), "i8"),)),
        replace(one("Relu", (0, 3), "x"), inputs=(Input("x", (0, 3)), Input("z", (2, 3)))),
    ],
)
def test_graphs_that_break_the_rules_are_refused(graph: Graph) -> None:
    with pytest.raises(MalformedModel):
        write(graph)


def test_old_names_lead_to_new_ones() -> None:
    _, names = canonicalise(small())
    assert names == {"x": "v0", "y": "v1", "z": "v2", "s": "v3", "w": "t0", "b": "t1"}


def test_a_tensor_lies_in_the_bytes_and_cannot_be_changed() -> None:
    data = bytearray(write(small()))
    tensor = read(data).tensors["t0"]
    assert np.shares_memory(tensor, np.frombuffer(data, np.uint8)) and not tensor.flags.writeable


def test_wrong_inputs_are_refused() -> None:
    for inputs in ([], [np.zeros((2, 4), np.float32)], [np.zeros(3, np.float32)], [np.zeros((1, 3), complex)]):
        with pytest.raises(ShapeMismatch):
            evaluate.evaluate(small(), inputs)
