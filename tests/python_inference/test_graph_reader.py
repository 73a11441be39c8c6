"""The references' own reader of graphs takes exactly what zkpair_graph takes, and refuses all else by name."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_engines import ENGINES, KIND, case_of
from random_graphs import graphs

import zkpair_graph
from zkpair.tasks.inference.graph_damage import damaged, overflowing
from zkpair_graph.graph import Graph
from zkpair_python.errors import (
    InputError,
    MissingBlobError,
    NotFiniteError,
    UnsupportedCellError,
    UnsupportedParameterError,
    WrongLengthError,
)
from zkpair_python.inference.graph.errors import (
    AccumulatorOverflowError,
    GraphError,
    MalformedGraphError,
    ShapeMismatchError,
    TooLargeError,
    WrongKindError,
)
from zkpair_python.inference.graph.wire import read

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "graphs"
KINDS = st.sampled_from(["float", "int8"])
SMALL = ("linear-relu", "linear.int8", "softmax.int8", "embedding", "max-pool.int8")


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.zkgraph").read_bytes()


def taken_by_both(data: bytes) -> bool:
    """Whether it is a graph; both readers have to say the same, ours in errors of its own."""
    try:
        zkpair_graph.read(data)
        right = True
    except zkpair_graph.GraphError:
        right = False
    try:
        read(data)
        ours = True
    except InputError:
        ours = False
    assert ours == right
    return right


@settings(deadline=None, max_examples=100)
@given(KINDS.flatmap(graphs))
def test_a_graph_is_read_as_it_was_written(graph: Graph) -> None:
    data = zkpair_graph.write(graph)
    theirs, ours = zkpair_graph.read(data), read(data)
    assert (ours.kind, ours.name, ours.outputs) == (theirs.kind, theirs.name, theirs.outputs)
    assert dict(ours.exponents) == dict(theirs.exponents)
    assert [(p.name, p.shape, p.type) for p in ours.inputs] == [(p.name, p.shape, p.type) for p in theirs.inputs]
    for one, other in zip(ours.nodes, theirs.nodes, strict=True):
        assert (one.op, one.inputs, one.output) == (other.op, other.inputs, other.output)
        assert dict(one.attributes) == dict(other.attributes)
    for name, tensor in theirs.tensors.items():
        assert ours.tensors[name].shape == tensor.shape and bytes(ours.tensors[name].data) == tensor.tobytes()
    assert ours.shapes == zkpair_graph.shapes.infer(theirs)


@pytest.mark.parametrize("name", SMALL)
def test_every_truncation_is_refused(name: str) -> None:
    data = golden(name)
    for length in range(len(data)):
        with pytest.raises(GraphError):
            read(data[:length])
    with pytest.raises(MalformedGraphError, match="follow the last tensor"):
        read(data + bytes(64))


@pytest.mark.parametrize("name", SMALL)
def test_every_altered_byte_is_judged_as_the_format_says(name: str) -> None:
    """Bits of the manifest and the first of every weight: taken or refused, and never anything but a named error."""
    data = golden(name)
    end = min(len(data), 16 + struct.unpack("<Q", data[8:16])[0] + 64)
    for place in (*range(end), *range(end, len(data), 7)):
        for bit in (1, 0x10, 0x80):
            altered = bytearray(data)
            altered[place] ^= bit
            taken_by_both(bytes(altered))


def test_half_a_surrogate_pair_is_no_name() -> None:
    content = manifest_of(golden("linear-relu"))
    for name, right in (("모델 🙂", True), ("\udcff", False), ("\ud83d!", False)):
        text = json.dumps(content | {"name": name}, sort_keys=True, separators=(",", ":")).encode()
        assert taken_by_both(with_manifest(golden("linear-relu"), text)) is right


def with_manifest(data: bytes, text: bytes) -> bytes:
    (length,) = struct.unpack("<Q", data[8:16])
    head = b"zkgraph1" + struct.pack("<Q", len(text)) + text
    return head + bytes(-len(head) % 64) + data[16 + length + -(16 + length) % 64 :]


def manifest_of(data: bytes) -> Any:
    (length,) = struct.unpack("<Q", data[8:16])
    return json.loads(data[16 : 16 + length])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a JSON value."""
    found = [path]
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        found += places(value[key], (*path, key))
    return found


OTHERS = (
    None,
    True,
    -1,
    0,
    1,
    2,
    3,
    7,
    31,
    64,
    129,
    2**31,
    2**63,
    2**70,
    1.0,
    "",
    "v0",
    "v1",
    "t0",
    "t1",
    "0.5",
    "nan",
)
MORE = (
    "f32",
    "i8",
    "i32",
    "u8",
    "float",
    "int8",
    "Relu",
    "Table",
    [],
    {},
    [0],
    [1, 1],
    [0, 3],
    [2, 2],
    [-1, 2],
    "1e400",
)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from([path.stem for path in sorted(GOLDEN.glob("*.zkgraph"))]), st.data())
def test_an_altered_manifest_is_judged_as_the_format_says(name: str, data: st.DataObject) -> None:
    """Something in it is replaced, left out or given twice; the spelling stays the one form."""
    graph = golden(name)
    manifest = manifest_of(graph)
    *way, last = data.draw(st.sampled_from([path for path in places(manifest) if path]))
    parent = manifest
    for key in way:
        parent = parent[key]
    action = data.draw(st.sampled_from(["replace", "replace", "replace", "remove", "double"]))
    if action == "replace":
        parent[last] = data.draw(st.sampled_from((*OTHERS, *MORE)))
    elif action == "remove":
        del parent[last]
    elif isinstance(parent, list):
        parent.insert(last, parent[last])
    else:
        parent[f"{last}2"] = parent[last]
    taken_by_both(with_manifest(graph, json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()))


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b"1" * 10_000, b'{"version":NaN}', b"{}", b"null", b"\xff", b'{"a":1}']
)
def test_manifests_that_are_none_are_refused(text: bytes) -> None:
    with pytest.raises(MalformedGraphError):
        read(with_manifest(golden("relu"), text))


