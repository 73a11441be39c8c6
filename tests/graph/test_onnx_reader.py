"""Our reader of ONNX's protocol buffers against the onnx package: all its node tests' models, and altered bytes."""

from __future__ import annotations

import importlib
import pkgutil
import random
import tracemalloc
import warnings
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")
from google.protobuf.message import DecodeError
from onnx_models import cnn, onnx

from zkpair_graph.errors import MalformedModel, TooLarge
from zkpair_graph.from_onnx import messages, wire_format
from zkpair_graph.from_onnx.reading import read_model
from zkpair_graph.limits import DEFAULT, Limits

FIELDS = {4: "float_data", 5: "int32_data", 7: "int64_data", 10: "double_data", 11: "uint64_data"}


def tensor(ours: messages.Tensor, theirs: Any) -> None:
    assert (ours.name, ours.dims) == (theirs.name, tuple(theirs.dims))
    assert ours.data_type == theirs.data_type
    assert (ours.raw is not None) == theirs.HasField("raw_data")
    assert ours.raw is None or bytes(ours.raw) == theirs.raw_data
    assert ours.in_segments == theirs.HasField("segment")
    entries = {entry.key: entry.value for entry in theirs.external_data}
    assert ours.external == (entries if theirs.data_location == onnx.TensorProto.EXTERNAL else None)
    for number, field in FIELDS.items():
        expected = getattr(theirs, field)
        assert ours.count(number) == len(expected)
        assert np.array_equal(ours.decoded(number), np.array(expected), equal_nan=True)


def attribute(ours: messages.Attribute, theirs: Any) -> None:
    assert (ours.name, ours.i, ours.s, ours.ints) == (theirs.name, theirs.i, theirs.s, tuple(theirs.ints))
    assert ours.type == theirs.type
    assert np.array_equal([ours.f, *ours.floats], [theirs.f, *theirs.floats], equal_nan=True)
    assert (ours.t is not None) == theirs.HasField("t")
    if ours.t is not None:
        tensor(ours.t, theirs.t)


def port(ours: messages.Port, theirs: Any) -> None:
    kind = theirs.type.tensor_type
    sides = tuple(side.dim_value if side.HasField("dim_value") else None for side in kind.shape.dim)
    shape = sides if kind.HasField("shape") else None
    assert (ours.name, ours.element, ours.shape) == (theirs.name, kind.elem_type, shape)


def compare(ours: messages.Model, theirs: Any) -> None:
    """Field by field."""
    graph = theirs.graph
    for our, their in zip(ours.nodes, graph.node, strict=True):
        named = (their.name, their.op_type, their.domain, list(their.input), list(their.output))
        assert (our.name, our.op_type, our.domain, our.input, our.output) == named
        for a, b in zip(our.attribute, their.attribute, strict=True):
            attribute(a, b)
    for held, given in zip(ours.initializers, graph.initializer, strict=True):
        tensor(held, given)
    for mine, declared in zip([*ours.inputs, *ours.outputs], [*graph.input, *graph.output], strict=True):
        port(mine, declared)
    own = [entry.version for entry in theirs.opset_import if entry.domain in ("", "ai.onnx")]
    assert ours.opset == max(own, default=1)
    assert ours.functions == [function.name for function in theirs.functions]
    assert ours.sparse == [sparse.values.name for sparse in graph.sparse_initializer]


def test_every_node_test_reads_as_the_package_reads_it() -> None:
    node_tests = importlib.import_module("onnx.backend.test.case.node")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for module in pkgutil.iter_modules(node_tests.__path__):
            importlib.import_module(f"{node_tests.__name__}.{module.name}")
    cases = [case.model for case in node_tests._NodeTestCases if case.model is not None]
    assert len(cases) > 1000
    for model in cases:
        compare(read_model(model.SerializeToString(), DEFAULT), model)


def typed() -> bytes:
    """The CNN, its weights in fields of every kind, extremes among them."""
    model = cnn()
    helper, kinds = onnx.helper, onnx.TensorProto
    extremes = [-(2**63), 2**63 - 1, -1, 0, 127, 128, 2**35]
    for kind, values in (
        (kinds.FLOAT, [1.5, -2.0]),
        (kinds.DOUBLE, [1.5, -2.0]),
        (kinds.INT64, extremes),
        (kinds.INT32, [-(2**31), 2**31 - 1, -1]),
        (kinds.UINT64, [2**64 - 1, 0, 300]),
    ):
        model.graph.initializer.append(helper.make_tensor(f"of {kind}", kind, [len(values)], values))
    attributes = {"floats": [1.0, -0.5], "ints": extremes, "text": "é", "number": -3}
    model.graph.node.append(helper.make_node("Own", ["x"], ["unused"], domain="d", **attributes))
    return bytes(model.SerializeToString())


def test_altered_bytes_are_refused_or_read_as_the_package_reads_them() -> None:
    whole, agreed = typed(), 0
    compare(read_model(whole, DEFAULT), onnx.ModelProto.FromString(whole))
    rng = np.random.default_rng(5)
    for _ in range(4000):
        altered = bytearray(whole)
        for place in rng.integers(0, len(whole), rng.integers(1, 3)):
            altered[place] = rng.integers(256)
        try:
            ours = read_model(bytes(altered), DEFAULT)
        except (MalformedModel, TooLarge):
            continue  # stricter is allowed
        try:
            theirs = onnx.ModelProto.FromString(bytes(altered))
        except DecodeError:
            continue  # they read what we step over, too
        if closed_enums_known(ours):
            try:
                compare(ours, theirs)
            except MalformedModel:
                continue  # packed elements, decoded when they are asked for
            agreed += 1
    assert agreed > 1000


