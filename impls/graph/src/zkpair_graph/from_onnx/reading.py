"""From bytes to ONNX's messages.

Source: ONNX's onnx.proto (field numbers, IR version 14). What is not here (documentation, metadata, shapes of inner
values, bodies of functions, subgraphs) is stepped over: no graph comes of it, and damage within it is not noticed.
"""

from __future__ import annotations

import numpy as np

from zkpair_graph.from_onnx.messages import (
    DOUBLE_DATA,
    FLOAT_DATA,
    INT32_DATA,
    INT64_DATA,
    UINT64_DATA,
    Attribute,
    Model,
    Node,
    Port,
    Tensor,
)
from zkpair_graph.from_onnx.wire_format import (
    BYTES,
    DOUBLES,
    FLOAT,
    FLOATS,
    INT,
    INTS,
    MESSAGES,
    TEXT,
    TEXTS,
    Fields,
    count_of,
    fixed,
    malformed,
    varints,
)
from zkpair_graph.limits import Limits, require

OWN_DOMAINS = ("", "ai.onnx")
IN_ANOTHER_FILE = 1

_MODEL = {7: BYTES, 8: MESSAGES, 25: MESSAGES}
_OPSET = {1: TEXT, 2: INT}
_FUNCTION = {1: TEXT}
_GRAPH = {1: MESSAGES, 5: MESSAGES, 11: MESSAGES, 12: MESSAGES, 15: MESSAGES}
_SPARSE = {1: BYTES}
_NODE = {1: TEXTS, 2: TEXTS, 3: TEXT, 4: TEXT, 5: MESSAGES, 7: TEXT}
_ATTRIBUTE = {1: TEXT, 2: FLOAT, 3: INT, 4: BYTES, 5: BYTES, 7: FLOATS, 8: INTS, 20: INT, 21: TEXT}
_ELEMENTS = {FLOAT_DATA: FLOATS, INT32_DATA: INTS, INT64_DATA: INTS, DOUBLE_DATA: DOUBLES, UINT64_DATA: INTS}
_TENSOR = {1: INTS, 2: INT, 3: BYTES, 8: TEXT, 9: BYTES, 13: MESSAGES, 14: INT, **_ELEMENTS}
_ENTRY = {1: TEXT, 2: TEXT}
_PORT = {1: TEXT, 2: BYTES}
_TYPE = dict.fromkeys((1, 4, 5, 7, 8, 9), BYTES)
_TENSOR_TYPE = {1: INT, 2: BYTES}
_SHAPE = {1: MESSAGES}
_SIDE = {1: INT, 2: TEXT}


def read_model(data: bytes, limits: Limits) -> Model:
    """Raises MalformedModel for bytes that are no model with outputs, TooLarge for more than the limits."""
    model = _Reader(limits).model(memoryview(data))
    if not model.outputs:
        raise malformed("it has no graph with outputs")
    return model


