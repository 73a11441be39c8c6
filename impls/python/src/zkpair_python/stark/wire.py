"""Reading and writing bytes as winterfell does, and refusing every second way to write the same.

Integers are little-endian. A `usize` takes 1 to 9 bytes: the number of trailing zero bits of the first byte, plus 1,
is the number of bytes, and the value is the rest, shifted down; a first byte 0 announces 8 more bytes. A value has one
shortest form, which is the only one accepted here (winterfell reads them all).
"""

from __future__ import annotations

from .errors import MalformedProof
from .extension import EXTENSION_BYTES, Ext, decode_extension
from .field import ELEMENT_BYTES, decode_elements
from .hashing import DIGEST_BYTES


def encode_usize(value: int) -> bytes:
    """7 bits of the value for each byte, up to 8 bytes; 9 bytes from 2^56 up."""
    length = max(1, -(-value.bit_length() // 7))
    if length > 8:
        return b"\0" + value.to_bytes(8, "little")
    return ((value << 1 | 1) << (length - 1)).to_bytes(length, "little")


def encode_bytes(data: bytes) -> bytes:
    """A byte vector: its length as usize, then the bytes."""
    return encode_usize(len(data)) + data


class Reader:
    """Reads from the front of some bytes. Whatever is short or not in its one form raises `MalformedProof`."""

    def __init__(self, data: bytes, where: str = "proof") -> None:
        self.data = data
        self.position = 0
        self.where = where

    def take(self, count: int, what: str) -> bytes:
        left = len(self.data) - self.position
        if count > left:
            raise MalformedProof(f"{self.where}: {what} takes {count} bytes, {left} are left")
        self.position += count
        return self.data[self.position - count : self.position]

    def integer(self, size: int, what: str) -> int:
        return int.from_bytes(self.take(size, what), "little")

    def usize(self, what: str) -> int:
        first = self.take(1, what)[0]
        if first == 0:
            value = self.integer(8, what)
        else:
            length = (first & -first).bit_length()
            rest = self.take(length - 1, what)
            value = int.from_bytes(bytes([first]) + rest, "little") >> length
        if encode_usize(value) != self.data[self.position - len(encode_usize(value)) : self.position]:
            raise MalformedProof(f"{self.where}: {what} is {value}, not in its shortest form")
        return value

    def expect(self, data: bytes, what: str) -> None:
        """Exactly these bytes."""
        found = self.take(len(data), what)
        if found != data:
            raise MalformedProof(f"{self.where}: {what} is {found.hex()}, not {data.hex()}")

    def expect_integer(self, size: int, value: int, what: str) -> None:
        found = self.integer(size, what)
        if found != value:
            raise MalformedProof(f"{self.where}: {what} is {found}, not {value}")

    def expect_usize(self, value: int, what: str) -> None:
        found = self.usize(what)
        if found != value:
            raise MalformedProof(f"{self.where}: {what} is {found}, not {value}")

    def elements(self, count: int, what: str) -> list[int]:
        return decode_elements(self.take(count * ELEMENT_BYTES, what), count, f"{self.where}: {what}")

    def extension(self, count: int, what: str) -> list[Ext]:
        return decode_extension(self.take(count * EXTENSION_BYTES, what), count, f"{self.where}: {what}")

    def digests(self, count: int, what: str) -> list[bytes]:
        data = self.take(count * DIGEST_BYTES, what)
        return [data[i : i + DIGEST_BYTES] for i in range(0, len(data), DIGEST_BYTES)]

    def end(self) -> None:
        if self.position != len(self.data):
            raise MalformedProof(f"{self.where}: {len(self.data) - self.position} bytes after its end")
