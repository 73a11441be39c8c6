"""The engines of graphs, by name, and how a test runs one: bytes in, bytes out, as a worker does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zkpair_graph import Graph, read
from zkpair_graph.blobs import input_shapes, joined, output_shapes
from zkpair_graph.graph import TYPES, Array
from zkpair_python.inference.predict import Python
from zkpair_python.inference.predict_int8 import PythonInt8
from zkpair_python.inference.predict_numpy import Numpy

ENGINES: dict[str, Any] = {"python": Python, "numpy": Numpy, "python-int8": PythonInt8}
FLOAT_ENGINES = ("python", "numpy")
KIND = {"python": "float", "numpy": "float", "python-int8": "int8"}
BLOBS = {"float": ("graph", "x", "<f4"), "int8": ("graph_int8", "x_int8", "i1")}


@dataclass(frozen=True)
class GraphCase:
    """A case of `inference/predict` with a user's graph."""

    size: int
    shared: Mapping[str, bytes]
    instances: Sequence[Mapping[str, bytes]]
    task: str = "inference/predict"
    params: Mapping[str, str] = field(default_factory=lambda: {"model": "file", "graph": "test"})
    seed: int = 0


def case_of(kind: str, graph: bytes, batches: Sequence[Sequence[Array]], size: int) -> GraphCase:
    graph_name, x_name, _ = BLOBS[kind]
    return GraphCase(size, {graph_name: graph}, [{x_name: joined(list(arrays))} for arrays in batches])


def run(engine: str, data: bytes, inputs: Sequence[Array], size: int | None = None) -> list[Array]:
    """The outputs of one batch, which is also run a second time: nothing of the first may be left."""
    loaded, graph = ENGINES[engine](), read(data)
    batch = size or max([len(array) for port, array in zip(graph.inputs, inputs, strict=True) if _batched(port)] + [1])
    (state,) = loaded.prepare(case_of(KIND[engine], data, [inputs], batch), 1)
    first = loaded.encode(loaded.run(state))
    assert loaded.encode(loaded.run(state)) == first
    return split(graph, first, batch, BLOBS[KIND[engine]][2])


def _batched(port: Any) -> bool:
    return bool(port.shape[:1] == (0,))


def split(graph: Graph, output: bytes, batch: int, dtype: str) -> list[Array]:
    shapes = output_shapes(graph, batch)
    flat = np.frombuffer(output, dtype)
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert len(flat) == sum(sizes)
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def inputs_from(graph: Graph, data: bytes, batch: int) -> list[Array]:
    """The arrays that lie one after another in `data`."""
    arrays, offset = [], 0
    for port, shape in zip(graph.inputs, input_shapes(graph, batch), strict=True):
        count = int(np.prod(shape))
        arrays.append(np.frombuffer(data, TYPES[port.type], count, offset).reshape(shape))
        offset += arrays[-1].nbytes
    assert offset == len(data)
    return arrays


def assert_near(got: Sequence[Array], expected: Sequence[Array], tolerance: float) -> None:
    """Within `tolerance` of the largest element of each output."""
    for ours, theirs in zip(got, expected, strict=True):
        scale = max(float(np.abs(theirs).max(initial=0.0)), 1e-30)
        assert np.abs(ours - theirs).max(initial=0.0) <= tolerance * scale
