"""Blobs of float64 (little-endian), how close two of them are, and their alterations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zkpair.tasks.alterations import refused_instances, refused_shared
from zkpair.tasks.task import CaseData, FalseCase, FalseOutput

FLOAT_BYTES = 8
RELATIVE_TOLERANCE = 1e-9

Array = NDArray[np.float64]


def encode(values: ArrayLike) -> bytes:
    return np.ascontiguousarray(values, dtype="<f8").tobytes()


def decode(blob: bytes) -> Array:
    """Whole float64s; ValueError for a length that is none."""
    return np.frombuffer(blob, dtype="<f8").astype(np.float64)


def close(a: bytes, b: bytes) -> bool:
    """Equally many finite values whose differences are below 1e-9 of the largest among them."""
    if len(a) != len(b) or len(a) % FLOAT_BYTES:
        return False
    x, y = decode(a), decode(b)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    scale = max(np.abs(x).max(initial=0.0), np.abs(y).max(initial=0.0))
    return bool((np.abs(x - y) <= RELATIVE_TOLERANCE * scale).all())


def judge_values(output: bytes, expected: Array, scale: Array | float) -> str | None:
    """Are the values within 1e-9·scale of the expected ones, each?"""
    if len(output) != FLOAT_BYTES * len(expected):
        return f"{len(output)} bytes where {len(expected)} float64 of {FLOAT_BYTES} bytes were expected"
    values = decode(output)
    # NaN fails every comparison, so the right ones are asked for, not the wrong ones.
    wrong = np.flatnonzero(~(np.abs(values - expected) <= RELATIVE_TOLERANCE * np.asarray(scale)))
    if len(wrong) == 0:
        return None
    i = int(wrong[0])
    return f"value {i} is {float(values[i])!r}, expected {float(expected[i])!r} within 1e-9"


def false_value_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """A value off by a millionth, not finite, two swapped, another length, another byte order."""
    values = decode(output)
    off = 1e-6 * max(np.abs(values).max(), 1.0)
    altered: dict[str, bytes] = {}
    for label, i in {"first": 0, "middle": len(values) // 2, "last": len(values) - 1}.items():
        altered[f"{label} value plus a millionth"] = encode(_with(values, i, values[i] + off))
        altered[f"{label} value is not a number"] = encode(_with(values, i, np.nan))
    altered["first value is infinite"] = encode(_with(values, 0, np.inf))
    apart = np.flatnonzero(np.abs(np.diff(values)) > off)
    if len(apart):
        i = int(apart[0])
        swapped = values.copy()
        swapped[[i, i + 1]] = swapped[[i + 1, i]]
        altered[f"values {i} and {i + 1} swapped"] = encode(swapped)
    altered |= {
        "truncated by one byte": output[:-1],
        "one value short": output[:-FLOAT_BYTES],
        "one value too many": output + bytes(FLOAT_BYTES),
        "empty": b"",
    }
    altered["big-endian"] = values.astype(">f8").tobytes()
    return [FalseOutput(label, instance, blob) for label, blob in altered.items() if blob != output]


def _with(values: Array, index: int, value: float) -> Array:
    altered = values.copy()
    altered[index] = value
    return altered


def refused_floats(case: CaseData, name: str) -> list[FalseCase]:
    """Refusals that every blob of floats owes: not finite, wrong length; shared or of each instance."""
    alterations: dict[str, Callable[[bytes], bytes]] = {
        "first value is not a number": lambda blob: encode([np.nan]) + blob[FLOAT_BYTES:],
        "last value is infinite": lambda blob: blob[:-FLOAT_BYTES] + encode([-np.inf]),
        "truncated by one byte": lambda blob: blob[:-1],
        "one value short": lambda blob: blob[:-FLOAT_BYTES],
        "one value too many": lambda blob: blob + bytes(FLOAT_BYTES),
    }
    refuse = refused_shared if name in case.shared else refused_instances
    return [refuse(f"{name}: {label}", case, name, alter) for label, alter in alterations.items()]
