"""Errors across the border: n calls that fail, each with a named exception whose fields and text the caller reads.

A callee that takes the even numbers from low to high refuses a value below (BelowError), above (AboveError) or odd
(OddError), asked in this order. An exception carries the place and the value, and the bound where there is one.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.alterations import flipped, replaced
from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = (2**4, 2**8, 2**12)
OUTCOME = np.dtype([("kind", "u1"), ("place", "<u8"), ("value", "<i8"), ("bound", "<i8")])
"""25 bytes a call: which exception, and its fields; 0 where it has none. A value that is taken has kind 0."""
KINDS = ("none", "BelowError", "AboveError", "OddError")
TAKEN, BELOW, ABOVE, ODD = range(4)
DIGEST_BYTES = 32
LOW, HIGH = -1000, 1000

Integers = NDArray[np.int64]


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Every call fails; a third of them with each exception."""
    instances = []
    for i in range(N_INSTANCES):
        words = np.frombuffer(stream(f"{cell}/values/{i}", seed, 8 * cell.size), "<u8")
        far = (words >> np.uint64(24)).astype(np.int64)
        odd = 2 * (far % (HIGH - LOW) // 2) + 1 + LOW
        kind = words % np.uint64(3)
        instances.append(
            _instance(LOW, HIGH, np.where(kind == 0, LOW - 1 - far, np.where(kind == 1, HIGH + 1 + far, odd)))
        )
    return CaseData(cell, seed, {}, instances)


def _instance(low: int, high: int, values: Integers) -> Blobs:
    return {"limits": np.array([low, high], "<i8").tobytes(), "values": values.astype("<i8").tobytes()}


def message(kind: int, place: int, value: int, bound: int) -> str:
    """What the exception says; nothing where there is none."""
    return {
        TAKEN: "",
        BELOW: f"value {value} at place {place} is below {bound}",
        ABOVE: f"value {value} at place {place} is above {bound}",
        ODD: f"value {value} at place {place} is odd",
    }[kind]


def expected_output(case: CaseData, instance: int) -> bytes:
    """The outcomes, then SHA-256 of all messages, each followed by a line feed."""
    values = np.frombuffer(case.instances[instance]["values"], "<i8")
    low, high = (int(limit) for limit in np.frombuffer(case.instances[instance]["limits"], "<i8"))
    outcomes = np.zeros(len(values), OUTCOME)
    outcomes["kind"] = np.select([values < low, values > high, values % 2 == 1], [BELOW, ABOVE, ODD], TAKEN)
    outcomes["place"] = np.where(outcomes["kind"] == TAKEN, 0, np.arange(len(values)))
    outcomes["value"] = values
    outcomes["bound"] = np.select([values < low, values > high], [low, high], 0)
    text = "".join(message(*outcome) + "\n" for outcome in outcomes.tolist())
    return outcomes.tobytes() + hashlib.sha256(text.encode()).digest()


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Field by field; then the texts."""
    if reason := wrong_length(output, OUTCOME.itemsize * case.cell.size + DIGEST_BYTES):
        return reason
    right = expected_output(case, instance)
    found, expected = (np.frombuffer(blob[:-DIGEST_BYTES], OUTCOME) for blob in (output, right))
    for name in OUTCOME.names or ():
        wrong = np.flatnonzero(found[name] != expected[name])
        if len(wrong):
            i = int(wrong[0])
            kind = KINDS[int(expected["kind"][i])]
            return f"call {i} ({kind}): {name} is {int(found[name][i])}, expected {int(expected[name][i])}"
    return None if output == right else "the fields are right, the messages differ"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    last = OUTCOME.itemsize * (case.cell.size - 1)
    alterations = {"message altered": flipped(output, len(output) - 1), "no messages": output[:-32] + bytes(32)}
    for where, call in {"first": 0, "last": last}.items():
        for name, field in (OUTCOME.fields or {}).items():
            alterations[f"{where} call: another {name}"] = flipped(output, call + field[1])
        alterations[f"{where} call: no exception"] = replaced(output, call, bytes(OUTCOME.itemsize))
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    return [
        *refused_blob(case, "values", lambda blob: {"one value short": blob[:-8], "one too many": blob + bytes(8)}),
        *refused_blob(case, "limits", lambda blob: {"low above high": blob[8:] + blob[:8], "one limit": blob[:8]}),
    ]


def edge_cases(cell: Cell) -> list[CaseData]:
    """No error at all, errors at the ends of 64 bits, values on the limits, and limits that leave one value."""
    n = cell.size
    smallest, largest = -(2**63), 2**63 - 1
    around = np.arange(n, dtype=np.int64) % 8
    return [
        CaseData(
            cell,
            0,
            {},
            [
                _instance(-16, 16, 2 * (around - 4)),
                _instance(0, 0, np.where(around % 2, smallest, largest)),
                _instance(smallest, largest, np.where(around % 2, smallest, largest)),
                _instance(-3, 3, around - 4),
            ],
        )
    ]


TASK = Task(
    id="binding/error_translation",
    summary="errors that become named exceptions with their fields",
    combinations=[Combination({}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="errors",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="errors",
)
