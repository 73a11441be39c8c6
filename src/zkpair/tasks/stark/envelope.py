"""The envelope of a proof in a library's own format: a header that says which parameters the proof was made with.

    "zkpstark" (8 bytes), u8 length and ASCII name of the format, five u32 little-endian: log2 of the trace length,
    blowup, queries, grinding bits, degree of the extension; then the payload

A judge and every verifier hold the header against what the cell demands; nothing else is accepted.
"""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.stark.setting import extension_degree, setting_of
from zkpair.tasks.task import Cell

MAGIC = b"zkpstark"
HEADER = struct.Struct("<5I")
FORMATS = ("plonky3", "plonky2")
PAYLOAD_LIMIT_BYTES = 1 << 24


@dataclass(frozen=True)
class Header:
    trace_length_log2: int
    blowup: int
    queries: int
    grinding: int
    extension_degree: int


def demanded_header(cell: Cell, trace_length: int) -> Header:
    setting = setting_of(cell)
    degree = extension_degree(cell)
    return Header(trace_length.bit_length() - 1, setting.blowup, setting.queries, setting.grinding, degree)


def write_envelope(name: str, header: Header, payload: bytes) -> bytes:
    return MAGIC + bytes([len(name)]) + name.encode("ascii") + HEADER.pack(*astuple(header)) + payload


def read_envelope(blob: bytes) -> tuple[str, Header, bytes]:
    """Name of the format, header, payload. EncodingError says what is wrong."""
    if blob[: len(MAGIC)] != MAGIC:
        raise EncodingError("does not begin with the magic of an envelope, zkpstark")
    start = len(MAGIC) + 1
    name = blob[start : start + blob[start - 1]] if len(blob) >= start else b""
    header = blob[start + len(name) : start + len(name) + HEADER.size]
    if len(header) != HEADER.size:
        raise EncodingError(f"{len(blob)} bytes are too few for the header of an envelope")
    if not name.isascii():
        raise EncodingError("the name of the format is not ASCII")
    return name.decode(), Header(*HEADER.unpack(header)), blob[start + len(name) + HEADER.size :]


def envelope_fault(cell: Cell, trace_length: int, blob: bytes) -> str | None:
    """What in the envelope is not as the cell demands, or None. Of the payload only the length is held to a bound."""
    try:
        name, header, payload = read_envelope(blob)
    except EncodingError as error:
        return str(error)
    if name not in FORMATS:
        return f"format {name!r} is none of {', '.join(FORMATS)}"
    demanded = demanded_header(cell, trace_length)
    if header != demanded:
        return f"made with {header}, the cell demands {demanded}"
    if not 0 < len(payload) <= PAYLOAD_LIMIT_BYTES:
        return f"a payload of {len(payload)} bytes; it has 1 to {PAYLOAD_LIMIT_BYTES}"
    return None
