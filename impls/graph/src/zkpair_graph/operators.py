"""The operators of a graph: their operands and attributes. What they mean: `docs/protocols/inference.md`.

Roles: `v` a value, `t` a tensor, `a` either (at least one operand of a node is a value), `*` one or more values.
An attribute that ends in `?` may be left out; no other may, and none may be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field

INT, INTS, REAL = "int", "ints", "float"
_WINDOW = {"kernel": INTS, "strides": INTS, "pads": INTS, "dilations": INTS}
_CONV = {"strides": INTS, "pads": INTS, "dilations": INTS, "groups": INT}
_CLAMP = {"lo": INT, "hi": INT}


@dataclass(frozen=True)
class Spec:
    """Roles of the operands, one letter each, and the attributes with their kinds."""

    roles: str
    attributes: dict[str, str] = field(default_factory=dict)


_MOVING = {
    "Flatten": Spec("v"),
    "Reshape": Spec("v", {"shape": INTS}),
    "Transpose": Spec("v", {"perm": INTS}),
    "Concat": Spec("*", {"axis": INT}),
    "Gather": Spec("aa", {"axis": INT}),
    "MaxPool": Spec("v", _WINDOW),
}

FLOAT_OPERATORS = {
    **_MOVING,
    "Linear": Spec("vtt"),
    "Conv": Spec("vtt", _CONV),
    "Relu": Spec("v"),
    "LeakyRelu": Spec("v", {"alpha": REAL}),
    "Clip": Spec("v", {"lo?": REAL, "hi?": REAL}),
    "Sigmoid": Spec("v"),
    "Tanh": Spec("v"),
    "Gelu": Spec("v", {"approximate": INT}),
    "Add": Spec("aa"),
    "Sub": Spec("aa"),
    "Mul": Spec("aa"),
    "MatMul": Spec("aa"),
    "AveragePool": Spec("v", {**_WINDOW, "count_include_pad": INT}),
    "GlobalAveragePool": Spec("v"),
    "Pad": Spec("v", {"pads": INTS, "value": REAL}),
    "Softmax": Spec("v", {"axis": INT}),
    "LayerNorm": Spec("vtt", {"eps": REAL}),
}

INTEGER_OPERATORS = {
    **_MOVING,
    "Linear": Spec("vtt", {"shift": INTS, **_CLAMP}),
    "Conv": Spec("vtt", {**_CONV, "shift": INTS, **_CLAMP}),
    "Requantise": Spec("v", {"left": INT, "shift": INT, **_CLAMP}),
    "Add": Spec("aa", {"left": INTS, "shift": INT, **_CLAMP}),
    "Sub": Spec("aa", {"left": INTS, "shift": INT, **_CLAMP}),
    "Mul": Spec("aa", {"shift": INT, **_CLAMP}),
    "MatMul": Spec("aa", {"shift": INT, **_CLAMP}),
    "AveragePool": Spec("v", {**_WINDOW, "multiplier": INT, "shift": INT, **_CLAMP}),
    "Pad": Spec("v", {"pads": INTS, "value": INT}),
    "Table": Spec("vt"),
    "Softmax": Spec("vt", {"axis": INT, "exponent": INT}),
    "LayerNorm": Spec("vtt", {"epsilon": INT, "shift": INTS, **_CLAMP}),
}

OPERATORS = {"float": FLOAT_OPERATORS, "int8": INTEGER_OPERATORS}