class _Reader:
    def __init__(self, limits: Limits) -> None:
        self.limits, self.fields = limits, Fields(limits.fields)

    def model(self, data: memoryview) -> Model:
        made, versions = Model(), []
        for number, value in self.fields.of("ModelProto", data, _MODEL):
            if number == 7:
                self.graph(value, made)
            elif number == 8:
                entry = dict(self.fields.of("OperatorSetIdProto", value, _OPSET))
                if entry.get(1, "") in OWN_DOMAINS:
                    versions.append(entry.get(2, 0))
            else:
                made.functions.append(dict(self.fields.of("FunctionProto", value, _FUNCTION)).get(1, ""))
        made.opset = max(versions, default=1)  # 1 where it is not stated, as the format says
        return made

    def graph(self, data: memoryview, made: Model) -> None:
        for number, value in self.fields.of("GraphProto", data, _GRAPH):
            if number == 1:
                require("nodes", len(made.nodes) + 1, self.limits.nodes)
                made.nodes.append(self.node(value))
            elif number == 5:
                made.initializers.append(self.tensor(value))
            elif number == 15:
                values = dict(self.fields.of("SparseTensorProto", value, _SPARSE))
                made.sparse.append(self.tensor(values[1]).name if values else "")
            else:
                (made.inputs if number == 11 else made.outputs).append(self.port(value))

    def node(self, data: memoryview) -> Node:
        made = Node()
        for number, value in self.fields.of("NodeProto", data, _NODE):
            if number == 1:
                made.input.append(value)
            elif number == 2:
                made.output.append(value)
            elif number == 3:
                made.name = value
            elif number == 4:
                made.op_type = value
            elif number == 5:
                made.attribute.append(self.attribute(value))
            else:
                made.domain = value
        return made

    def attribute(self, data: memoryview) -> Attribute:
        made = Attribute()
        floats: list[bytes | memoryview] = []
        ints: list[bytes | memoryview] = []
        for number, value in self.fields.of("AttributeProto", data, _ATTRIBUTE):
            if number == 1:
                made.name = value
            elif number == 2:
                made.f = value
            elif number == 3:
                made.i = value
            elif number == 4:
                made.s = bytes(value)
            elif number == 5:
                made.t = self.tensor(value)
            elif number == 20:
                made.type = value
            elif number == 21:
                raise malformed(f"attribute {made.name!r} refers to a function's, {value!r}, outside a function")
            else:
                (floats if number == 7 else ints).append(value)
        self.fields.take(sum(map(len, floats)) // 4 + count_of(ints))
        if floats:
            made.floats = tuple(fixed(floats, "<f4").tolist())
        if ints:
            made.ints = tuple(varints(ints, np.int64).tolist())
        return made

    def tensor(self, data: memoryview) -> Tensor:
        made = Tensor()
        dims: list[bytes | memoryview] = []
        elements: dict[int, list[bytes | memoryview]] = {}
        entries: dict[str, str] = {}
        location = 0
        for number, value in self.fields.of("TensorProto", data, _TENSOR):
            if number == 1:
                dims.append(value)
            elif number == 2:
                made.data_type = value
            elif number == 3:
                made.in_segments = True
            elif number == 8:
                made.name = value
            elif number == 9:
                made.raw = value
            elif number == 13:
                entry = dict(self.fields.of("StringStringEntryProto", value, _ENTRY))
                key = entry.get(1, "")
                if key in entries:
                    raise malformed(f"tensor {made.name or '(unnamed)'}: external data gives {key!r} twice")
                entries[key] = entry.get(2, "")
            elif number == 14:
                location = value
            else:
                elements.setdefault(number, []).append(value)
        require(f"tensor {made.name or '(unnamed)'}: rank", count_of(dims), self.limits.rank)
        made.dims, made.elements = tuple(varints(dims, np.int64).tolist()), elements
        if location not in (0, IN_ANOTHER_FILE):
            raise malformed(f"tensor {made.name or '(unnamed)'} lies in location {location}")
        made.external = entries if location == IN_ANOTHER_FILE else None
        return made

    def port(self, data: memoryview) -> Port:
        """Of another type than a tensor (or none), it is of element type 0."""
        found = dict(self.fields.of("ValueInfoProto", data, _PORT))
        types = dict(self.fields.of("TypeProto", found.get(2, memoryview(b"")), _TYPE))
        made = Port(found.get(1, ""))
        if len(types) > 1:
            raise malformed(f"{made.name} has several types")
        tensor = dict(self.fields.of("TypeProto.Tensor", types.get(1, memoryview(b"")), _TENSOR_TYPE))
        made.element = tensor.get(1, 0)
        if 2 in tensor:
            sides = self.fields.of("TensorShapeProto", tensor[2], _SHAPE)
            made.shape = tuple(self.side(side) for _, side in sides)
        return made

    def side(self, data: memoryview) -> int | None:
        found = dict(self.fields.of("TensorShapeProto.Dimension", data, _SIDE))
        if len(found) > 1:
            raise malformed("a side has a size and a name")
        size: int | None = found.get(1)
        return size
