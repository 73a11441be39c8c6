"""ONNX's messages as far as a conversion asks: tensor, attribute, node, port, model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zkpair_graph.from_onnx.wire_format import count_of, fixed, varints
from zkpair_graph.graph import Array

FLOAT_DATA, INT32_DATA, INT64_DATA, DOUBLE_DATA, UINT64_DATA = 4, 5, 7, 10, 11
"""Field numbers of a TensorProto's elements."""

_FIXED = {FLOAT_DATA: "<f4", DOUBLE_DATA: "<f8"}
_VARINTS: dict[int, type[np.integer[Any]]] = {INT32_DATA: np.int32, INT64_DATA: np.int64, UINT64_DATA: np.uint64}


@dataclass(slots=True)
class Tensor:
    """Its elements stay encoded: `raw`, or else `elements` by field number."""

    name: str = ""
    data_type: int = 0
    dims: tuple[int, ...] = ()
    raw: memoryview | None = None
    elements: Mapping[int, list[bytes | memoryview]] = field(default_factory=dict)
    external: Mapping[str, str] | None = None
    """Where they are in another file: location, offset, length."""
    in_segments: bool = False

    def count(self, number: int) -> int:
        """How many elements that field has, before any is decoded."""
        chunks = self.elements.get(number, [])
        return sum(map(len, chunks)) // int(_FIXED[number][-1]) if number in _FIXED else count_of(chunks)

    def decoded(self, number: int) -> Array:
        """float32, float64, uint64, int64; an int32 is the lower half of what is there."""
        chunks = self.elements.get(number, [])
        if number in _FIXED:
            return fixed(chunks, _FIXED[number])
        return varints(chunks, _VARINTS[number])


@dataclass(slots=True)
class Attribute:
    name: str = ""
    type: int = 0
    f: float = 0.0
    i: int = 0
    s: bytes = b""
    t: Tensor | None = None
    floats: tuple[float, ...] = ()
    ints: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class Node:
    op_type: str = ""
    input: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    name: str = ""
    domain: str = ""
    attribute: list[Attribute] = field(default_factory=list)


@dataclass(slots=True)
class Port:
    """An input or output. A side is None where the model leaves it free, `shape` where it gives none."""

    name: str = ""
    element: int = 0
    shape: tuple[int | None, ...] | None = None


@dataclass(slots=True)
class Model:
    """`opset`: the version of ONNX's own operators. `functions`, `sparse`: names of what is not converted."""

    nodes: list[Node] = field(default_factory=list)
    initializers: list[Tensor] = field(default_factory=list)
    inputs: list[Port] = field(default_factory=list)
    outputs: list[Port] = field(default_factory=list)
    opset: int = 1
    functions: list[str] = field(default_factory=list)
    sparse: list[str] = field(default_factory=list)
