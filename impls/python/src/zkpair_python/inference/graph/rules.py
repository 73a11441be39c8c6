"""Is every node one that a graph may have? Operators, operands, attributes, types, shapes, indices, exponents."""

from math import isfinite

from zkpair_python.inference.graph import limits, shapes
from zkpair_python.inference.graph.errors import MalformedGraphError, ShapeMismatchError
from zkpair_python.inference.graph.model import INT8, Attribute, Graph, Input, Node, Shape
from zkpair_python.inference.graph.operators import INPUT_TYPES, INT, INTS, OPERATORS, operand_types

EXPONENTS = range(-64, 65)


def check(graph: Graph) -> None:
    """Raises a GraphError; fills in `graph.shapes`."""
    if graph.kind not in OPERATORS:
        raise MalformedGraphError(f"kind {graph.kind!r} is not one of {', '.join(OPERATORS)}")
    for port in graph.inputs:
        _input(graph.kind, port)
    if len({port.shape[:1] == (0,) for port in graph.inputs}) > 1:
        raise MalformedGraphError("either every input has a batch in front, or none")
    types = {port.name: port.type for port in graph.inputs}
    types.update({name: tensor.type for name, tensor in graph.tensors.items()})
    known: dict[str, Shape] = {port.name: port.shape for port in graph.inputs}
    known.update({name: tensor.shape for name, tensor in graph.tensors.items()})
    for node in graph.nodes:
        _node(graph, node)
        wanted = operand_types(graph.kind, node.op, len(node.inputs))
        for name, type_ in zip(node.inputs, wanted, strict=True):
            if types[name] != type_:
                raise ShapeMismatchError(f"{node}: operand {name} is {types[name]}, expected {type_}")
        known[node.output] = shapes.shape_of(node, [known[name] for name in node.inputs])
        types[node.output] = wanted[0]
        _indices(graph, node, known)
    graph.shapes.update(known)
    _exponents(graph)


def _input(kind: str, port: Input) -> None:
    if port.type not in INPUT_TYPES[kind]:
        raise MalformedGraphError(f"input {port.name}: type {port.type}, expected {' or '.join(INPUT_TYPES[kind])}")
    limits.require(f"input {port.name}: rank", len(port.shape), limits.RANK)
    shapes.require_possible(f"input {port.name}", port.shape)


def _node(graph: Graph, node: Node) -> None:
    spec = OPERATORS[graph.kind].get(node.op)
    if spec is None:
        raise MalformedGraphError(f"{node}: no such operator in a graph of kind {graph.kind}")
    roles, attributes = spec
    are_tensors = [name in graph.tensors for name in node.inputs]
    roles = "v" * len(are_tensors) if roles == "*" else roles
    if len(are_tensors) != len(roles) or all(are_tensors):
        raise MalformedGraphError(f"{node}: {len(are_tensors)} operands, expected {roles!r}, one a value at least")
    for name, role, is_tensor in zip(node.inputs, roles, are_tensors, strict=True):
        if role != "a" and is_tensor != (role == "t"):
            raise MalformedGraphError(f"{node}: operand {name} has to be a {'tensor' if role == 't' else 'value'}")
    _attributes(node, attributes)


def _attributes(node: Node, spec: dict[str, str]) -> None:
    kinds = {name.removesuffix("?"): kind for name, kind in spec.items()}
    needed = {name for name in spec if not name.endswith("?")}
    if not needed <= node.attributes.keys() <= kinds.keys():
        raise MalformedGraphError(f"{node}: attributes {sorted(node.attributes)}, expected {sorted(spec)}")
    for name, value in node.attributes.items():
        if not _fits(value, kinds[name]):
            raise MalformedGraphError(f"{node}: attribute {name} is {value!r}, expected {kinds[name]}")
    lo, hi = node.attributes.get("lo"), node.attributes.get("hi")
    if isinstance(lo, int | float) and isinstance(hi, int | float) and lo > hi:
        raise MalformedGraphError(f"{node}: lo {lo} is above hi {hi}")
    for name in ("count_include_pad", "approximate"):
        if node.attributes.get(name, 0) not in (0, 1):
            raise MalformedGraphError(f"{node}: {name} is 0 or 1")
    if "eps" in node.attributes and node.real("eps") < 0:
        raise MalformedGraphError(f"{node}: eps is negative")


def _fits(value: Attribute, kind: str) -> bool:
    if kind == INT:
        return isinstance(value, int)
    if kind == INTS:
        return isinstance(value, tuple)
    return isinstance(value, float) and isfinite(value)


def _indices(graph: Graph, node: Node, known: dict[str, Shape]) -> None:
    """Indices that are weights lie within the axis; those that are given are looked at when they are."""
    if node.op == "Gather" and node.inputs[1] in graph.tensors:
        size = known[node.inputs[0]][node.integer("axis")]
        for index in graph.tensors[node.inputs[1]].numbers():
            if not 0 <= index < size:
                raise ShapeMismatchError(f"{node}: index {index} lies beyond an axis of {size} elements")


def _exponents(graph: Graph) -> None:
    values = {port.name for port in graph.inputs if port.type == "i8"} | {node.output for node in graph.nodes}
    if graph.exponents.keys() != (values if graph.kind == INT8 else set()):
        raise MalformedGraphError("exponents are given for exactly the int8 values of an int8 graph")
    for name, exponent in graph.exponents.items():
        if exponent not in EXPONENTS:
            raise MalformedGraphError(f"the exponent of {name} is {exponent}, expected -64 to 64")
