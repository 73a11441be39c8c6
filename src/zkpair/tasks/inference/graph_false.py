"""Alterations of a model's outputs, each of which the judge must reject, in both precisions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zkpair.tasks.alterations import flipped
from zkpair.tasks.inference.graph_judge import FLOAT, INT8, RELATIVE_TOLERANCE, dtype_of, expected
from zkpair.tasks.task import CaseData, FalseOutput
from zkpair_graph.graph import Array

OFF = 3 * RELATIVE_TOLERANCE
"""An honest element is off by one tolerance at most; this much further is not right from either side."""


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """Alterations of `output`, and of what would be right in the other precision."""
    found = []
    for dtype in (FLOAT, INT8):
        if dtype == INT8 and "graph_int8" not in case.shared:
            continue
        right = b"".join(np.asarray(array, dtype).tobytes() for array in expected(case, instance, dtype))
        honest = output if dtype_of(case, output) == dtype else right
        wanted = np.concatenate(expected(case, instance, dtype)).astype(np.float64)
        labelled = _floats(honest, wanted) if dtype == FLOAT else _integers(honest)
        found += [FalseOutput(f"{dtype.name}: {label}", instance, blob) for label, blob in labelled if blob != honest]
    return found


def _places(values: Array) -> dict[str, int]:
    return {"first": 0, "middle": len(values) // 2, "last": len(values) - 1}


def _floats(honest: bytes, wanted: Array) -> Iterator[tuple[str, bytes]]:
    values = np.frombuffer(honest, FLOAT)
    largest = float(np.abs(wanted).max())
    off = OFF * largest or 1.0
    for label, i in _places(values).items():
        yield f"{label} element off by more than the tolerance", _with(values, i, values[i] + off)
        yield f"{label} element is not a number", _with(values, i, np.nan)
        yield f"{label} element is infinite", _with(values, i, -np.inf)
    if largest > 0.0:
        top = int(np.argmax(np.abs(values)))
        yield "the largest element's sign flipped", flipped(honest, 4 * top + 3, 0x80)
    yield from _moved(values, 2 * RELATIVE_TOLERANCE * largest)
    yield from _lengths(honest, FLOAT.itemsize)
    yield "big-endian", values.astype(">f4").tobytes()
    yield "as float64", values.astype("<f8").tobytes()


def _integers(honest: bytes) -> Iterator[tuple[str, bytes]]:
    values = np.frombuffer(honest, INT8)
    for label, i in _places(values).items():
        yield f"{label} element off by one", _with(values, i, values[i] - 1 if values[i] > 0 else values[i] + 1)
        yield f"{label} element's highest bit flipped", flipped(honest, i, 0x80)
    yield from _moved(values, 0.0)
    yield from _lengths(honest, INT8.itemsize)


def _moved(values: Array, apart: float) -> Iterator[tuple[str, bytes]]:
    """Elements in another order, where that makes a difference of more than `apart`."""
    reverse = values[::-1]
    if (np.abs(values.astype(np.float64) - reverse) > apart).any():
        yield "in reverse order", reverse.tobytes()
    i, k = int(np.argmin(values)), int(np.argmax(values))
    if abs(float(values[k]) - float(values[i])) > apart:
        swapped = values.copy()
        swapped[[i, k]] = swapped[[k, i]]
        yield "smallest and largest element swapped", swapped.tobytes()


def _lengths(honest: bytes, item: int) -> Iterator[tuple[str, bytes]]:
    yield "truncated by one byte", honest[:-1]
    yield "one element short", honest[:-item]
    yield "one element too many", honest + bytes(item)
    yield "empty", b""


def _with(values: Array, index: int, value: float) -> bytes:
    altered = values.copy()
    altered[index] = value
    return altered.tobytes()
