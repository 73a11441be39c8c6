"""Models from files: a graph as it is, or what `zkpair_graph` makes of an ONNX model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from os import PathLike
from typing import Any

from zkpair_rust import _native
from zkpair_rust.nn.compiled import get_num_threads
from zkpair_rust.nn.errors import ShapeError, UnsupportedError
from zkpair_rust.nn.graph import MAGIC
from zkpair_rust.nn.module import Module
from zkpair_rust.nn.tensor import Tensor, as_tensor


class Model(Module):
    """A graph that was loaded: called like any module, and as such part of none."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        object.__setattr__(self, "graph", _native.CompiledGraph(data))
        self.input_shapes: Sequence[tuple[int, ...]] = [tuple(shape) for shape in self.graph.input_shapes()]
        self.output_shape: tuple[int, ...] = tuple(self.graph.output_shape())
        self.eval()

    def __call__(self, *args: Any) -> Tensor:
        if len(args) != len(self.input_shapes):
            raise TypeError(f"the model takes {len(self.input_shapes)} inputs, {len(args)} were given")
        inputs = [as_tensor(arg) for arg in args]
        batched = self.output_shape[:1] == (0,)
        batch = inputs[0].shape[0] if batched and inputs[0].ndim else 1
        for i, (given, declared) in enumerate(zip(inputs, self.input_shapes, strict=True)):
            expected = (batch, *declared[1:]) if batched else declared
            if tuple(given.shape) != expected:
                raise ShapeError(f"input {i} has the shape {list(given.shape)}, {list(expected)} is needed")
        shape = [batch, *self.output_shape[1:]] if batched else list(self.output_shape)
        return Tensor(self.graph.run(list(inputs), batch, shape, get_num_threads()))

    def extra_repr(self) -> str:
        shown = [["N" if side == 0 else side for side in shape] for shape in (*self.input_shapes, self.output_shape)]
        texts = ["x".join(map(str, shape)) for shape in shown]
        return f"{', '.join(texts[:-1])} -> {texts[-1]}, simd={self.graph.simd()}"


def load(path: str | PathLike[str], **options: Any) -> Model:
    """A model from a `.zkgraph`, or from an `.onnx` where the package `zkpair-graph` is installed.

    `options` go to its converter (`shapes`, `batch`). Raises ValueError for a file that is no model, UnsupportedError
    for what cannot be read here.
    """
    name = os.path.basename(path)  # noqa: PTH119 - pathlib takes longer to import than a small model to load
    with open(path, "rb") as file:  # noqa: PTH123
        data = file.read()
    if data[: len(MAGIC)] == MAGIC:
        return Model(data)
    if not name.endswith(".onnx"):
        raise UnsupportedError(f"{name}: a model ends in .onnx or is a zkgraph; `zkpair convert` makes one of others")
    try:
        from pathlib import Path

        from zkpair_graph.from_onnx.convert import from_file
        from zkpair_graph.wire import write
    except ImportError as error:
        raise UnsupportedError(f"{name}: converting ONNX needs the package zkpair-graph") from error
    return Model(write(from_file(Path(path), **options).graph))
