"""From an ONNX model to a graph: node by node, everything that is not supported collected and told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from zkpair_graph.canonical import canonicalise
from zkpair_graph.errors import MalformedModel, ShapeMismatch, TooLarge, Unsupported, UnsupportedModel
from zkpair_graph.evaluate import evaluate
from zkpair_graph.from_onnx import linear, moving, nonlinear, pooling, selecting
from zkpair_graph.from_onnx.folding import FOLDED, folded
from zkpair_graph.from_onnx.messages import Node, Port
from zkpair_graph.from_onnx.model import Source, label, look_through, parse
from zkpair_graph.from_onnx.operands import (
    Blocked,
    Builder,
    Call,
    Constant,
    Merged,
    Moved,
    Operand,
    Refused,
    Unknown,
    Value,
)
from zkpair_graph.from_onnx.patterns import rewritten
from zkpair_graph.from_onnx.reading import OWN_DOMAINS
from zkpair_graph.from_onnx.tensors import f32
from zkpair_graph.graph import FLOAT, Graph, Input, Shape
from zkpair_graph.limits import DEFAULT, Limits, require
from zkpair_graph.validate import validate

CONVERTERS: dict[str, Callable[[Call], Value | Moved | Merged | list[Value | Moved]]] = {
    **linear.CONVERTERS,
    **moving.CONVERTERS,
    **selecting.CONVERTERS,
    **nonlinear.CONVERTERS,
    **pooling.CONVERTERS,
}
OPERATORS = sorted({*CONVERTERS, "Constant", "Shape"})
"""What ONNX operators are converted (of others, what is computed from constants alone)."""

_RECURRENT = "recurrent layers are not supported: unroll the model over its steps before the export"
_FLOW = "control flow is not supported: export the branch that is wanted, with fixed inputs"
ADVICE = {
    **dict.fromkeys(("LSTM", "GRU", "RNN"), _RECURRENT),
    **dict.fromkeys(("If", "Loop", "Scan", "Equal", "Where", "Less", "Greater"), _FLOW),
    "Erf": "only as a part of GELU, x/2·(1 + erf(x/√2))",
    "Pow": "of constants and as x²; write other powers as products",
    "Sqrt": "of constants only; export LayerNormalization with opset 17 or later",
    "Resize": "resampling is not supported; repeat the elements with Concat, or leave the layer out",
    "ConvTranspose": "write it as a Conv over an input with zeros between",
}
"""Operator -> what could be done."""

ANY, FIXED = "any", "fixed"
FLOATS, INTEGERS = (1, 10, 11, 16), (6, 7)
MADE_BYTES = 2**28
"""What constants may take that are not in the model but computed, beyond four times those that are."""

COMPUTED_ELEMENTS = 2**22


@dataclass(frozen=True)
class Converted:
    """A graph in its one form, and what its values and tensors were called in the model."""

    graph: Graph
    sources: Mapping[str, str]


def from_file(path: Path, **options: Any) -> Converted:
    """The graph of an `.onnx` file; external data must lie in its folder. Options: see `from_bytes`."""
    limits: Limits = options.get("limits", DEFAULT)
    require(f"{path}: bytes", path.stat().st_size, limits.file_bytes)
    return from_bytes(path.read_bytes(), folder=path.parent, **options)


def from_bytes(
    data: bytes,
    *,
    name: str = "model",
    batch: str = ANY,
    shapes: Mapping[str, Sequence[int]] | None = None,
    folder: Path | None = None,
    limits: Limits = DEFAULT,
) -> Converted:
    """The graph of an ONNX model's bytes.

    name: of the graph, part of its bytes. batch: "any", the first dimension of every input is the batch; "fixed", all
    dimensions are as declared. shapes: those of inputs that the model leaves free. folder: where external data lies.
    Raises UnsupportedModel, MalformedModel, NotFinite, ShapeMismatch, TooLarge, OutsideFolder, CyclicGraph.
    """
    if batch not in (ANY, FIXED):
        raise ValueError(f"batch {batch!r} is neither {ANY!r} nor {FIXED!r}")
    source = rewritten(look_through(parse(data, limits), folder, limits))
    return _Conversion(source, batch, dict(shapes or {}), limits).run(name)


def _static(source: Source) -> set[str]:
    """Names of what does not depend on the inputs but by their shapes."""
    known = set(source.constants)
    for node in source.nodes:
        if node.op_type in ("Shape", "Constant") or all(name in known for name in node.input if name):
            known.update(name for name in node.output if name)
    return known


class _Conversion:
    def __init__(self, source: Source, batch: str, shapes: dict[str, Sequence[int]], limits: Limits) -> None:
        self.source, self.batch, self.shapes, self.limits = source, batch, shapes, limits
        held = sum(array.nbytes for array in source.constants.values())
        self.builder = Builder(limits, 4 * held + MADE_BYTES)
        self.problems = list(source.problems)
        self.mismatch: ShapeMismatch | None = None
        self.known: dict[str, Operand] = {name: Constant(array) for name, array in source.constants.items()}
        self.static = _static(source)
        self.uses = Counter(name for node in source.nodes for name in node.input)
        self.uses.update(source.outputs)

    def run(self, name: str) -> Converted:
        inputs = tuple(self._input(port) for port in self.source.inputs)
        for wanted in self.shapes.keys() - {port.name for port in self.source.inputs}:
            raise MalformedModel(f"a shape is given for {wanted!r}, which is no input of the model")
        for node in self.source.nodes:
            self._node(node)
        outputs = tuple(self._output(output) for output in self.source.outputs)
        if self.problems:
            raise UnsupportedModel(self.problems)
        if self.mismatch is not None:
            raise self.mismatch
        graph = Graph(FLOAT, name, inputs, outputs, tuple(self.builder.nodes.values()), self.builder.tensors)
        validate(graph, self.limits)
        canonical, names = canonicalise(graph)
        sources: dict[str, str] = {}
        for source, operand in self.known.items():
            if isinstance(operand, Value) and operand.name in names:
                sources.setdefault(names[operand.name], source)
        sources |= {names[tensor]: tensor for tensor in self.builder.tensors if tensor in names}
        return Converted(canonical, sources)

    def _input(self, port: Port) -> Input:
        kind = port.element
        if kind not in (*FLOATS, *INTEGERS):
            self._problem(port.name, "Input", f"of type {kind}", "inputs are floats, or int32 and int64 indices")
        shape = self._input_shape(port)
        type_ = "i32" if kind in INTEGERS else "f32"
        self.builder.shapes[port.name] = shape
        self.known[port.name] = Value(port.name, shape, type_)
        return Input(port.name, shape, type_)

    def _input_shape(self, port: Port) -> Shape:
        declared = list(port.shape or ())
        given = self.shapes.get(port.name)
        if given is not None:
            fits = len(given) == len(declared) or port.shape is None
            sides: list[int | None] = [int(side) for side in given]
            both = zip(sides, declared, strict=False)
            if not fits or any(theirs not in (None, ours) for ours, theirs in list(both)[self.batch == ANY :]):
                raise ShapeMismatch(port.name, f"shape {list(given)} is given, and {declared} declared")
        else:
            sides = list(declared)
        require(f"{port.name}: rank", len(sides), self.limits.rank)
        if self.batch == ANY:
            if not sides:
                self._problem(port.name, "Input", "without dimensions", "a batch is needed: convert with --batch fixed")
                return ()
            self.builder.declared_batch = sides[0] or 1
            sides[0] = 0
        shown = ",".join("?" if side is None else str(side) for side in sides)
        if any(side is None for side in sides):
            advice = f"give the sizes that are free: --shape {port.name}={shown}"
            self._problem(port.name, "Input", f"of free shape [{shown}]", advice)
        if any(side is not None and not 0 <= side < 2**31 for side in sides) or 0 in sides[self.batch == ANY :]:
            raise MalformedModel(f"{port.name}: impossible shape [{shown}]")
        return tuple(1 if side is None else side for side in sides)

    def _problem(self, node: str, op: str, attribute: str, advice: str) -> None:
        self.problems.append(Unsupported(node, op, attribute, advice))

    def _node(self, node: Node) -> None:
        results: Sequence[Operand] | None = None
        try:
            results = self._converted(node)
        except Refused as refused:
            self.problems.append(refused.problem)
        except Blocked:
            pass
        except ShapeMismatch as error:
            self.mismatch = self.mismatch or ShapeMismatch(label(node), f"{node.op_type}: {error.reason}")
        except TooLarge as error:
            raise TooLarge(f"{label(node)}: {error.what}", error.size, error.bound) from error
        for place, name in enumerate(node.output):
            if name:
                self.known[name] = results[place] if results is not None and place < len(results) else Unknown()

    def _converted(self, node: Node) -> Sequence[Operand]:
        op = node.op_type
        if node.domain not in OWN_DOMAINS:
            self._problem(label(node), f"{node.domain}.{op}", "", "operators of ONNX's own domain are supported")
            raise Blocked
        operands = [self.known[name] if name else None for name in node.input]
        call = Call(node, label(node), operands, self.builder, self.source.opset, self.uses)
        if not node.output or not node.output[0]:
            raise MalformedModel(f"{call.label}: no output")
        if op == "Constant":
            return [self._constant(call)]
        if op == "Shape":
            return [self._shape(call)]
        all_known = all(operand is None or isinstance(operand, Constant) for operand in operands) and operands
        if all_known:
            constant = folded(call, any(isinstance(operand, Constant) and operand.batched for operand in operands))
            if constant is None and op in CONVERTERS:
                constant = self._computed(node, operands)
            if constant is not None:
                self.builder.take(call.label, constant.array.nbytes)
                return [constant]
        if op not in CONVERTERS:
            if op in FOLDED and all(name in self.static for name in node.input if name):
                raise Blocked  # a constant after all, made of the shape of what is not known
            call.refuse("", ADVICE.get(op, "no such operator here; docs/models.md lists those that are"))
        used = [name for name in node.output[1:] if name and self.uses[name]]
        if used and op != "Split":
            call.refuse(f"output {used[0]!r}", "only the first output is supported")
        result = CONVERTERS[op](call)
        return result if isinstance(result, list) else [result]

    def _constant(self, call: Call) -> Constant:
        for kind, attribute in (("tensor", "value"), ("float", "value_float"), ("floats", "value_floats")):
            if call.has(attribute):
                found = call.attribute(attribute, kind)
                return Constant(found if kind == "tensor" else np.array(found, np.float32))
        for kind, attribute in (("int", "value_int"), ("ints", "value_ints")):
            if call.has(attribute):
                return Constant(np.array(call.attribute(attribute, kind), np.int64))
        return call.refuse(", ".join(a.name for a in call.node.attribute), "numbers are supported")

    def _shape(self, call: Call) -> Constant:
        """0 stands for the batch."""
        given = call.optional(0)
        found = given if isinstance(given, Moved) else call.operand(0)  # a merged axis has no size to tell
        shape = found.array.shape if isinstance(found, Constant) else found.shape
        start, end = call.attribute("start", "int", 0), call.attribute("end", "int", len(shape))
        part = shape[start:end]
        return Constant(np.array(part, np.int64), 0 in part)

    def _computed(self, node: Node, operands: Sequence[Operand | None]) -> Constant:
        """Any operator on constants: a graph whose input is the first of them, evaluated."""
        first = operands[0]
        if not isinstance(first, Constant) or first.array.dtype.kind != "f" or not first.array.size:
            raise MalformedModel(f"{label(node)}: {node.op_type} of constants that are not numbers")
        scratch = Builder(replace(self.limits, value_elements=COMPUTED_ELEMENTS), MADE_BYTES)
        scratch.shapes["x"] = first.array.shape
        rest = [Value("x", first.array.shape), *operands[1:]]
        result = CONVERTERS[node.op_type](Call(node, label(node), rest, scratch, self.source.opset, self.uses))
        if not isinstance(result, Value):
            raise Refused(Unsupported(label(node), node.op_type, "of a constant", "do it to the constant itself"))
        ports = (Input("x", first.array.shape),)
        graph = Graph(FLOAT, "", ports, (result.name,), tuple(scratch.nodes.values()), scratch.tensors)
        validate(graph, self.limits)
        (y,) = evaluate(graph, [f32(label(node), first.array)])
        return Constant(y.astype(first.array.dtype))

    def _output(self, name: str) -> str:
        found = self.known[name]
        if isinstance(found, Constant):
            self._problem(name, "Output", "that is a constant", "leave it out of the model's outputs")
        if isinstance(found, Moved | Merged):
            self._problem(name, "Output", f"of shape {list(found.shape)}", selecting.BATCH_ADVICE)
        return found.name if isinstance(found, Value) else ""
