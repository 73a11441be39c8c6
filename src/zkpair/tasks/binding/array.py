"""Arrays of float64 across the border: 16 calls, each takes x of n numbers and gives y_i = 2·x_i + 1.

`transfer=copied`: the callee copies what it is given and the result is copied once more into memory of the caller's
language. `transfer=borrowed`: the callee reads the caller's memory and lends its own. 2·x is exact, so y has one
rounding and every way of computing it gives the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.alterations import replaced
from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

CALLS = 16
SIZES = (1, 4, 16, 64, 256, 1024, 4096, 2**14, 2**16)
FLOAT_BYTES = 8
LARGEST = 2.0**1000
"""Inputs are at most this large, so that no result is infinite."""

Array = NDArray[np.float64]


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    return CaseData(cell, seed, {}, [{"x": _drawn(cell, seed, i)} for i in range(N_INSTANCES)])


def _drawn(cell: Cell, seed: int, instance: int) -> bytes:
    """53 random bits a number, of either sign, between −2^20 and 2^20."""
    words = np.frombuffer(stream(f"{cell}/x/{instance}", seed, FLOAT_BYTES * CALLS * cell.size), "<i8")
    return ((words >> np.int64(10)) / 2.0**33).astype("<f8").tobytes()


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """The same bits."""
    x: Array = np.frombuffer(case.instances[instance]["x"], "<f8")
    if reason := wrong_length(output, x.nbytes):
        return reason
    expected = 2.0 * x + 1.0
    wrong = np.flatnonzero(np.frombuffer(output, "<u8") != expected.view("<u8"))
    if len(wrong) == 0:
        return None
    call, i = divmod(int(wrong[0]), case.cell.size)
    found = np.frombuffer(output, "<f8")[wrong[0]]
    return f"call {call}: y[{i}] is {float(found)!r}, expected {float(expected[wrong[0]])!r}"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    values = np.frombuffer(output, "<f8")
    alterations = {"x as it was": case.instances[instance]["x"], "big-endian": values.astype(">f8").tobytes()}
    for where, i in {"first": 0, "middle": len(values) // 2, "last": len(values) - 1}.items():
        next_up = np.nextafter(values[i], np.inf).tobytes()
        alterations[f"{where} value: the next float"] = replaced(output, FLOAT_BYTES * i, next_up)
        alterations[f"{where} value is not a number"] = replaced(output, FLOAT_BYTES * i, np.array([np.nan]).tobytes())
    alterations["calls in reverse"] = values.reshape(CALLS, -1)[::-1].tobytes()
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    def alter(blob: bytes) -> dict[str, bytes]:
        last = len(blob) - FLOAT_BYTES
        return {
            "first number is not a number": replaced(blob, 0, np.array([np.nan]).tobytes()),
            "last number is infinite": replaced(blob, last, np.array([np.inf]).tobytes()),
            "number above 2^1000": replaced(blob, last, np.array([2 * LARGEST]).tobytes()),
            "one number short": blob[:-FLOAT_BYTES],
            "one number too many": blob + bytes(FLOAT_BYTES),
        }

    return refused_blob(case, "x", alter)


def edge_cases(cell: Cell) -> list[CaseData]:
    """Zeros of either sign, the smallest float, −1/2 whose result is 0, the largest ones, one that 1 is lost in."""
    corners = [0.0, -0.0, 5e-324, -0.5, LARGEST, -LARGEST, 2.0**53 + 2.0]
    whole = CALLS * cell.size
    instances = [{"x": np.full(whole, corner, "<f8").tobytes()} for corner in corners]
    instances.append({"x": np.resize(np.array(corners[1:], "<f8"), whole).tobytes()})
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="binding/array",
    summary="arrays into the callee and back, copied or borrowed",
    combinations=[Combination({"transfer": transfer}, SIZES) for transfer in ("copied", "borrowed")],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="numbers",
    work=lambda cell: float(CALLS * cell.size),
    complexity="n",
    exponent=1.0,
    size_name="numbers a call",
)
