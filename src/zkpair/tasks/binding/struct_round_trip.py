"""A dataclass across the border and back: n records, each of which the callee takes apart and gives back as a new one.

Every field is changed, so that each has been a value of the callee's own: serial + 1, −value, label reversed, not
active.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.alterations import replaced
from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = (2**4, 2**8, 2**12)
LABEL_BYTES = 8
RECORD = np.dtype([("serial", "<u8"), ("value", "<f8"), ("label", "u1", (LABEL_BYTES,)), ("active", "u1")])
"""25 bytes: serial below 2^63, a finite float64, eight printable ASCII characters, 0 or 1."""
SERIAL_BOUND = 1 << 63
FIRST_PRINTABLE, PRINTABLE = 0x20, 95

Records = NDArray[np.void]


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    return CaseData(cell, seed, {}, [{"records": _drawn(cell, seed, i)} for i in range(N_INSTANCES)])


def _drawn(cell: Cell, seed: int, instance: int) -> bytes:
    words = np.frombuffer(stream(f"{cell}/records/{instance}", seed, 32 * cell.size), "<u8").reshape(-1, 4)
    records = np.zeros(cell.size, RECORD)
    records["serial"] = words[:, 0] >> np.uint64(1)
    records["value"] = (words[:, 1].astype(np.int64) >> np.int64(11)) / 1024.0
    characters = words[:, 2].copy().view("u1").reshape(-1, LABEL_BYTES)
    records["label"] = FIRST_PRINTABLE + characters % PRINTABLE
    records["active"] = words[:, 3] & np.uint64(1)
    return records.tobytes()


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Field by field, bit by bit."""
    if reason := wrong_length(output, RECORD.itemsize * case.cell.size):
        return reason
    expected = _changed(np.frombuffer(case.instances[instance]["records"], RECORD))
    found = np.frombuffer(output, RECORD)
    for name in RECORD.names or ():
        same = _bits(found, name) == _bits(expected, name)
        wrong = np.flatnonzero(~same.reshape(len(found), -1).all(axis=1))
        if len(wrong):
            i = int(wrong[0])
            return f"record {i}: {name} is {found[name][i]!r}, expected {expected[name][i]!r}"
    return None


def _bits(records: Records, name: str) -> NDArray[np.unsignedinteger]:
    """A field's bits: −0.0 is not 0.0 here."""
    column = np.ascontiguousarray(records[name])
    return column.view("<u8") if name == "value" else column


def _changed(records: Records) -> Records:
    changed = records.copy()
    changed["serial"] += np.uint64(1)
    changed["value"] *= -1.0
    changed["label"] = records["label"][:, ::-1]
    changed["active"] = 1 - records["active"]
    return changed


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    last = RECORD.itemsize * (case.cell.size - 1)
    sent = case.instances[instance]["records"]
    alterations = {"records as they were sent": sent}
    for name, field in (RECORD.fields or {}).items():
        start, end = field[1], field[1] + field[0].itemsize
        for where, record in {"first": 0, "last": last}.items():
            alterations[f"{where} record: {name} as it was sent"] = replaced(
                output, record + start, sent[record + start : record + end]
            )
    if case.cell.size > 1:
        alterations["records in reverse"] = np.frombuffer(output, RECORD)[::-1].tobytes()
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    def alter(blob: bytes) -> dict[str, bytes]:
        last = len(blob) - RECORD.itemsize
        return {
            "serial of 2^63": replaced(blob, 0, SERIAL_BOUND.to_bytes(8, "little")),
            "value is not a number": replaced(blob, 8, np.array([np.nan]).tobytes()),
            "last value is infinite": replaced(blob, last + 8, np.array([-np.inf]).tobytes()),
            "label with a zero byte": replaced(blob, 16, b"\0"),
            "last label is not ASCII": replaced(blob, last + 16, b"\xc3\xa9"),
            "active is 2": replaced(blob, 24, b"\2"),
        }

    return refused_blob(case, "records", alter)


def edge_cases(cell: Cell) -> list[CaseData]:
    """Zeros of either sign, the smallest and the largest floats, the largest serial, labels of blanks."""
    values = [0.0, -0.0, 5e-324, 1.7976931348623157e308]
    instances = []
    for i, value in enumerate(values):
        records = np.zeros(cell.size, RECORD)
        records["serial"] = SERIAL_BOUND - 1 if i % 2 else 0
        records["value"] = value
        records["label"] = FIRST_PRINTABLE + (np.arange(LABEL_BYTES) if i else 0)
        records["active"] = i % 2
        instances.append({"records": records.tobytes()})
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="binding/struct_round_trip",
    summary="dataclasses that become the callee's records and come back",
    combinations=[Combination({}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="records",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="records",
)
