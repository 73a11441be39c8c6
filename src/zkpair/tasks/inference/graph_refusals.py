"""Cases of a model that every implementation must refuse by name: graphs and inputs that are none.

An implementation reads the blobs of its own precision, so each false case alters both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from zkpair.tasks.inference.graph_damage import damaged, overflowing
from zkpair.tasks.task import Blobs, CaseData, FalseCase

F32_BYTES = 4


def false_cases(case: CaseData) -> list[FalseCase]:
    """Malformed graphs, weights that cannot be, graphs of the other kind, inputs that do not fit."""
    graphs = {name: blob for name, blob in case.shared.items() if name.startswith("graph")}
    wrong = {name: damaged(blob) for name, blob in graphs.items()}
    found = [_shared(case, f"a graph {label}", {n: wrong[n][label] for n in graphs}) for label in wrong["graph"]]
    weights = {name: overflowing(blob) for name, blob in graphs.items()}
    found.append(_shared(case, "a graph with a weight that is not a number, or that lets a sum overflow", weights))
    if len(graphs) == 2:
        exchanged = {"graph": case.shared["graph_int8"], "graph_int8": case.shared["graph"]}
        found.append(_shared(case, "graphs of the other kind", exchanged))
    found += [_inputs(case, f"inputs {label}", alter) for label, alter in LENGTHS.items()]
    for label, value in (("not a number", np.nan), ("infinite", -np.inf)):
        found.append(_not_finite(case, f"an input is {label} (integers: a byte short)", value))
    return found


def _shared(case: CaseData, label: str, blobs: Blobs) -> FalseCase:
    return FalseCase(label, replace(case, shared={**case.shared, **blobs}), "refuse")


def _inputs(case: CaseData, label: str, alter: Callable[[bytes], bytes]) -> FalseCase:
    instances = [{name: alter(blob) for name, blob in instance.items()} for instance in case.instances]
    return FalseCase(label, replace(case, instances=instances), "refuse")


def _not_finite(case: CaseData, label: str, value: float) -> FalseCase:
    """There is no NaN among integers: an implementation in int8 meets a wrong length instead."""
    bad = np.array(value, "<f4").tobytes()
    altered = {"x": lambda blob: blob[:-F32_BYTES] + bad, "x_int8": lambda blob: blob[:-1]}
    instances = [{name: altered[name](blob) for name, blob in instance.items()} for instance in case.instances]
    return FalseCase(label, replace(case, instances=instances), "refuse")


LENGTHS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda blob: b"",
    "truncated by one byte": lambda blob: blob[:-1],
    "a few bytes short": lambda blob: blob[:-F32_BYTES],
    "a few bytes too long": lambda blob: blob + bytes(F32_BYTES),
    "of twice as many samples": lambda blob: blob + blob,
}
