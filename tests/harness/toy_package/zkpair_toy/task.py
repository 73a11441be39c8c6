"""Sum of squares of n 64-bit numbers, modulo 2^64."""

from __future__ import annotations

import random
import struct
from collections.abc import Mapping, Sequence

from zkpair.tasks.task import CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

MASK = (1 << 64) - 1


def generate(cell: Cell, seed: int, artefacts: Mapping[str, bytes]) -> CaseData:
    randomness = random.Random(f"{seed}:{cell}")
    instances = [{"numbers": randomness.randbytes(8 * cell.size)} for _ in range(3)]
    return CaseData(cell, seed, {}, instances)


def expected(blob: bytes) -> bytes:
    numbers = struct.unpack(f"<{len(blob) // 8}Q", blob)
    return struct.pack("<Q", sum(x * x for x in numbers) & MASK)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    right = expected(case.instances[instance]["numbers"])
    return None if output == right else f"expected {right.hex()}, found {output.hex()}"


def false_outputs(case: CaseData, instance: int, output: bytes) -> Sequence[FalseOutput]:
    return [
        FalseOutput("first bit flipped", instance, bytes([output[0] ^ 1]) + output[1:]),
        FalseOutput("one byte more", instance, output + b"\0"),
    ]


def false_cases(case: CaseData) -> Sequence[FalseCase]:
    torn = [{"numbers": blobs["numbers"][:-1]} for blobs in case.instances]
    return [FalseCase("a torn number", CaseData(case.cell, case.seed, {}, torn), "refuse")]


TASK = Task(
    id="toy/sum_squares",
    summary="sum of squares modulo 2^64",
    combinations=[Combination({"width": "64"}, [64, 256, 1024, 4096, 16384], Headline(1024, 4096))],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    unit="numbers",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="numbers",
    concurrent=True,
)
