"""Witnesses: the value of every signal, and circom's `.wtns` file (version 2).

    z = (1, outputs, public inputs, private signals),  each below r

File: section 1 the header (field, number of values), section 2 the values.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.algebra.field import R

from .container import Reader, read_sections, write_sections
from .errors import MalformedFile


def read_wtns(data: bytes, name: str = "witness") -> list[int]:
    """Parse a `.wtns`, strictly: exact lengths and canonical values."""
    sections = read_sections(data, magic=b"wtns", version=2, required=(1, 2), name=name)
    header = Reader(sections[1], f"{name}, section 1 (header)")
    header.expect_modulus(R, "the scalar field r")
    count = header.u32("the number of values")
    header.end()
    body = Reader(sections[2], f"{name}, section 2 (values)")
    if len(sections[2]) != 32 * count:
        body.fail(f"{len(sections[2])} bytes for {count} values, expected {32 * count}")
    z = [body.element(R, f"value {i}") for i in range(count)]
    if not z or z[0] != 1:
        raise MalformedFile(
            f"{name}: value 0 is not the constant 1; make the witness again with the circuit's generator"
        )
    return z


def write_wtns(z: Sequence[int]) -> bytes:
    """The `.wtns` of the values z (each below r)."""
    header = (32).to_bytes(4, "little") + R.to_bytes(32, "little") + len(z).to_bytes(4, "little")
    return write_sections(b"wtns", 2, {1: header, 2: b"".join(value.to_bytes(32, "little") for value in z)})
