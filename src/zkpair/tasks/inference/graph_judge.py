"""Is an output what the graph means? Floats within 1e-4 of its float64 evaluation, integers exactly.

The length of an output says its precision: n float32 or n int8 for the n elements of all outputs together. Both are
recomputed by `zkpair_graph`, which no implementation of ours computes with.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from zkpair.tasks.inference.graph_case import parsed
from zkpair.tasks.task import CaseData
from zkpair_graph import evaluate, integer
from zkpair_graph.blobs import output_shapes, split_inputs
from zkpair_graph.graph import Array

RELATIVE_TOLERANCE = 1e-4
"""Of the largest element of an output over the whole batch."""

FLOAT: np.dtype[np.generic] = np.dtype("<f4")
INT8: np.dtype[np.generic] = np.dtype("i1")


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    n = sum(sizes(case))
    dtype = dtype_of(case, output)
    if dtype is None:
        return f"{len(output)} bytes where {n} float32 or {n} int8 were expected"
    if dtype == INT8 and "graph_int8" not in case.shared:
        return "int8 where the model has no integer form"
    for place, (values, wanted) in enumerate(zip(split(case, output), expected(case, instance, dtype), strict=True)):
        reason = _differs(values, wanted, 0.0 if dtype == INT8 else RELATIVE_TOLERANCE)
        if reason is not None:
            return f"output {place}: {reason}"
    return None


def equal(case: CaseData, a: bytes, b: bytes) -> bool:
    """Of the same precision, and as near to each other as the judge demands."""
    dtype = dtype_of(case, a)
    if dtype is None or len(a) != len(b):
        return False
    if dtype == INT8:
        return a == b
    return all(
        np.isfinite(y).all() and _differs(x, y.astype(np.float64), RELATIVE_TOLERANCE) is None
        for x, y in zip(split(case, a), split(case, b), strict=True)
    )


def dtype_of(case: CaseData, output: bytes) -> np.dtype[np.generic] | None:
    """The precision of an output by its length; None for one that it cannot have."""
    n = sum(sizes(case))
    return next((dtype for dtype in (FLOAT, INT8) if len(output) == dtype.itemsize * n), None)


def sizes(case: CaseData) -> list[int]:
    """The elements of each output."""
    return [math.prod(shape) for shape in output_shapes(parsed(case.shared["graph"]), case.cell.size)]


def split(case: CaseData, output: bytes) -> list[Array]:
    """Each output's elements, flat."""
    flat = np.frombuffer(output, dtype_of(case, output))
    return np.split(flat, np.cumsum(sizes(case))[:-1])


def expected(case: CaseData, instance: int, dtype: np.dtype[np.generic]) -> list[Array]:
    """What the graph of that precision means, flat: float64 or int8."""
    suffix = "_int8" if dtype == INT8 else ""
    return _evaluated(case.shared[f"graph{suffix}"], case.instances[instance][f"x{suffix}"], case.cell.size)


@lru_cache(maxsize=16)
def _evaluated(graph_bytes: bytes, x: bytes, batch: int) -> list[Array]:
    graph = parsed(graph_bytes)
    meaning = evaluate.evaluate if graph.kind == "float" else integer.evaluate
    return [array.reshape(-1) for array in meaning(graph, split_inputs(graph, x, batch))]


def _differs(values: Array, wanted: Array, tolerance: float) -> str | None:
    """The first element further off than the tolerance, in words. NaN fails every comparison, so the right are asked
    for."""
    scale = float(np.abs(wanted.astype(np.float64)).max(initial=0.0))
    with np.errstate(invalid="ignore"):  # bytes can be any NaN, signalling ones too
        right = np.abs(values.astype(np.float64) - wanted) <= tolerance * scale
    if right.all():
        return None
    i = int(np.argmin(right))
    bound = f" within {tolerance:g} of {scale:g}" if tolerance else ""
    return f"element {i} is {values[i].item()!r}, expected {wanted[i].item()!r}{bound}"
