"""Values that stand for tensors while a module's `forward` is recorded.

The first side of every input is the batch: `Batch`, which stands for any number of samples. Code that looks at the
number itself is recorded again for that number alone, and its graph serves no other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from zkpair_rust.nn.graph import Node
from zkpair_rust.nn.tensor import Size


class Trace:
    """One recording. `looked`: has its code looked at how many samples there are?"""

    def __init__(self) -> None:
        self.looked = False


class Batch:
    """How many samples there are. Anything but handing it on counts as looking at it."""

    __slots__ = ("_n", "trace")

    def __init__(self, n: int, trace: Trace) -> None:
        self._n = n
        self.trace = trace

    def __index__(self) -> int:
        self.trace.looked = True
        return self._n

    def __eq__(self, other: object) -> bool:
        return self is other or bool(operator.index(self) == other)

    def __hash__(self) -> int:
        return hash(operator.index(self))

    def __repr__(self) -> str:
        return str(self._n)

    __int__ = __index__

    def __bool__(self) -> bool:
        return operator.index(self) != 0


def _looking(name: str) -> Callable[[Batch, Any], Any]:
    calculate = getattr(operator, name, None) or getattr(operator, f"__{name}__")

    def method(self: Batch, other: Any) -> Any:
        return calculate(operator.index(self), other)

    return method


def _looking_reversed(name: str) -> Callable[[Batch, Any], Any]:
    calculate = getattr(operator, f"__{name}__")

    def method(self: Batch, other: Any) -> Any:
        return calculate(other, operator.index(self))

    return method


for _name in ("add", "sub", "mul", "floordiv", "truediv", "mod", "pow"):
    setattr(Batch, f"__{_name}__", _looking(_name))
    setattr(Batch, f"__r{_name}__", _looking_reversed(_name))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Batch, f"__{_name}__", _looking(_name))


class Traced:
    """A value of the graph: its node and its shape, whose first side may be a Batch."""

    __slots__ = ("node", "shape", "trace")

    def __init__(self, trace: Trace, node: Node, shape: tuple[Any, ...]) -> None:
        self.trace = trace
        self.node = node
        self.shape = Size(shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def batched(self) -> bool:
        """Is the first side the batch?"""
        return bool(self.shape) and isinstance(self.shape[0], Batch)

    def dim(self) -> int:
        return len(self.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or one side of it."""
        return self.shape if dim is None else self.shape[dim]

    def __getattr__(self, name: str) -> Any:
        """Methods that are functions as well: `x.relu()`, `x.flatten(1)`."""
        from zkpair_rust.nn import functional

        if name in functional.METHODS:
            function = getattr(functional, name)
            return lambda *args, **kwargs: function(self, *args, **kwargs)
        raise AttributeError(
            f"a traced tensor has no {name!r}: forward is recorded before it is run, and knows shapes only"
        )

    def __add__(self, other: Any) -> Traced:
        return self._function("add", self, other)

    def __radd__(self, other: Any) -> Traced:
        return self._function("add", other, self)

    def __sub__(self, other: Any) -> Traced:
        return self._function("sub", self, other)

    def __rsub__(self, other: Any) -> Traced:
        return self._function("sub", other, self)

    def __mul__(self, other: Any) -> Traced:
        return self._function("mul", self, other)

    def __rmul__(self, other: Any) -> Traced:
        return self._function("mul", other, self)

    def __matmul__(self, other: Any) -> Traced:
        return self._function("matmul", self, other)

    def __bool__(self) -> bool:
        raise TypeError("forward must not branch on a tensor's numbers: it is recorded before it is run")

    def _function(self, name: str, *args: Any) -> Traced:
        from zkpair_rust.nn import functional

        result: Traced = getattr(functional, name)(*args)
        return result
