"""Lists of Python's ints across the border: 16 calls, each takes n ints and gives their n prefix sums as ints.

s_i = x_0 + … + x_i. Every int is unpacked on the way in and made anew on the way out, which no buffer spares.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.alterations import replaced
from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

CALLS = 16
SIZES = (1, 4, 16, 64, 256, 1024, 4096, 2**14)
INT_BYTES = 8
BOUND = 1 << 40
"""|x_i| is below it, so that no sum of 2^22 of them leaves 63 bits."""

Integers = NDArray[np.int64]


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    return CaseData(cell, seed, {}, [{"x": _drawn(cell, seed, i)} for i in range(N_INSTANCES)])


def _drawn(cell: Cell, seed: int, instance: int) -> bytes:
    words = np.frombuffer(stream(f"{cell}/x/{instance}", seed, INT_BYTES * CALLS * cell.size), "<i8")
    return (words >> np.int64(23)).astype("<i8").tobytes()


def _sums(x: bytes) -> Integers:
    sums: Integers = np.cumsum(np.frombuffer(x, "<i8").reshape(CALLS, -1), axis=1, dtype=np.int64)
    return sums


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Every sum of every call."""
    expected = _sums(case.instances[instance]["x"]).ravel()
    if reason := wrong_length(output, expected.nbytes):
        return reason
    found = np.frombuffer(output, "<i8")
    wrong = np.flatnonzero(found != expected)
    if len(wrong) == 0:
        return None
    call, i = divmod(int(wrong[0]), case.cell.size)
    return f"call {call}: sum {i} is {int(found[wrong[0]])}, expected {int(expected[wrong[0]])}"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    sums = np.frombuffer(output, "<i8")
    whole = np.cumsum(np.frombuffer(case.instances[instance]["x"], "<i8"), dtype=np.int64)
    alterations = {
        "x as it was": case.instances[instance]["x"] if case.cell.size > 1 else b"",
        "sums that go on from call to call": whole.astype("<i8").tobytes(),
        "big-endian": sums.astype(">i8").tobytes(),
        "calls in reverse": sums.reshape(CALLS, -1)[::-1].tobytes(),
    }
    for where, i in {"first": 0, "middle": len(sums) // 2, "last": len(sums) - 1}.items():
        plus_one = int(sums[i] + 1).to_bytes(INT_BYTES, "little", signed=True)
        alterations[f"{where} sum plus one"] = replaced(output, INT_BYTES * i, plus_one)
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    def alter(blob: bytes) -> dict[str, bytes]:
        return {
            "first int is 2^40": replaced(blob, 0, BOUND.to_bytes(INT_BYTES, "little")),
            "last int is -2^63": blob[:-INT_BYTES] + (1 << 63).to_bytes(INT_BYTES, "little"),
            "one int short": blob[:-INT_BYTES],
            "one int too many": blob + bytes(INT_BYTES),
        }

    return refused_blob(case, "x", alter)


def edge_cases(cell: Cell) -> list[CaseData]:
    """Zeros, ones, minus ones, the ends of the range, and pairs that cancel."""
    whole = CALLS * cell.size
    signs = np.where(np.arange(whole) % 2, 1, -1)
    corners = [np.zeros(whole), np.ones(whole), -np.ones(whole), np.full(whole, BOUND - 1), np.full(whole, 1 - BOUND)]
    instances = [{"x": corner.astype("<i8").tobytes()} for corner in (*corners, signs * (BOUND - 1))]
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="binding/int_list",
    summary="lists of ints into the callee and their prefix sums back",
    combinations=[Combination({}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="ints",
    work=lambda cell: float(CALLS * cell.size),
    complexity="n",
    exponent=1.0,
    size_name="ints a call",
)
