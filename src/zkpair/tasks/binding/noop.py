"""The smallest call that can be proven to have happened: the callee counts its calls and does nothing else.

n calls of a method without arguments and without a result; a counter that began at `start` ends at start + n.
"""

from __future__ import annotations

import numpy as np

from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = (2**8, 2**12, 2**16)
START_BYTES = 8
START_BOUND = 1 << 63
"""Starts are below it, so that no count of calls overflows 64 bits."""


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    drawn = np.frombuffer(stream(f"{cell}/start", seed, START_BYTES * N_INSTANCES), "<u8")
    return CaseData(cell, seed, {}, [{"start": _encode(int(start) % START_BOUND)} for start in drawn])


def _encode(count: int) -> bytes:
    return count.to_bytes(START_BYTES, "little")


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """start + n."""
    if reason := wrong_length(output, START_BYTES):
        return reason
    calls = int.from_bytes(output, "little") - int.from_bytes(case.instances[instance]["start"], "little")
    return None if calls == case.cell.size else f"the callee counted {calls} calls, {case.cell.size} were to be made"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    count = int.from_bytes(output, "little")
    alterations = {
        "one call too few": _encode(count - 1),
        "one call too many": _encode(count + 1),
        "no call": case.instances[instance]["start"],
        "twice as many calls": _encode(count + case.cell.size),
        "counted from zero": _encode(case.cell.size if case.instances[instance]["start"] != bytes(8) else 0),
        "big-endian": output[::-1],
    }
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    return refused_blob(case, "start", lambda blob: {"start of 2^63": _encode(START_BOUND), "all ones": b"\xff" * 8})


def edge_cases(cell: Cell) -> list[CaseData]:
    """Counters that begin at nothing, at the last byte's turn, and at the largest start."""
    starts = [0, 1, 255, (1 << 32) - 1, START_BOUND - 1]
    return [CaseData(cell, 0, {}, [{"start": _encode(start)} for start in starts])]


TASK = Task(
    id="binding/noop",
    summary="calls that do nothing but count themselves",
    combinations=[Combination({}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="calls",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="calls",
)
