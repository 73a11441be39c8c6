"""Is a graph well-formed? Operators, attributes, names, order, types, shapes, finite weights, accumulators."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from zkpair_graph.accumulators import check_accumulators
from zkpair_graph.errors import MalformedModel, NotFinite, ShapeMismatch
from zkpair_graph.graph import FLOAT, INT8, KINDS, TYPES, Array, Graph, Node, Shape, type_name
from zkpair_graph.limits import DEFAULT, Limits, elements, require
from zkpair_graph.operators import INT, INTS, OPERATORS, Spec
from zkpair_graph.shapes import LONGEST_SIDE, infer

INTEGER_BITS = 63
EXPONENTS = range(-64, 65)


def validate(graph: Graph, limits: Limits = DEFAULT) -> dict[str, Shape]:
    """The shape of everything in the graph; raises a GraphError where it is not well-formed."""
    if graph.kind not in KINDS:
        raise MalformedModel(f"kind {graph.kind!r} is not one of {', '.join(KINDS)}")
    if any(0xD800 <= ord(letter) < 0xE000 for letter in graph.name):
        raise MalformedModel(f"the name {graph.name!r} is no Unicode text: half of a surrogate pair stands alone")
    require("nodes", len(graph.nodes), limits.nodes)
    require("tensors, bytes", sum(tensor.nbytes for tensor in graph.tensors.values()), limits.tensor_bytes)
    _names(graph)
    for port in graph.inputs:
        _input(graph.kind, port.name, port.shape, port.type, limits)
    for name, tensor in graph.tensors.items():
        check_tensor(name, tensor, limits)
    for node in graph.nodes:
        _node(graph, node)
    if len({port.shape[:1] == (0,) for port in graph.inputs}) > 1:
        raise MalformedModel("either every input has a batch in front, or none")
    shapes = infer(graph, limits)
    _types(graph, shapes)
    _exponents(graph)
    if graph.kind == INT8:
        check_accumulators(graph, shapes)
    return shapes


def _names(graph: Graph) -> None:
    """Every name is given once, and before it is used."""
    known: set[str] = set()

    def give(names: Iterable[str]) -> None:
        for name in names:
            if name in known:
                raise MalformedModel(f"the name {name!r} is given twice")
            known.add(name)

    give(port.name for port in graph.inputs)
    give(graph.tensors)
    for node in graph.nodes:
        for name in node.inputs:
            if name not in known:
                raise MalformedModel(f"{node} uses {name!r}, which nothing before it gives")
        give([node.output])
    values = known - set(graph.tensors)
    if not graph.outputs:
        raise MalformedModel("the graph has no outputs")
    for name in graph.outputs:
        if name not in values:
            raise MalformedModel(f"the output {name!r} is not a value of the graph")


def _input(kind: str, name: str, shape: Shape, type_: str, limits: Limits) -> None:
    allowed = ("f32", "i32") if kind == FLOAT else ("i8", "i32")
    if type_ not in allowed:
        raise MalformedModel(f"input {name}: type {type_!r}, expected {' or '.join(allowed)}")
    require(f"input {name}: rank", len(shape), limits.rank)
    if any(not 1 <= size <= LONGEST_SIDE for size in shape[1:]) or not 0 <= (shape or (1,))[0] <= LONGEST_SIDE:
        raise MalformedModel(f"input {name}: impossible shape {list(shape)}; only the first may be 0, for the batch")
    require(f"input {name}: elements", elements(shape), limits.value_elements)


def check_tensor(name: str, tensor: Array, limits: Limits = DEFAULT) -> None:
    """A type that tensors have, a bounded rank, no empty side, finite elements."""
    try:
        type_name(tensor)
    except KeyError:
        raise MalformedModel(f"tensor {name}: type {tensor.dtype}, expected one of {', '.join(TYPES)}") from None
    require(f"tensor {name}: rank", tensor.ndim, limits.rank)
    if 0 in tensor.shape:
        raise MalformedModel(f"tensor {name}: shape {list(tensor.shape)} is empty")
    if tensor.dtype.kind == "f":
        finite = np.isfinite(tensor)
        if not finite.all():
            index = int(np.argmin(finite))
            raise NotFinite(name, index, float(tensor.reshape(-1)[index]))


def _node(graph: Graph, node: Node) -> None:
    spec = OPERATORS[graph.kind].get(node.op)
    if spec is None:
        raise MalformedModel(f"{node}: no such operator in a graph of kind {graph.kind}")
    _operands(graph, node, spec.roles)
    _attributes(node, spec)


def _operands(graph: Graph, node: Node, roles: str) -> None:
    is_tensor = [name in graph.tensors for name in node.inputs]
    roles = "v" * len(is_tensor) if roles == "*" else roles
    if len(is_tensor) != len(roles) or not is_tensor or all(is_tensor):
        raise MalformedModel(
            f"{node}: {len(is_tensor)} operands, expected {len(roles) or 'some'}, one a value at least"
        )
    for name, role, weight in zip(node.inputs, roles, is_tensor, strict=True):
        if role != "a" and weight != (role == "t"):
            raise MalformedModel(f"{node}: operand {name} must be a {'tensor' if role == 't' else 'value'}")


def _attributes(node: Node, spec: Spec) -> None:
    allowed = {name.removesuffix("?"): kind for name, kind in spec.attributes.items()}
    wanted = {name for name in spec.attributes if not name.endswith("?")}
    if not wanted <= node.attributes.keys() <= allowed.keys():
        raise MalformedModel(f"{node}: attributes {sorted(node.attributes)}, expected {sorted(spec.attributes)}")
    for name, value in node.attributes.items():
        kind = allowed[name]
        if kind == INT:
            fits = _is_integer(value)
        elif kind == INTS:
            fits = isinstance(value, tuple) and all(map(_is_integer, value))
        else:
            fits = isinstance(value, float) and math.isfinite(value)
        if not fits:
            raise MalformedModel(f"{node}: attribute {name} is {value!r}, expected {kind}")
    lo, hi = node.attributes.get("lo"), node.attributes.get("hi")
    if isinstance(lo, int | float) and isinstance(hi, int | float) and lo > hi:
        raise MalformedModel(f"{node}: lo {lo} is above hi {hi}")
    for name in ("count_include_pad", "approximate"):
        if node.attributes.get(name, 0) not in (0, 1):
            raise MalformedModel(f"{node}: {name} is 0 or 1")
    if "eps" in node.attributes and node.real("eps") < 0:
        raise MalformedModel(f"{node}: eps is negative")


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= INTEGER_BITS


_INTEGER_TENSORS = {"Linear": ("i8", "i32"), "Conv": ("i8", "i32"), "LayerNorm": ("i8", "i32")}


def _types(graph: Graph, shapes: Mapping[str, Shape]) -> None:
    """Float graphs compute in f32, integer graphs in i8; the indices of Gather are i32."""
    main = "f32" if graph.kind == FLOAT else "i8"
    types = {port.name: port.type for port in graph.inputs}
    types.update({name: type_name(tensor) for name, tensor in graph.tensors.items()})
    for node in graph.nodes:
        if node.op == "Gather":
            wanted = [main, "i32"]
        elif graph.kind == INT8 and node.op in _INTEGER_TENSORS:
            wanted = [main, *_INTEGER_TENSORS[node.op]]
        elif graph.kind == INT8 and node.op == "Softmax":
            wanted = [main, "i32"]
        else:
            wanted = [main] * len(node.inputs)
        for name, type_ in zip(node.inputs, wanted, strict=True):
            if types[name] != type_:
                raise ShapeMismatch(str(node), f"operand {name} is {types[name]}, expected {type_}")
        if node.op == "Gather" and node.inputs[1] in graph.tensors:
            _indices(graph, node, shapes)
        types[node.output] = main


def _indices(graph: Graph, node: Node, shapes: Mapping[str, Shape]) -> None:
    indices, size = graph.tensors[node.inputs[1]], shapes[node.inputs[0]][node.integer("axis")]
    low, high = int(indices.min()), int(indices.max())
    if low < 0 or high >= size:
        raise ShapeMismatch(str(node), f"index {low if low < 0 else high} lies beyond an axis of {size} elements")


def _exponents(graph: Graph) -> None:
    values = {port.name for port in graph.inputs if port.type == "i8"} | {node.output for node in graph.nodes}
    wanted = values if graph.kind == INT8 else set()
    if graph.exponents.keys() != wanted:
        raise MalformedModel("exponents are given for exactly the int8 values of an int8 graph")
    for name, exponent in graph.exponents.items():
        if not _is_integer(exponent) or exponent not in EXPONENTS:
            raise MalformedModel(f"the exponent of {name} is {exponent!r}, expected an integer from -64 to 64")
