"""From a `forward` to a graph that runs: recorded once for a shape of inputs, kept until something has changed.

A program serves any batch, unless the code that it was recorded from looks at the number of samples. It is thrown away
when a parameter's numbers change (those whose memory others can write to are compared before every run), or when an
attribute of the module or of one inside it is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from zkpair_rust import _native
from zkpair_rust.nn.errors import ShapeError, UnsupportedError
from zkpair_rust.nn.folding import folded
from zkpair_rust.nn.graph import Node, encode
from zkpair_rust.nn.tensor import Tensor, as_tensor
from zkpair_rust.nn.tracing import Batch, Trace, Traced

if TYPE_CHECKING:
    from zkpair_rust.nn.module import Module

Shape = tuple[int, ...]

_affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
_threads = int(os.environ.get("RAYON_NUM_THREADS") or (len(_affinity(0)) if _affinity else os.cpu_count() or 1))


def set_num_threads(n: int) -> None:
    """How many threads the samples of a batch are divided among, at most those of the process' pool."""
    global _threads
    if n < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    _threads = n


def get_num_threads() -> int:
    """What `set_num_threads` set; by default the processors that there are."""
    return _threads


class Program:
    """A compiled graph; `sample` is the shape of its output, without the batch where `batched`."""

    def __init__(self, data: bytes, sample: Shape, batched: bool) -> None:
        self.graph = _native.CompiledGraph(data)
        self.sample = sample
        self.batched = batched

    def run(self, inputs: list[_native.Tensor], batch: int) -> Tensor:
        if self.batched:
            return Tensor(self.graph.run(inputs, batch, [batch, *self.sample], _threads))
        return Tensor(self.graph.run(inputs, 1, list(self.sample), _threads))


def record(function: Callable[..., Any], shapes: Sequence[Shape]) -> Program:
    """The program of a function of tensors of these shapes."""
    same = len({shape[:1] for shape in shapes}) == 1 and all(shapes)
    program = _recorded(function, shapes, True) if same else None
    if program is None:
        program = _recorded(function, shapes, False)
    assert program is not None  # without a batch nothing can be looked at
    return program


def _recorded(function: Callable[..., Any], shapes: Sequence[Shape], batched: bool) -> Program | None:
    """None where the code looks at the number of samples."""
    trace = Trace()
    batch = Batch(shapes[0][0], trace) if batched else None
    values = [Traced(trace, Node(None), (batch, *shape[1:]) if batch is not None else shape) for shape in shapes]
    try:
        result = function(*values)
    except ShapeError:
        if not trace.looked:
            raise
        return None
    if trace.looked:
        return None
    if not isinstance(result, Traced):
        raise UnsupportedError(f"forward gave {type(result).__name__}: one tensor, made from its inputs, is needed")
    if batched and not result.batched:
        return None
    if result.node.op is None:  # an input as it is: a graph has a node at least
        result = Traced(trace, Node("Reshape", (result.node,), {"shape": _plain(result.shape)}), result.shape)
    inputs = [(value.node, _plain(value.shape)) for value in values]
    data = encode(inputs, folded(result.node))
    sample = tuple(result.shape[1:]) if batched else tuple(result.shape)
    return Program(data, sample, batched)


def _plain(shape: Sequence[Any]) -> list[int]:
    return [0 if isinstance(side, Batch) else side for side in shape]


def once(function: Callable[..., Any], values: Sequence[Tensor]) -> Tensor:
    """The function recorded for these tensors, and run on them."""
    program = record(function, [tuple(value.shape) for value in values])
    return program.run(list(values), values[0].shape[0] if program.batched else 1)


class Kept:
    """A program with what it depends on: the numbers of parameters, and what was set in modules."""

    def __init__(self, program: Program, parameters: _native.Snapshot, modules: Sequence[Module]) -> None:
        self.program = program
        self.parameters = parameters
        self.modules = modules
        self.changes = sum(module.changes for module in modules)
        self.seen = Cache.changes


def _any_batch(shapes: Sequence[Shape]) -> tuple[Any, ...]:
    """The key of a program that serves any batch; the same number of axes, the same samples."""
    return tuple([shape[1:] if shape else None for shape in shapes])


class Cache:
    """The programs of a module, by the shapes of their inputs."""

    changes = 0
    """Counts what is set in any module; only where it has moved a module looks closer."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], Kept] = {}

    def run(self, module: Module, args: tuple[Any, ...]) -> Tensor:
        """The module's forward on these inputs."""
        inputs: list[_native.Tensor] = [arg if isinstance(arg, _native.Tensor) else as_tensor(arg) for arg in args]
        first = inputs[0].shape
        kept = None
        if len(inputs) == 1 or all(tensor.shape[:1] == first[:1] for tensor in inputs):
            kept = self._kept.get(_any_batch(tuple(tensor.shape for tensor in inputs)))
        if kept is None:
            kept = self._kept.get(("exactly", *(tensor.shape for tensor in inputs)))
        if kept is None or not self._is_fresh(kept):
            kept = self._compile(module, inputs)
        return kept.program.run(inputs, first[0] if kept.program.batched else 1)

    def _is_fresh(self, kept: Kept) -> bool:
        if kept.seen != Cache.changes:
            if sum(module.changes for module in kept.modules) != kept.changes:
                return False
            kept.seen = Cache.changes
        return kept.parameters.holds()

    def _compile(self, module: Module, inputs: Sequence[_native.Tensor]) -> Kept:
        modules = list(module.modules())
        tensors = [value for _, value in module.named_tensors()]
        parameters = _native.Snapshot(tensors)  # before the recording: what changes during it is seen at the next run
        shapes = [tuple(tensor.shape) for tensor in inputs]
        program = record(module.forward, shapes)
        kept = Kept(program, parameters, modules)
        self._kept[_any_batch(shapes) if program.batched else ("exactly", *shapes)] = kept
        return kept
