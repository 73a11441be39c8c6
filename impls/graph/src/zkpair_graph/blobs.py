"""A graph's inputs and outputs as bytes: one array after another, little-endian, in C order, of the graph's types."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from zkpair_graph.errors import NotFinite, ShapeMismatch
from zkpair_graph.graph import TYPES, Array, Graph, Shape
from zkpair_graph.shapes import infer


def input_shapes(graph: Graph, batch: int) -> list[Shape]:
    """The shapes of the inputs for that many samples. ShapeMismatch where a graph of a fixed size is given several."""
    return [_with_batch(port.shape, batch, f"input {port.name}") for port in graph.inputs]


def output_shapes(graph: Graph, batch: int) -> list[Shape]:
    """The shapes of the outputs for that many samples."""
    shapes = infer(graph)
    return [_with_batch(shapes[name], batch, f"output {name}") for name in graph.outputs]


def _with_batch(shape: Shape, batch: int, what: str) -> Shape:
    if batch < 1:
        raise ShapeMismatch(what, f"a batch of {batch}; it has at least one sample")
    if shape[:1] == (0,):
        return (batch, *shape[1:])
    if batch != 1:
        raise ShapeMismatch(what, f"the graph takes one sample of {list(shape)}, and {batch} are given")
    return shape


def split_inputs(graph: Graph, blob: bytes, batch: int) -> list[Array]:
    """The inputs that lie in `blob`. Raises ShapeMismatch for another length, NotFinite for a NaN or an infinity."""
    shapes = input_shapes(graph, batch)
    types = [TYPES[port.type] for port in graph.inputs]
    wanted = sum(math.prod(shape) * dtype.itemsize for shape, dtype in zip(shapes, types, strict=True))
    if len(blob) != wanted:
        raise ShapeMismatch("inputs", f"{len(blob)} bytes, and a batch of {batch} has {wanted}")
    arrays, offset = [], 0
    for port, shape, dtype in zip(graph.inputs, shapes, types, strict=True):
        array = np.frombuffer(blob, dtype, math.prod(shape), offset).reshape(shape)
        offset += array.nbytes
        if dtype.kind == "f" and not (finite := np.isfinite(array)).all():
            index = int(np.argmin(finite))
            raise NotFinite(f"input {port.name}", index, float(array.reshape(-1)[index]))
        arrays.append(array)
    return arrays


def joined(arrays: Sequence[Array], dtype: np.dtype[np.generic] | None = None) -> bytes:
    """The arrays one after another, little-endian; as `dtype` where one is given."""
    parts = []
    for array in arrays:
        wanted = array.dtype if dtype is None else dtype
        parts.append(np.ascontiguousarray(array, wanted.newbyteorder("<")).tobytes())
    return b"".join(parts)
