"""The operators of a graph: roles of their operands, and their attributes.

Roles: `v` a value, `t` a tensor, `a` either (at least one operand of a node is a value), `*` one or more values.
An attribute that ends in `?` may be left out; no other may, and none may be added.
"""

INT, INTS, REAL = "int", "ints", "float"

Spec = tuple[str, dict[str, str]]

WINDOW = {"strides": INTS, "pads": INTS, "dilations": INTS}
POOL = {**WINDOW, "kernel": INTS}
CONV = {**WINDOW, "groups": INT}
CLAMP = {"lo": INT, "hi": INT}
EACH_CHANNEL = {"shift": INTS, **CLAMP}
ONE_SHIFT = {"shift": INT, **CLAMP}

MOVING: dict[str, Spec] = {
    "Flatten": ("v", {}),
    "Reshape": ("v", {"shape": INTS}),
    "Transpose": ("v", {"perm": INTS}),
    "Concat": ("*", {"axis": INT}),
    "Gather": ("aa", {"axis": INT}),
    "MaxPool": ("v", POOL),
}

FLOAT_OPERATORS: dict[str, Spec] = {
    **MOVING,
    "Linear": ("vtt", {}),
    "Conv": ("vtt", CONV),
    "Relu": ("v", {}),
    "LeakyRelu": ("v", {"alpha": REAL}),
    "Clip": ("v", {"lo?": REAL, "hi?": REAL}),
    "Sigmoid": ("v", {}),
    "Tanh": ("v", {}),
    "Gelu": ("v", {"approximate": INT}),
    "Add": ("aa", {}),
    "Sub": ("aa", {}),
    "Mul": ("aa", {}),
    "MatMul": ("aa", {}),
    "AveragePool": ("v", {**POOL, "count_include_pad": INT}),
    "GlobalAveragePool": ("v", {}),
    "Pad": ("v", {"pads": INTS, "value": REAL}),
    "Softmax": ("v", {"axis": INT}),
    "LayerNorm": ("vtt", {"eps": REAL}),
}

INTEGER_OPERATORS: dict[str, Spec] = {
    **MOVING,
    "Linear": ("vtt", EACH_CHANNEL),
    "Conv": ("vtt", {**CONV, **EACH_CHANNEL}),
    "Requantise": ("v", {"left": INT, **ONE_SHIFT}),
    "Add": ("aa", {"left": INTS, **ONE_SHIFT}),
    "Sub": ("aa", {"left": INTS, **ONE_SHIFT}),
    "Mul": ("aa", ONE_SHIFT),
    "MatMul": ("aa", ONE_SHIFT),
    "AveragePool": ("v", {**POOL, "multiplier": INT, **ONE_SHIFT}),
    "Pad": ("v", {"pads": INTS, "value": INT}),
    "Table": ("vt", {}),
    "Softmax": ("vt", {"axis": INT, "exponent": INT}),
    "LayerNorm": ("vtt", {"epsilon": INT, **EACH_CHANNEL}),
}

OPERATORS = {"float": FLOAT_OPERATORS, "int8": INTEGER_OPERATORS}
INPUT_TYPES = {"float": ("f32", "i32"), "int8": ("i8", "i32")}


def operand_types(kind: str, op: str, count: int) -> list[str]:
    """The types of a node's operands: f32 or i8, but i32 for indices, and in integer graphs for biases."""
    main = "f32" if kind == "float" else "i8"
    if op == "Gather":
        return [main, "i32"]
    if kind == "int8" and op in ("Linear", "Conv", "LayerNorm"):
        return [main, "i8", "i32"]
    if kind == "int8" and op == "Softmax":
        return [main, "i32"]
    return [main] * count
