"""Protocol buffers read: a message is a row of fields, each a tag (8·number + wire type) and a value.

Source: protobuf's encoding (protobuf.dev/programming-guides/encoding). Nothing is copied but what is asked for; lengths
are held against the bytes present, and the fields of a whole model, with the numbers that its attributes pack, against
one bound. Nothing calls itself: the depth is that of the messages read. Fields that nobody asks for are stepped over:
damage in them goes unseen. Stricter than the format, where no writer differs: a field of another wire type than its
own, a group, a single field given twice, text that is no UTF-8.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel, TooLarge
from zkpair_graph.graph import Array

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
_SIZES = {FIXED64: 8, FIXED32: 4}
LONGEST_TAG = LONGEST_LENGTH = 5
"""Bytes: both have 32 bits."""

_BLOCK_BYTES = 2**20
"""Packed numbers are decoded in such pieces: what that takes beyond the result stays small."""


class Kind(enum.Enum):
    """What a field holds. Plurals may be given again; numbers among them are packed or one a field."""

    INT = enum.auto()
    FLOAT = enum.auto()
    TEXT = enum.auto()
    BYTES = enum.auto()
    TEXTS = enum.auto()
    MESSAGES = enum.auto()
    INTS = enum.auto()
    FLOATS = enum.auto()
    DOUBLES = enum.auto()


INT, FLOAT, TEXT, BYTES, TEXTS, MESSAGES, INTS, FLOATS, DOUBLES = Kind
_WIRES = {
    INT: (VARINT,),
    FLOAT: (FIXED32,),
    TEXT: (LENGTH,),
    BYTES: (LENGTH,),
    TEXTS: (LENGTH,),
    MESSAGES: (LENGTH,),
    INTS: (VARINT, LENGTH),
    FLOATS: (FIXED32, LENGTH),
    DOUBLES: (FIXED64, LENGTH),
}
_SINGLE = (INT, FLOAT, TEXT, BYTES)


def malformed(reason: str) -> MalformedModel:
    return MalformedModel(f"not an ONNX model: {reason}")


class Fields:
    """Reads messages and counts their fields. Raises TooLarge beyond `bound` of them in all."""

    def __init__(self, bound: int) -> None:
        self.bound, self.count = bound, 0

    def of(self, message: str, data: memoryview, kinds: Mapping[int, Kind]) -> Iterator[tuple[int, Any]]:
        """(number, value) of the fields in `kinds`: an int, a float, a str or the bytes; of plural numbers the bytes.

        Raises MalformedModel, which names the message's type and the field.
        """
        place, end, seen = 0, len(data), 0
        while place < end:
            self.take(1)
            tag, start = varint(data, place)
            if start - place > LONGEST_TAG:
                raise malformed(f"{message} has a tag of more than {LONGEST_TAG} bytes")
            number, wire = tag >> 3, tag & 7
            value: Any = None
            if wire == VARINT:
                value, place = varint(data, start)
            elif wire == LENGTH:
                first = start
                length, start = varint(data, first)
                if start - first > LONGEST_LENGTH:
                    raise malformed(f"field {number} of {message} has a length of more than {LONGEST_LENGTH} bytes")
                place = start + length
            elif wire in _SIZES:
                place = start + _SIZES[wire]
            else:
                raise malformed(f"{message} has a field of wire type {wire}")
            if place > end or not 0 < number < 2**29:
                raise malformed(f"field {number} of {message} does not exist or ends beyond its bytes")
            kind = kinds.get(number)
            if kind is None:
                continue
            if wire not in _WIRES[kind]:
                raise malformed(f"field {number} of {message} has wire type {wire}")
            if kind in _SINGLE:
                if seen >> number & 1:
                    raise malformed(f"field {number} of {message} is given twice")
                seen |= 1 << number
            found = data[start:place]
            if wire != LENGTH and kind not in _SINGLE:
                yield number, bytes(found)  # one number of many: a view takes five times as much
            else:
                yield number, _value(message, number, kind, value, found)

    def take(self, count: int) -> None:
        """Count so many fields, or numbers of an attribute. Raises TooLarge."""
        self.count += count
        if self.count > self.bound:
            raise TooLarge("model: fields", self.count, self.bound)


def _value(message: str, number: int, kind: Kind, varint_value: Any, data: memoryview) -> Any:
    if kind is INT:
        return signed(varint_value)
    if kind is TEXT or kind is TEXTS:
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError as error:
            raise malformed(f"field {number} of {message} is no UTF-8") from error
    return struct.unpack("<f", data)[0] if kind is FLOAT else data


def varint(data: memoryview, place: int) -> tuple[int, int]:
    """A number below 2^64, seven bits a byte, lowest first, and the place behind it."""
    if place < len(data) and data[place] < 0x80:
        return data[place], place + 1
    value = shift = 0
    for byte in data[place : place + 10]:
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80 and value < 2**64:
            return value, place
    raise malformed("it ends within a number, or a number has more than 64 bits")


def signed(value: int) -> int:
    """Two's complement of 64 bits."""
    return value - 2**64 if value >= 2**63 else value


def count_of(chunks: Sequence[bytes | memoryview]) -> int:
    """How many varints there are: each has one byte without the high bit."""
    return sum(int(np.count_nonzero(np.frombuffer(chunk, np.uint8) < 0x80)) for chunk in chunks)


def varints(chunks: Sequence[bytes | memoryview], dtype: type[np.integer[Any]]) -> Array:
    """Σ (byte_k mod 128)·2^(7k) of every element, its lower bits where `dtype` is shorter, two's complement."""
    if any(len(chunk) and chunk[-1] >= 0x80 for chunk in chunks):
        raise malformed("packed numbers end within one")
    data = np.frombuffer(b"".join(chunks), np.uint8)
    values = np.empty(count_of([data.data]), dtype)
    start = made = 0
    while start < len(data):
        block = data[start : start + _BLOCK_BYTES]
        ends = np.flatnonzero(block < 0x80)
        if not len(ends):
            raise malformed("a packed number has more than 64 bits")
        block = block[: ends[-1] + 1]
        values[made : made + len(ends)] = _decoded(block, ends).astype(dtype)
        start, made = start + len(block), made + len(ends)
    return values


def _decoded(data: Array, ends: Array) -> Array:
    """uint64 of whole elements, whose last bytes are at `ends`."""
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    longest = int(lengths.max())
    if longest > 10 or (data[ends[lengths == 10]] > 1).any():
        raise malformed("a packed number has more than 64 bits")
    values = np.zeros(len(ends), np.uint64)
    for k in range(longest):
        there = lengths > k
        values[there] |= (data[starts[there] + k] & np.uint8(0x7F)).astype(np.uint64) << np.uint64(7 * k)
    return values


def fixed(chunks: Sequence[bytes | memoryview], dtype: str) -> Array:
    """Elements of a fixed size."""
    if any(len(chunk) % np.dtype(dtype).itemsize for chunk in chunks):
        raise malformed("packed numbers end within one")
    return np.frombuffer(b"".join(chunks), dtype)
