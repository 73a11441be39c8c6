"""The container of circom's and snarkjs's binary files, and a reader that knows where it stands.

    magic (4 bytes) ‖ u32 version ‖ u32 number of sections ‖ (u32 id ‖ u64 length ‖ data)*        all little-endian

Format: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES

MAKE_AGAIN = "the file is damaged or of another kind: make it again, or give another"


class FileFormatError(ValueError):
    """A file that cannot be read: says which file, at which byte, and what was wrong."""


class Reader:
    """Reads forward through a part of a file; every error names the file and the place."""

    def __init__(self, data: bytes, file: str, start: int = 0):
        self.data = data
        self.file = file
        self.start = start
        self.offset = 0

    def fail(self, what: str) -> FileFormatError:
        return FileFormatError(f"{self.file}: at byte {self.start + self.offset}: {what}; {MAKE_AGAIN}")

    @property
    def remaining_bytes(self) -> int:
        return len(self.data) - self.offset

    def take(self, n_bytes: int, what: str) -> bytes:
        if n_bytes > self.remaining_bytes:
            raise self.fail(f"{what} needs {n_bytes} bytes, {self.remaining_bytes} are left")
        self.offset += n_bytes
        return self.data[self.offset - n_bytes : self.offset]

    def u32(self, what: str) -> int:
        return int.from_bytes(self.take(4, what), "little")

    def u64(self, what: str) -> int:
        return int.from_bytes(self.take(8, what), "little")

    def element(self, modulus: int, what: str) -> int:
        value = int.from_bytes(self.take(ELEMENT_BYTES, what), "little")
        if value >= modulus:
            self.offset -= ELEMENT_BYTES
            raise self.fail(f"{what} is not below the modulus")
        return value

    def expect_modulus(self, modulus: int, name: str) -> None:
        """u32 32 and the modulus itself, as the headers of all three formats have them."""
        size = self.u32(f"size of {name}")
        if size != ELEMENT_BYTES:
            self.offset -= 4
            raise self.fail(f"elements of {size} bytes; BN254 has {ELEMENT_BYTES}")
        if int.from_bytes(self.take(ELEMENT_BYTES, name), "little") != modulus:
            self.offset -= ELEMENT_BYTES
            raise self.fail(f"{name} is not BN254's: only BN254 (bn128) files can be used")

    def expect_end(self) -> None:
        if self.remaining_bytes:
            raise self.fail(f"{self.remaining_bytes} bytes follow where nothing should")


def read_container(blob: bytes, file: str, magic: bytes, version: int, ids: Sequence[int]) -> dict[int, Reader]:
    """The sections by id: exactly those of `ids`, in any order, each once, and nothing after the last."""
    reader = Reader(blob, file)
    found = reader.take(4, "magic")
    if found != magic:
        reader.offset = 0
        raise reader.fail(f"begins with {found!r}, a file of this kind with {magic!r}")
    found_version = reader.u32("version")
    if found_version != version:
        raise reader.fail(f"version {found_version}; only version {version} is known")
    sections: dict[int, Reader] = {}
    for _ in range(reader.u32("number of sections")):
        section = reader.u32("section id")
        if section in sections or section not in ids:
            reader.offset -= 4
            raise reader.fail(f"section {section} {'occurs twice' if section in sections else 'is not known here'}")
        n_bytes = reader.u64(f"length of section {section}")
        start = reader.offset
        sections[section] = Reader(reader.take(n_bytes, f"section {section}"), file, start)
    reader.expect_end()
    missing = [section for section in ids if section not in sections]
    if missing:
        raise reader.fail(f"section {missing[0]} is missing")
    return sections


def write_container(magic: bytes, version: int, sections: Sequence[tuple[int, bytes]]) -> bytes:
    """The sections in the given order."""
    parts = [magic, struct.pack("<II", version, len(sections))]
    for section, data in sections:
        parts += [struct.pack("<IQ", section, len(data)), data]
    return b"".join(parts)
