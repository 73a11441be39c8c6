"""A model as a graph of operators: values flow along its nodes, tensors are its weights.

In shapes, 0 in front stands for the batch, of any size.
"""

import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

FLOAT, INT8 = "float", "int8"

Shape = tuple[int, ...]
Attribute = int | float | tuple[int, ...]

TYPE_CODES = {"f32": "f", "i8": "b", "i32": "i", "u8": "B"}
"""Type of a tensor or an input -> code of `array` and `struct`."""
ITEM_BYTES = {"f32": 4, "i8": 1, "i32": 4, "u8": 1}


@dataclass(frozen=True)
class Tensor:
    """Weights as they lie in the file: little-endian, in C order."""

    type: str
    shape: Shape
    data: memoryview

    def numbers(self) -> "array[float] | array[int]":
        """The elements in C order."""
        return decode(self.type, self.data)


def decode(type_: str, data: bytes | memoryview) -> "array[float] | array[int]":
    """Little-endian bytes of a type as numbers."""
    numbers: array[float] | array[int] = array(TYPE_CODES[type_])
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@dataclass(frozen=True)
class Input:
    """What is given to the model."""

    name: str
    shape: Shape
    type: str


@dataclass(frozen=True)
class Node:
    """One operator. `inputs` name values (inputs of the graph, outputs of nodes) or tensors."""

    op: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Attribute]

    def __str__(self) -> str:
        return f"{self.op} {self.output}"

    def integer(self, name: str) -> int:
        value = self.attributes[name]
        assert isinstance(value, int)  # the reader has checked it: operators.py
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
    """Nodes in an order in which each can be computed; `exponents` (kind int8): q stands for q·2^−exponents[value];
    `shapes`: of every input, value and tensor, filled in by the reader.
    """

    kind: str
    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    tensors: Mapping[str, Tensor]
    exponents: Mapping[str, int]
    shapes: dict[str, Shape] = field(default_factory=dict)

    def last_uses(self) -> list[list[str]]:
        """For each node the values that nobody needs after it."""
        last = {name: place for place, node in enumerate(self.nodes) for name in node.inputs}
        return [
            [name for name in dict.fromkeys(node.inputs) if last[name] == place and self._is_dropped(name)]
            for place, node in enumerate(self.nodes)
        ]

    def _is_dropped(self, name: str) -> bool:
        return name not in self.tensors and name not in self.outputs


def concrete(shape: Shape, batch: int) -> Shape:
    """The shape for a batch of that size."""
    return (batch, *shape[1:]) if shape[:1] == (0,) else shape
