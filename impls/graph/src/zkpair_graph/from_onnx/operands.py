"""What a name of the ONNX model stands for while it is converted, and one node's view of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from zkpair_graph.errors import MalformedModel, Unsupported
from zkpair_graph.from_onnx.messages import Node as Theirs
from zkpair_graph.from_onnx.tensors import array_of, f32, i32
from zkpair_graph.graph import Array, Attribute, Node, Shape
from zkpair_graph.limits import Limits, require
from zkpair_graph.shapes import shape_of


@dataclass(frozen=True)
class Constant:
    """Known now. `batched`: a shape in which 0 stands for the batch."""

    array: Array
    batched: bool = False


@dataclass(frozen=True)
class Value:
    """Known when the model runs: the name in our graph, its shape, f32 or i32."""

    name: str
    shape: Shape
    type: str = "f32"


@dataclass(frozen=True)
class Moved:
    """A Transpose of a value that has not been done, for the batch would not stand in front: see `selecting.py`."""

    base: Value
    perm: tuple[int, ...]

    @property
    def shape(self) -> Shape:
        return tuple(self.base.shape[axis] for axis in self.perm)


@dataclass(frozen=True)
class Merged:
    """A Reshape of a value that has not been done: its first `count` axes, the batch among them, are one there."""

    base: Value
    count: int

    @property
    def shape(self) -> Shape:
        """Without the merged axis, whose size is free."""
        return self.base.shape[self.count :]


@dataclass(frozen=True)
class Unknown:
    """Made by a node that cannot be converted."""


Operand = Constant | Value | Moved | Merged | Unknown


class Refused(Exception):
    """This node cannot be converted."""

    def __init__(self, problem: Unsupported):
        super().__init__(str(problem))
        self.problem = problem


class Blocked(Exception):
    """This node cannot be looked at further: one before it was refused."""


class Builder:
    """Our graph while it grows. `declared_batch`: what the model says for the batch, 1 where it leaves it free.

    `budget_bytes`: how much may be made beyond what the model itself holds.
    """

    def __init__(self, limits: Limits, budget_bytes: int) -> None:
        self.limits, self.budget_bytes, self.made_bytes = limits, budget_bytes, 0
        self.declared_batch = 1
        self.nodes: dict[str, Node] = {}
        self.tensors: dict[str, Array] = {}
        self.shapes: dict[str, Shape] = {}

    def take(self, what: str, size_bytes: int) -> None:
        """Count what is about to be made. Raises TooLarge beyond the budget."""
        self.made_bytes = require(f"{what}: bytes made of constants", self.made_bytes + size_bytes, self.budget_bytes)

    def tensor(self, array: Array, name: str) -> str:
        """A new tensor; the name is the source's, made unique."""
        unique, count = name, 1
        while unique in self.tensors or unique in self.shapes:
            count += 1
            unique = f"{name} ({count})"
        self.tensors[unique] = array
        self.shapes[unique] = array.shape
        return unique

    def add(self, op: str, inputs: Sequence[str], attributes: dict[str, Attribute]) -> Value:
        output = f"value {len(self.shapes)}"
        node = Node(op, tuple(inputs), output, attributes)
        shape = shape_of(node, [self.shapes[name] for name in inputs], self.tensors, self.limits)
        self.nodes[output], self.shapes[output] = node, shape
        return Value(output, shape)


_KINDS = {"float": 1, "int": 2, "string": 3, "tensor": 4, "floats": 6, "ints": 7}


