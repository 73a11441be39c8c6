"""A model as a directed graph of operators: values flow along its nodes, tensors are its weights.

The batch is the leading dimension of every input and of every value made from one; in shapes it is written 0, "any".
A graph without a 0 has a fixed size. Operators and attributes are those of `operators.py`; the bytes, of `wire.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Shape = tuple[int, ...]
Attribute = int | float | tuple[int, ...]

FLOAT, INT8 = "float", "int8"
KINDS = (FLOAT, INT8)
TYPES: dict[str, np.dtype[Any]] = {
    "f32": np.dtype("<f4"),
    "i8": np.dtype("i1"),
    "i32": np.dtype("<i4"),
    "u8": np.dtype("u1"),
}
"""Types of tensors and inputs, as they lie in the bytes."""


def type_name(array: Array) -> str:
    """`f32` for an array of float32; KeyError for a type that no tensor has."""
    names = {dtype: name for name, dtype in TYPES.items()}
    return names[array.dtype.newbyteorder("<") if array.dtype.itemsize > 1 else array.dtype]


@dataclass(frozen=True)
class Input:
    """What is given to the model: `shape` has 0 in front for a batch of any size."""

    name: str
    shape: Shape
    type: str = "f32"


@dataclass(frozen=True)
class Node:
    """One operator. `inputs` name values (inputs of the graph, outputs of nodes) or tensors."""

    op: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.op} {self.output}"

    def integer(self, name: str) -> int:
        value = self.attributes[name]
        assert isinstance(value, int)  # validated: see operators.py
        return value

    def integers(self, name: str) -> tuple[int, ...]:
        value = self.attributes[name]
        assert isinstance(value, tuple)
        return value

    def real(self, name: str) -> float:
        value = self.attributes[name]
        assert isinstance(value, float)
        return value


@dataclass(frozen=True)
class Graph:
    """Inputs, nodes, outputs and weights. `exponents` (kind int8): a value q stands for q·2^−exponents[value]."""

    kind: str
    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    tensors: Mapping[str, Array]
    exponents: Mapping[str, int] = field(default_factory=dict)

    def parameters(self) -> int:
        """The number of weights."""
        return sum(tensor.size for tensor in self.tensors.values())

    def consumers(self) -> dict[str, int]:
        """How often each value is used, by nodes and as an output."""
        counts: dict[str, int] = {}
        for name in (*(name for node in self.nodes for name in node.inputs), *self.outputs):
            counts[name] = counts.get(name, 0) + 1
        return counts