@pytest.mark.parametrize("name", ["linear-relu", "residual.int8", "transformer", "transformer.int8"])
def test_every_damage_of_the_task_is_refused(name: str) -> None:
    data = golden(name)
    for label, blob in damaged(data).items():
        with pytest.raises(GraphError):
            read(blob)
        assert not taken_by_both(blob), label
    with pytest.raises(NotFiniteError if "int8" not in name else AccumulatorOverflowError):
        read(overflowing(data))


def changed(name: str, change: Any) -> bytes:
    manifest = manifest_of(golden(name))
    change(manifest)
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    return with_manifest(golden(name), text)


def _set(*way: Any) -> Any:
    *path, last, value = way

    def change(manifest: Any) -> None:
        for key in path:
            manifest = manifest[key]
        manifest[last] = value

    return change


REFUSED = [
    ("linear", _set("inputs", 0, "shape", [0, 2**31 - 1]), TooLargeError, "elements"),
    ("linear", _set("tensors", 0, "shape", [2**31, 2**31]), MalformedGraphError, "are declared"),
    ("linear", _set("inputs", 0, "shape", [0, 8]), ShapeMismatchError, r"expected \[..., in\]"),
    ("linear", _set("outputs", []), MalformedGraphError, "outputs"),
    ("relu", _set("nodes", 0, "op", "Sinh"), MalformedGraphError, "no such operator"),
    ("leaky-relu", _set("nodes", 0, "attributes", "alpha", "nan"), MalformedGraphError, "expected float"),
    ("leaky-relu", _set("nodes", 0, "attributes", "alpha", "0.1250"), MalformedGraphError, "shortest form"),
    ("clip", _set("nodes", 0, "attributes", "lo", "9.5"), MalformedGraphError, "lo 9.5 is above hi 1.25"),
    ("gather", _set("nodes", 0, "attributes", "axis", 1), ShapeMismatchError, "index 3 lies beyond an axis of 2"),
    ("linear.int8", _set("nodes", 0, "attributes", "hi", 128), MalformedGraphError, "hi 128 is not in"),
    ("linear.int8", _set("nodes", 0, "attributes", "shift", [31] * 5), MalformedGraphError, "shift 31 is not in"),
    ("linear.int8", _set("nodes", 0, "attributes", "shift", [3]), MalformedGraphError, "1 shifts for 5 channels"),
    ("add.int8", _set("nodes", 0, "attributes", "left", [30, 30]), AccumulatorOverflowError, "can reach"),
    ("add.int8", _set("exponents", "v0", 65), MalformedGraphError, "exponent of v0 is 65"),
    ("softmax.int8", _set("nodes", 0, "attributes", "exponent", 8), MalformedGraphError, "exponent 8 is not in"),
]


@pytest.mark.parametrize(("name", "change", "error", "message"), REFUSED)
def test_refused(name: str, change: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read(changed(name, change))


@pytest.mark.parametrize("engine", ENGINES)
def test_inputs_that_do_not_fit_are_refused(engine: str) -> None:
    kind = KIND[engine]
    data = golden("linear" if kind == "float" else "linear.int8")
    dtype = np.float32 if kind == "float" else np.int8
    loaded = ENGINES[engine]()
    for size, rows in ((1, 2), (3, 2), (2, 3)):
        with pytest.raises(WrongLengthError):
            loaded.prepare(case_of(kind, data, [[np.zeros((rows, 7), dtype)]], size), 1)
    with pytest.raises(UnsupportedParameterError, match="size 0"):
        loaded.prepare(case_of(kind, data, [[np.zeros((0, 7), dtype)]], 0), 1)
    with pytest.raises(WrongKindError):
        other = golden("linear" if kind == "int8" else "linear.int8")
        loaded.prepare(case_of(kind, other, [[np.zeros((2, 7), dtype)]], 2), 1)
    if kind == "float":
        x = np.zeros((2, 7), np.float32)
        x[1, 3] = np.nan
        with pytest.raises(NotFiniteError, match="number 10 of v0 is nan"):
            loaded.prepare(case_of(kind, data, [[x]], 2), 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_indices_beyond_the_table_are_refused(engine: str) -> None:
    kind = KIND[engine]
    data = golden("embedding" if kind == "float" else "embedding.int8")
    loaded = ENGINES[engine]()
    for index in (-1, 5, 2**31 - 1):
        indices = np.array([[0, 1, index, 2]], np.int32)
        with pytest.raises(ShapeMismatchError, match="beyond an axis"):
            (state,) = loaded.prepare(case_of(kind, data, [[indices]], 1), 1)
            loaded.run(state)


@pytest.mark.parametrize("engine", ENGINES)
def test_cells_that_are_not_done(engine: str) -> None:
    kind = KIND[engine]
    data = golden("linear" if kind == "float" else "linear.int8")
    case = case_of(kind, data, [[np.zeros((1, 7), np.float32 if kind == "float" else np.int8)]], 1)
    loaded = ENGINES[engine]()
    with pytest.raises(MissingBlobError if kind == "float" else UnsupportedCellError):
        loaded.prepare(type(case)(1, {}, case.instances), 1)
    if engine != "python":
        with pytest.raises(UnsupportedCellError, match="linear_regression"):
            loaded.prepare(type(case)(1, case.shared, case.instances, params={"model": "linear_regression"}), 1)
