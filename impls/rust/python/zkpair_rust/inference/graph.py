"""A network's graph in float32: `model = FloatModel(graph_bytes)`, then `model.run([x], batch)`.

`FloatModel` takes the bytes of a graph of kind float (docs/protocols/inference.md), checks all of them and packs the
weights. It is immutable; any threads may run it at once. Its `inputs` and `outputs` are shapes (0 in front is the
batch); inputs of a run are buffers of float32 (indices: int32), outputs `Singles`, which `np.asarray(y)` and
`memoryview(y)` read without a copy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust._native import FloatModel, Singles
from zkpair_rust.case import Blobs, Case, blob, each_instance, located, shared_blob
from zkpair_rust.errors import WrongLengthError

__all__ = ["FloatModel", "Samples", "Singles", "graph_samples"]

WORD_BYTES = 4  # of a float32, and of an index


@dataclass(frozen=True)
class Samples:
    """One instance: a batch for the model, one view for each of its inputs."""

    model: FloatModel
    inputs: Sequence[memoryview]
    batch: int
    threads: int

    def run(self) -> tuple[list[Singles], int]:
        """The outputs and the nanoseconds that they took."""
        return self.model.run(self.inputs, self.batch, self.threads)


def graph_samples(case: Case, threads: int) -> list[Samples]:
    """The instances of a case of `inference/predict` that is about a graph."""
    data = shared_blob(case, "graph")
    with located("graph"):
        model = FloatModel(data)

    def parse(blobs: Blobs) -> Samples:
        views = split(model, blob(blobs, "x"), case.size)
        model.check(views, case.size)
        return Samples(model, views, case.size, threads)

    return each_instance(case, parse)


def split(model: FloatModel, data: bytes, batch: int) -> list[memoryview]:
    """The inputs that lie one after another in `data`. Raises WrongLengthError for another length."""
    sizes = [math.prod(side or batch for side in shape) * WORD_BYTES for shape, _ in model.inputs]
    if len(data) != sum(sizes):
        raise WrongLengthError(f"x has {len(data)} bytes, {sum(sizes)} are needed for a batch of {batch}")
    views, start = [], 0
    for size in sizes:
        views.append(memoryview(data)[start : start + size])
        start += size
    return views
