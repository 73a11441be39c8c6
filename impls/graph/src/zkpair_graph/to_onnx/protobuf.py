"""The few messages of ONNX that a model needs, written as protocol buffers.

Source: ONNX's onnx.proto (field numbers), protobuf's encoding (protobuf.dev/programming-guides/encoding). The onnx
package writes the same bytes; this spares an engine's process the package and its memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Attribute = int | float | str | Sequence[int]

VARINT, LENGTH, FIXED32 = 0, 2, 5
ELEMENT_TYPES = {"float32": 1, "int32": 6, "int64": 7}
ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_STRING, ATTRIBUTE_INTS = 1, 2, 3, 7


def varint(value: int) -> bytes:
    """Seven bits a byte, lowest first; negative numbers as 64 bits."""
    value &= 2**64 - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def integer(field: int, value: int) -> bytes:
    return varint(field << 3 | VARINT) + varint(value)


def message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | LENGTH) + varint(len(content)) + content


def text(field: int, content: str) -> bytes:
    return message(field, content.encode())


def attribute(name: str, value: Attribute) -> bytes:
    """AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20."""
    head = text(1, name)
    if isinstance(value, float):
        return head + varint(2 << 3 | FIXED32) + struct.pack("<f", value) + integer(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return head + integer(3, value) + integer(20, ATTRIBUTE_INT)
    if isinstance(value, str):
        return head + text(4, value) + integer(20, ATTRIBUTE_STRING)
    return head + b"".join(integer(8, item) for item in value) + integer(20, ATTRIBUTE_INTS)


def node(op: str, inputs: Iterable[str], output: str, attributes: dict[str, Attribute]) -> bytes:
    """NodeProto: input 1, output 2, op_type 4, attribute 5."""
    named = b"".join(text(1, name) for name in inputs) + text(2, output) + text(4, op)
    return named + b"".join(message(5, attribute(name, value)) for name, value in attributes.items())


def tensor(name: str, array: Array) -> bytes:
    """TensorProto: dims 1, data_type 2, name 8, raw_data 9."""
    dims = b"".join(integer(1, side) for side in array.shape)
    raw = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
    return dims + integer(2, ELEMENT_TYPES[array.dtype.name]) + text(8, name) + message(9, raw)


def port(name: str, element: str, shape: Sequence[int | str]) -> bytes:
    """ValueInfoProto: name 1, type 2 (tensor_type 1: elem_type 1, shape 2: dim 1: dim_value 1 or dim_param 2)."""
    sides = b"".join(message(1, text(2, s) if isinstance(s, str) else integer(1, s)) for s in shape)
    return text(1, name) + message(2, message(1, integer(1, ELEMENT_TYPES[element]) + message(2, sides)))


def graph(
    name: str, nodes: Iterable[bytes], tensors: Iterable[bytes], inputs: Iterable[bytes], outputs: Iterable[bytes]
) -> bytes:
    """GraphProto: node 1, name 2, initializer 5, input 11, output 12."""
    groups = ((1, nodes), (2, [name.encode()]), (5, tensors), (11, inputs), (12, outputs))
    return b"".join(message(field, content) for field, group in groups for content in group)


def model(content: bytes, opset: int, ir_version: int) -> bytes:
    """ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8 (version 2)."""
    head = integer(1, ir_version) + text(2, "zkpair_graph")
    return head + message(7, content) + message(8, integer(2, opset))
