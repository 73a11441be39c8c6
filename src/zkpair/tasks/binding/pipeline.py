"""A pipeline of four stages over n chunks, the stages in threads: what giving the interpreter lock free gains.

A chunk is a polynomial c(X) = Σ c_i·X^i over F_p, p = 2^31 − 1, highest coefficient first, and z is a point.
1. substitute: c_i ← c_i^5. 2. divide by X − z (Horner, Ruffini): q_0 = c_0, q_i = z·q_(i−1) + c_i, the last of which
is the remainder. 3. substitute again. 4. evaluate at z: one number, the chunk's digest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.alterations import flipped, replaced
from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.binding.blobs import N_INSTANCES, altered, refused_blob, wrong_length
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

P = 2**31 - 1
ELEMENT_BYTES = 4
SIZES = {"1024": (16, 64, 256), "16384": (4, 16, 64)}
"""Chunks by their length."""

Elements = NDArray[np.uint64]


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    return CaseData(cell, seed, {}, [_drawn(cell, seed, i) for i in range(N_INSTANCES)])


def _drawn(cell: Cell, seed: int, instance: int) -> Blobs:
    chunks = np.frombuffer(stream(f"{cell}/{instance}", seed, ELEMENT_BYTES * (length(cell) * cell.size + 1)), "<u4")
    elements = (chunks % np.uint32(P)).astype("<u4")
    return {"chunks": elements[1:].tobytes(), "point": elements[:1].tobytes()}


def length(cell: Cell) -> int:
    return int(cell.parameters["chunk"])


@lru_cache(maxsize=4)
def digests(chunks: bytes, point: bytes, n: int) -> bytes:
    """All chunks at once, a coefficient at a time."""
    z = np.uint64(int.from_bytes(point, "little"))
    c = np.frombuffer(chunks, "<u4").reshape(n, -1).T.astype(np.uint64)
    quotient = np.empty_like(c)
    last = np.zeros(n, np.uint64)
    for i, coefficients in enumerate(_fifth_power(c)):
        last = quotient[i] = (z * last + coefficients) % P
    value = np.zeros(n, np.uint64)
    for coefficients in _fifth_power(quotient):
        value = (z * value + coefficients) % P
    return value.astype("<u4").tobytes()


def _fifth_power(x: Elements) -> Elements:
    square = x * x % P
    power: Elements = square * square % P * x % P
    return power


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Every digest."""
    if reason := wrong_length(output, ELEMENT_BYTES * case.cell.size):
        return reason
    blobs = case.instances[instance]
    expected = np.frombuffer(digests(blobs["chunks"], blobs["point"], case.cell.size), "<u4")
    found = np.frombuffer(output, "<u4")
    wrong = np.flatnonzero(found != expected)
    if len(wrong) == 0:
        return None
    return f"chunk {wrong[0]}: {found[wrong[0]]}, expected {expected[wrong[0]]}"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    values = np.frombuffer(output, "<u4")
    alterations = {
        "first digest altered": flipped(output, 0),
        "last digest altered": flipped(output, len(output) - 1),
        "first digest plus p": replaced(output, 0, (int(values[0]) + P).to_bytes(ELEMENT_BYTES, "little")),
        "chunks in reverse": values[::-1].tobytes(),
        "big-endian": values.astype(">u4").tobytes(),
        "zeros": bytes(len(output)),
    }
    return altered(instance, output, alterations)


def false_cases(case: CaseData) -> list[FalseCase]:
    modulus = P.to_bytes(ELEMENT_BYTES, "little")

    def alter(blob: bytes) -> dict[str, bytes]:
        return {
            "first element is p": replaced(blob, 0, modulus),
            "last element is 2^32 - 1": blob[:-ELEMENT_BYTES] + b"\xff" * ELEMENT_BYTES,
            "one element too many": blob + bytes(ELEMENT_BYTES),
        }

    return [*refused_blob(case, "chunks", alter), *refused_blob(case, "point", alter)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """The points 0, 1 and p − 1, chunks of zeros, and of p − 1."""
    whole = length(cell) * cell.size
    drawn = _drawn(cell, 0, 0)["chunks"]
    largest = np.full(whole, P - 1, "<u4").tobytes()
    pairs = [(drawn, 0), (drawn, 1), (drawn, P - 1), (bytes(ELEMENT_BYTES * whole), 7), (largest, P - 1), (largest, 2)]
    instances = [{"chunks": chunks, "point": z.to_bytes(ELEMENT_BYTES, "little")} for chunks, z in pairs]
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="binding/pipeline",
    summary="four stages over chunks, in threads",
    combinations=[Combination({"chunk": chunk}, sizes) for chunk, sizes in SIZES.items()],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="elements",
    work=lambda cell: float(length(cell) * cell.size),
    complexity="n",
    exponent=1.0,
    size_name="chunks",
)
