"""The container of circom's and snarkjs's binary files, read with every length checked before it is used.

    magic: 4 bytes | version: u32 | number of sections: u32 | sections: (id: u32, size: u64, size bytes)

All integers are little-endian. Written from the files themselves and iden3's r1cs specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from .errors import MalformedFile

_MAX_SECTIONS = 32


class Reader:
    """Reads forward through bytes; asking for more than there is raises `MalformedFile` with the place."""

    def __init__(self, data: bytes, place: str) -> None:
        self.data = data
        self.place = place
        self.offset = 0

    def fail(self, problem: str) -> NoReturn:
        raise MalformedFile(
            f"{self.place}, byte {self.offset}: {problem}; the file is damaged or of another kind: make it again"
        )

    def take(self, size_bytes: int, what: str) -> bytes:
        left = len(self.data) - self.offset
        if size_bytes > left:
            self.fail(f"{what} needs {size_bytes} bytes, {left} are left")
        chunk = self.data[self.offset : self.offset + size_bytes]
        self.offset += size_bytes
        return chunk

    def u32(self, what: str) -> int:
        return int.from_bytes(self.take(4, what), "little")

    def u64(self, what: str) -> int:
        return int.from_bytes(self.take(8, what), "little")

    def element(self, modulus: int, what: str) -> int:
        """A canonical field element: 32 bytes little-endian, below the modulus."""
        start = self.offset
        value = int.from_bytes(self.take(32, what), "little")
        if value >= modulus:
            self.offset = start
            self.fail(f"{what} is not below the field's modulus")
        return value

    def expect_modulus(self, modulus: int, name: str) -> None:
        """The size of a field in bytes and its modulus."""
        if self.u32(f"size of {name}") != 32:
            self.fail(f"{name} is not a field of 32 bytes; only BN254 (bn128) is supported")
        if int.from_bytes(self.take(32, f"modulus {name}"), "little") != modulus:
            self.fail(f"{name} is not BN254's; compile the circuit with `--prime bn128`")

    def end(self) -> None:
        left = len(self.data) - self.offset
        if left:
            self.fail(f"{left} trailing bytes")


def read_sections(data: bytes, *, magic: bytes, version: int, required: Iterable[int], name: str) -> dict[int, bytes]:
    """The sections by id. Each required one must be there, none twice, none unknown, and no byte may be left over."""
    reader = Reader(data, name)
    if reader.take(4, "the magic") != magic:
        reader.offset = 0
        reader.fail(f"not a .{magic.decode()} file (the first four bytes are not {magic!r})")
    found = reader.u32("the version")
    if found != version:
        reader.fail(f"version {found}, expected {version}")
    count = reader.u32("the number of sections")
    if count > _MAX_SECTIONS:
        reader.fail(f"{count} sections, at most {_MAX_SECTIONS} are allowed")
    known = set(required)
    sections: dict[int, bytes] = {}
    for _ in range(count):
        section = reader.u32("a section's id")
        if section not in known:
            reader.fail(
                f"section {section} does not belong in a .{magic.decode()} of Groth16 (custom gates are not supported)"
            )
        if section in sections:
            reader.fail(f"section {section} comes twice")
        sections[section] = reader.take(reader.u64("a section's size"), f"section {section}")
    reader.end()
    missing = sorted(known - sections.keys())
    if missing:
        reader.fail(f"section {missing[0]} is missing")
    return sections


def write_sections(magic: bytes, version: int, sections: Mapping[int, bytes]) -> bytes:
    """The container with the sections in the order of the mapping."""
    head = magic + version.to_bytes(4, "little") + len(sections).to_bytes(4, "little")
    return head + b"".join(
        section.to_bytes(4, "little") + len(body).to_bytes(8, "little") + body for section, body in sections.items()
    )