def closed_enums_known(model: messages.Model) -> bool:
    """A type of attribute that does not exist is 0 to the package, a number that nothing matches to us; so are types
    of elements beyond 32 bits."""
    found = [a for node in model.nodes for a in node.attribute]
    tensors = [*model.initializers, *(a.t for a in found if a.t is not None)]
    numbers = [*(t.data_type for t in tensors), *(p.element for p in (*model.inputs, *model.outputs))]
    return all(0 <= a.type <= 14 for a in found) and all(-(2**31) <= number < 2**31 for number in numbers)


def test_field_bound() -> None:
    whole = typed()
    with pytest.raises(TooLarge, match="fields"):
        read_model(whole, Limits(fields=50))


@pytest.mark.parametrize(
    ("built", "reason"),
    [
        (b"\x3a\x00\x3a\x00", "given twice"),
        (b"\x38\x00", "wire type 0"),
        (b"\x3b", "wire type 3"),
        (b"\x3a\x05\x00", "ends beyond"),
        (b"\x00\x00", "does not exist"),
        (b"\x3a" + b"\xff" * 10 + b"\x01", "more than 64 bits"),
        (b"\x3a\x80", "ends within a number"),
        (b"\x3a\x05\x0a\x03\x0a\x01\xff", "no UTF-8"),
        (b"\x3a\x00", "no graph with outputs"),
        (b"\xba\x80\x80\x80\x80\x00\x00", "a tag of more than 5 bytes"),
        (b"\x3a\x80\x80\x80\x80\x80\x00", "a length of more than 5 bytes"),
        (b"\x3a\x08\x0a\x06\x2a\x04\xaa\x01\x01r", "refers to a function's, 'r'"),
        (b"\x3a\x0e\x2a\x0c" + 2 * b"\x6a\x04\x0a\x02at", "gives 'at' twice"),
    ],
)
def test_what_the_format_does_not_have(built: bytes, reason: str) -> None:
    with pytest.raises(MalformedModel, match=reason):
        read_model(built, DEFAULT)


def test_packed_numbers_that_end_within_one_or_are_too_long() -> None:
    for chunks in ([b"\x80"], [b"\x01\x80", b"\x01"], [b"\xff" * 9 + b"\x02"], [b"\xff" * 10 + b"\x01"]):
        with pytest.raises(MalformedModel):
            wire_format.varints(chunks, np.uint64)
    assert wire_format.varints([], np.int64).size == wire_format.varints([b""], np.int64).size == 0
    with pytest.raises(MalformedModel):
        wire_format.fixed([memoryview(bytes(3)), memoryview(bytes(5))], "<f4")


def packed(value: int) -> bytes:
    groups = [value >> shift & 0x7F for shift in range(0, max(value.bit_length(), 1), 7)]
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


@pytest.mark.parametrize("block_bytes", [10, 11, 64])
def test_packed_numbers_across_blocks(block_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_format, "_BLOCK_BYTES", block_bytes)
    chosen = random.Random(7)
    values = [chosen.getrandbits(chosen.randrange(65)) for _ in range(500)]
    data = b"".join(map(packed, values))
    assert wire_format.varints([data[:0], data], np.uint64).tolist() == values
    assert wire_format.varints([data], np.int32).tolist() == np.array(values, np.uint64).astype(np.int32).tolist()
    for broken in (b"\xff" * 9 + b"\x02", b"\xff" * 10 + b"\x01", b"\xff" * 200 + b"\x01"):
        with pytest.raises(MalformedModel, match="64 bits"):
            wire_format.varints([data, broken, data], np.uint64)


@pytest.mark.parametrize("numbers", [{"floats": [0.5] * 300}, {"ints": [1] * 300}])
def test_numbers_of_attributes_count_as_fields(numbers: dict[str, Any]) -> None:
    """Packed, though ONNX's own definition does not pack them: one field then has any number."""
    number, element = (7, bytes(4)) if "floats" in numbers else (8, b"\x01")
    values = element * 300
    attribute = bytes([8 * number + 2]) + packed(len(values)) + values
    for tag in (0x2A, 0x0A, 0x3A):  # of a node, of a graph, of the model
        attribute = bytes([tag]) + packed(len(attribute)) + attribute
    with pytest.raises(TooLarge, match="fields"):
        read_model(attribute, Limits(fields=250))
    with pytest.raises(MalformedModel, match="no graph with outputs"):
        read_model(attribute, Limits(fields=350))


def test_what_a_file_makes_is_bounded() -> None:
    """Two bytes a field, and many fields: some hundred bytes each at most, and no more of them than the bound."""
    bound = 2**14
    for field in (b"\x2a\x00", b"\x5a\x00", b"\x2a\x02\x28\x01", b"\x2a\x02\x08\x01"):
        graph = field * (bound // 2)
        whole = b"\x3a" + packed(len(graph)) + graph
        tracemalloc.start()
        try:
            with pytest.raises(MalformedModel, match="no graph with outputs"):
                read_model(whole, Limits(fields=2 * bound))
            assert tracemalloc.get_traced_memory()[1] < 1000 * bound
        finally:
            tracemalloc.stop()
        with pytest.raises(TooLarge, match="fields"):
            read_model(whole, Limits(fields=bound // 4))


def test_packed_elements_take_little_beyond_the_result() -> None:
    data = b"\x01" * 2**23
    tracemalloc.start()
    try:
        made = wire_format.varints([data], np.int32)
        assert tracemalloc.get_traced_memory()[1] < made.nbytes + 2 * len(data) + 128 * 2**20
    finally:
        tracemalloc.stop()
