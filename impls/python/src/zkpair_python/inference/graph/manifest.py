"""The manifest of a graph file: JSON in its one spelling, every key there and no other, every number an integer."""

import json
import re
from collections.abc import Sequence
from typing import Any

from zkpair_python.inference.graph.errors import MalformedGraphError
from zkpair_python.inference.graph.limits import INTEGER_BITS, NESTING
from zkpair_python.inference.graph.model import INT8, TYPE_CODES, Attribute, Input, Node, Shape

VERSION = 1
KEYS = ("version", "kind", "name", "inputs", "outputs", "nodes", "tensors")
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[\[\]{}]", re.DOTALL)


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object; raises MalformedGraphError unless `data` is the one way to write it."""
    try:
        text = data.decode("ascii")
        _bound_nesting(text)
        content = json.loads(text)
        again = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    except (ValueError, RecursionError) as error:
        raise MalformedGraphError(f"the manifest is not JSON in ASCII: {error}") from error
    if again != text:
        raise MalformedGraphError("the manifest is not in its one form: sorted keys, each once, no spaces")
    fields(content, (*KEYS, "exponents") if _kind(content) == INT8 else KEYS, "the manifest")
    if type(content["version"]) is not int or content["version"] != VERSION:
        raise MalformedGraphError(f"version {content['version']!r}, expected {VERSION}")
    return dict(content)


def _bound_nesting(text: str) -> None:
    """Deep brackets would exhaust the decoder's stack."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > NESTING:
            raise MalformedGraphError(f"the manifest is nested more than {NESTING} deep")


def _kind(content: Any) -> object:
    return content.get("kind") if isinstance(content, dict) else None


def fields(value: Any, names: Sequence[str], where: str) -> list[Any]:
    """The values of exactly these keys."""
    if not isinstance(value, dict) or value.keys() != set(names):
        has = sorted(value) if isinstance(value, dict) else type(value).__name__
        raise MalformedGraphError(f"{where} has {has}, expected exactly the keys {sorted(names)}")
    return [value[name] for name in names]


def items(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedGraphError(f"{where} is {type(value).__name__}, expected a list")
    return value


def text_of(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise MalformedGraphError(f"{where} is {value!r}, expected a string")
    if any(0xD800 <= ord(letter) < 0xE000 for letter in value):
        raise MalformedGraphError(f"{where} is {value!r}, no Unicode text: half of a surrogate pair stands alone")
    return value


def integer(value: Any, where: str) -> int:
    if type(value) is not int or value.bit_length() > INTEGER_BITS:
        raise MalformedGraphError(f"{where} is {value!r}, expected an integer of at most {INTEGER_BITS} bits")
    return value


def shape_of(value: Any, where: str) -> Shape:
    return tuple(integer(size, where) for size in items(value, where))


def type_of(value: Any, where: str) -> str:
    if text_of(value, where) not in TYPE_CODES:
        raise MalformedGraphError(f"{where} is {value!r}, expected one of {', '.join(TYPE_CODES)}")
    return str(value)


def port(value: Any) -> Input:
    """One entry of `inputs`."""
    name, shape, type_ = fields(value, ("name", "shape", "type"), "an input")
    where = f"input {text_of(name, 'the name of an input')}"
    return Input(name, shape_of(shape, f"the shape of {where}"), type_of(type_, f"the type of {where}"))


def node(value: Any) -> Node:
    """One entry of `nodes`."""
    op, inputs, outputs, attributes = fields(value, ("op", "inputs", "outputs", "attributes"), "a node")
    where = f"node {text_of(op, 'the operator of a node')}"
    names = [text_of(name, f"an operand of {where}") for name in items(inputs, f"operands of {where}")]
    made = items(outputs, f"outputs of {where}")
    if len(made) != 1 or not isinstance(attributes, dict):
        raise MalformedGraphError(f"{where} has one output and an object of attributes")
    values = {name: attribute(each, f"{where}: {name}") for name, each in attributes.items()}
    return Node(op, tuple(names), text_of(made[0], f"the output of {where}"), values)


def attribute(value: Any, where: str) -> Attribute:
    """A float is a string: the shortest decimal that gives it back."""
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            raise MalformedGraphError(f"{where}: {value!r} is no number") from None
        if not value.isascii() or repr(number) != value:
            raise MalformedGraphError(f"{where}: {value!r} is not the shortest form of {number!r}")
        return number
    if isinstance(value, list):
        return shape_of(value, where)
    return integer(value, where)