class Call:
    """One node of the ONNX model with its operands, for the function that converts it."""

    def __init__(
        self, node: Theirs, label: str, operands: Sequence[Operand | None], builder: Builder, opset: int, uses: Any
    ) -> None:
        self.node, self.label, self.opset, self.builder = node, label, opset, builder
        self._operands, self._uses = operands, uses
        self._attributes = {attribute.name: attribute for attribute in node.attribute}
        if len(self._attributes) != len(node.attribute):
            raise MalformedModel(f"{label}: an attribute is given twice")

    def refuse(self, attribute: str, advice: str) -> NoReturn:
        raise Refused(Unsupported(self.label, self.node.op_type, attribute, advice))

    def only(self, *names: str) -> None:
        """Refuse attributes that are none of these."""
        for name in self._attributes:
            if name not in names:
                self.refuse(name, "an attribute that is not known here")

    def attribute(self, name: str, kind: str, default: Any = None) -> Any:
        """The attribute's value or its default. Raises MalformedModel for another type."""
        found = self._attributes.get(name)
        if found is None:
            return default
        if found.type not in (_KINDS[kind], 0):
            raise MalformedModel(f"{self.label}: attribute {name} has type {found.type}, expected {kind}")
        if kind == "string":
            return found.s.decode("utf-8", "replace")
        if kind == "tensor":
            if found.t is None:
                raise MalformedModel(f"{self.label}: attribute {name} has no tensor")
            return array_of(found.t, None, self.builder.limits)
        if kind in ("ints", "floats"):
            return found.floats if kind == "floats" else found.ints
        return found.f if kind == "float" else found.i

    def has(self, name: str) -> bool:
        return name in self._attributes

    def count(self) -> int:
        return len(self._operands)

    def optional(self, place: int) -> Operand | None:
        return self._operands[place] if place < len(self._operands) else None

    def operand(self, place: int) -> Constant | Value:
        found = self.optional(place)
        if found is None:
            raise MalformedModel(f"{self.label}: operand {place} is missing")
        if isinstance(found, Unknown):
            raise Blocked
        if isinstance(found, Moved):
            self.refuse("after a Transpose that moves the batch", "take one part first, or convert with --batch fixed")
        if isinstance(found, Merged):
            self.refuse("after a Reshape of the batch", "keep the batch apart, or convert with --batch fixed")
        return found

    def value(self, place: int) -> Value:
        found = self.operand(place)
        if isinstance(found, Constant):
            self.refuse(f"operand {place}", "a constant stands where a value of the model is expected")
        return found

    def constant(self, place: int) -> Array | None:
        """A constant operand; None where it is left out."""
        found = self.optional(place)
        if found is None:
            return None
        found = self.operand(place)
        if isinstance(found, Value):
            self.refuse(
                f"operand {place}", "must be a constant: export the model with its weights and constants folded"
            )
        return found.array

    def needed(self, place: int) -> Array:
        found = self.constant(place)
        if found is None:
            raise MalformedModel(f"{self.label}: operand {place} is missing")
        return found

    def integers(self, place: int) -> tuple[int, ...] | None:
        """A constant list of integers, whatever its rank."""
        array = self.constant(place)
        if array is None:
            return None
        if array.dtype.kind not in "iu":
            raise MalformedModel(f"{self.label}: operand {place} has type {array.dtype}, expected integers")
        return tuple(int(number) for number in array.reshape(-1))

    def name_of(self, place: int) -> str:
        return str(self.node.input[place]) or f"{self.label} operand {place}"

    def used_once(self, place: int) -> bool:
        """Does nobody but this node use that operand?"""
        return bool(self._uses[self.node.input[place]] == 1)

    def tensor(self, array: Array, name: str) -> str:
        """A new tensor of floats."""
        made = f32(name, array)
        if not np.may_share_memory(made, array):
            self.builder.take(self.label, made.nbytes)
        return self.builder.tensor(made, name)

    def room_for(self, count: int) -> int:
        """`count`, for so many new numbers of 8 bytes. Raises TooLarge beyond the budget."""
        self.builder.take(self.label, 8 * count)
        return count

    def indices(self, array: Array, name: str) -> str:
        return self.builder.tensor(i32(name, array), name)

    def emit(self, op: str, *operands: Value | str, **attributes: Attribute) -> Value:
        """Append an operator of ours. Strings name tensors."""
        names = [operand.name if isinstance(operand, Value) else operand for operand in operands]
        return self.builder.add(op, names, attributes)

    def float_operand(self, place: int) -> Value | str:
        """A value, or a new tensor made from a constant."""
        found = self.operand(place)
        return found if isinstance(found, Value) else self.tensor(found.array, self.name_of(place))

    def axis(self, axis: int, rank: int) -> int:
        """A negative axis counts from the end. Raises MalformedModel beyond the rank."""
        if not -rank <= axis < rank:
            raise MalformedModel(f"{self.label}: axis {axis} does not exist in rank {rank}")
        return axis % rank


def floats(array: Array) -> Array:
    """In float64, where weights are computed with."""
    return array.astype(np.float64)
