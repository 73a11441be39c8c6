"""A dataclass taken apart and given back as a new one, every field changed."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

from zkpair_python.binding.numbers import OutOfRangeError
from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.errors import NotFiniteError, WrongLengthError
from zkpair_python.versions import LANGUAGE

LAYOUT = struct.Struct("<Qd8s?")  # serial, value, label, active
LARGEST_SERIAL = 2**63 - 1


@dataclass(slots=True)
class Record:
    """Fields of four kinds: an integer of 64 bits, a float, text, and a truth value."""

    serial: int
    value: float
    label: str
    active: bool


def changed(record: Record) -> Record:
    """serial + 1, −value, label reversed, not active."""
    return Record(record.serial + 1, -record.value, record.label[::-1], not record.active)


def decode_record(data: bytes, where: str) -> Record:
    """25 bytes. Raises OutOfRangeError or NotFiniteError for a field that no record has."""
    serial, value, label, active = LAYOUT.unpack(data)
    if serial > LARGEST_SERIAL:
        raise OutOfRangeError(f"{where}: serial is {serial}; it has to be below 2^63")
    if not isfinite(value):
        raise NotFiniteError(f"{where}: value is {value}; it has to be finite")
    if not all(0x20 <= character < 0x7F for character in label):
        raise OutOfRangeError(f"{where}: label is {label!r}; it has to be printable ASCII")
    if data[-1] > 1:
        raise OutOfRangeError(f"{where}: active is {data[-1]}; it has to be 0 or 1")
    return Record(serial, value, label.decode("ascii"), active)


def encode_record(record: Record) -> bytes:
    return LAYOUT.pack(record.serial, record.value, record.label.encode("ascii"), record.active)


def decode_instances(case: Case) -> list[list[Record]]:
    """The instances of a `binding/struct_round_trip` case, checked."""
    n = require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        data, width = require_blob(blobs, "records", f"instance {i}"), LAYOUT.size
        if len(data) != width * n:
            raise WrongLengthError(f"instance {i}: records: {len(data)} bytes, but {n} records take {width * n}")
        places = range(0, width * n, width)
        instances.append([decode_record(data[j : j + width], f"instance {i}: record {j // width}") for j in places])
    return instances


class Python:
    """`binding/struct_round_trip:python`: a function from dataclass to dataclass."""

    wire_format = "records"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "a dataclass with slots",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[list[Record]]:
        return decode_instances(case)

    def run(self, state: Sequence[Record]) -> list[Record]:
        return [changed(record) for record in state]

    def encode(self, output: Sequence[Record]) -> bytes:
        return b"".join(map(encode_record, output))
