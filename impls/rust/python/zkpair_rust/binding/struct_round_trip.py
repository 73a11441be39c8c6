"""`binding/struct_round_trip`: a dataclass becomes a struct of Rust's, and a new dataclass comes back."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust import _native
from zkpair_rust.binding.adapter import BorderAdapter, border, size
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.errors import NotFiniteError, OutOfRangeError, WrongLengthError

LAYOUT = struct.Struct("<Qd8s?")  # serial, value, label, active
LARGEST_SERIAL = 2**63 - 1


@dataclass(slots=True)
class Record:
    """An integer of 64 bits, a float, text, and a truth value."""

    serial: int
    value: float
    label: str
    active: bool


def changed(record: Record) -> Record:
    """serial + 1, −value, label reversed, not active. Raises OverflowError for the last serial of 64 bits."""
    made: Record = _native.binding_record_changed(record)
    return made


def decode_record(data: bytes, place: int) -> Record:
    """25 bytes. Raises OutOfRangeError or NotFiniteError for a field that no record has."""
    serial, value, label, active = LAYOUT.unpack(data)
    if serial > LARGEST_SERIAL:
        raise OutOfRangeError(f"record {place}: serial is {serial}, not below 2^63", place)
    if not math.isfinite(value):
        raise NotFiniteError(f"record {place}: value is not a finite number", place)
    if min(label) < 0x20 or max(label) > 0x7E:
        raise OutOfRangeError(f"record {place}: label is {label!r}, not printable ASCII", place)
    if data[-1] > 1:
        raise OutOfRangeError(f"record {place}: active is {data[-1]}, not 0 or 1", place)
    return Record(serial, value, label.decode("ascii"), active)


class Rust(BorderAdapter):
    """`binding/struct_round_trip:rust`."""

    wire_format = "records"
    attributes = border("four attributes read, one object made")

    def prepare(self, case: Case, threads: int) -> Sequence[list[Record]]:
        """Dataclasses of the blobs."""
        n, width = size(case), LAYOUT.size

        def parse(blobs: Blobs) -> list[Record]:
            data = blob(blobs, "records")
            if len(data) != width * n:
                raise WrongLengthError(f"records has {len(data)} bytes, {width * n} are needed ({n} records)")
            return [decode_record(data[i : i + width], i // width) for i in range(0, width * n, width)]

        return each_instance(case, parse)

    def run(self, state: Sequence[Record]) -> list[Record]:
        """New records."""
        change = _native.binding_record_changed
        return [change(record) for record in state]

    def encode(self, output: Sequence[Record]) -> bytes:
        """25 bytes each."""
        return b"".join(
            LAYOUT.pack(record.serial, record.value, record.label.encode("ascii"), record.active) for record in output
        )
