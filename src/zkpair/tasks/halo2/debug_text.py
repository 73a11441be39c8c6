"""What Rust's `{:?}` prints, as nested Python values.

value = Name { field: value, … } | Name(value, …) | Name | [value, …] | (value, …) | number | "text"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zkpair.tasks.arithmetic.field import EncodingError

TOKEN = re.compile(r'\s*([A-Za-z_]\w*|-?(?:0x[0-9a-f]+|\d+)|"[^"]*"|[\[\](){},:])')
CLOSING = {"[": "]", "(": ")", "{": "}"}
DEPTH_LIMIT = 200


@dataclass(frozen=True)
class Node:
    """A struct, a tuple (its name empty), or a list (its name `[`)."""

    name: str
    items: tuple[Value, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        if name not in self.fields:
            raise EncodingError(f"{self.name or 'a tuple'} has no field {name}")
        return self.fields[name]


Value = Node | int | str


def parse(text: str) -> Value:
    """The value that the whole text is; EncodingError for anything else."""
    tokens = list(_tokens(text))
    value, end = _value(tokens, 0, 0)
    if end != len(tokens):
        raise EncodingError(f"{tokens[end]!r} follows the value")
    return value


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise EncodingError(f"no token at character {place}")
        yield match[1]
        place = match.end()


def _value(tokens: list[str], at: int, depth: int) -> tuple[Value, int]:
    token = _token(tokens, at)
    if depth > DEPTH_LIMIT:
        raise EncodingError("nested too deeply")
    if token[0] == '"':
        return token[1:-1], at + 1
    if token[0].isdigit() or token[0] == "-":
        return int(token, 0), at + 1
    if token in ("[", "("):
        items, at = _items(tokens, at, depth)
        return Node("[" if token == "[" else "", items), at
    if not (token[0].isalpha() or token[0] == "_"):
        raise EncodingError(f"{token!r} begins no value")
    opening = tokens[at + 1] if at + 1 < len(tokens) else ""
    if opening == "(":
        items, at = _items(tokens, at + 1, depth)
        return Node(token, items), at
    if opening == "{":
        fields, at = _fields(tokens, at + 1, depth)
        return Node(token, (), fields), at
    return Node(token), at + 1


def _items(tokens: list[str], at: int, depth: int) -> tuple[tuple[Value, ...], int]:
    closing, items = CLOSING[tokens[at]], []
    at += 1
    while _token(tokens, at) != closing:
        value, at = _value(tokens, at, depth + 1)
        items.append(value)
        if _token(tokens, at) == ",":
            at += 1
        elif tokens[at] != closing:
            raise EncodingError(f"{tokens[at]!r} where a comma was expected")
    return tuple(items), at + 1


def _fields(tokens: list[str], at: int, depth: int) -> tuple[dict[str, Value], int]:
    fields: dict[str, Value] = {}
    at += 1
    while _token(tokens, at) != "}":
        name = tokens[at]
        if _token(tokens, at + 1) != ":" or name in fields:
            raise EncodingError(f"{name!r} is no new field's name")
        fields[name], at = _value(tokens, at + 2, depth + 1)
        if _token(tokens, at) == ",":
            at += 1
        elif tokens[at] != "}":
            raise EncodingError(f"{tokens[at]!r} where a comma was expected")
    return fields, at + 1


def _token(tokens: list[str], at: int) -> str:
    if at >= len(tokens):
        raise EncodingError("the text ends too early")
    return tokens[at]
