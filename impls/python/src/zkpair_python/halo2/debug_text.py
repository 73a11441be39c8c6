"""Rust's `{:?}` as a tree: a strict, bounded, recursive reader.

    value := "…" | 0x… (64 digits) | integer | [value, …] | (value, …)
           | Name | Name(value, …) | Name { field: value, … }

There is one way to write each value (", " between, no line breaks): a text that is read is as Rust prints it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zkpair_python.halo.errors import MalformedKey

MAX_TEXT_BYTES = 1 << 20
MAX_DEPTH = 150

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?![0-9A-Za-z_])")
HEX = re.compile(r"0x[0-9a-f]{64}(?![0-9A-Za-z_])")
STRING = re.compile(r'"[0-9a-fx]*"')
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Element:
    """A field element of either field: 0x and 64 digits."""

    value: int


@dataclass(frozen=True)
class Tuple:
    """`Name(a, b)`, `(a, b)` with an empty name, or a bare `Name` without items."""

    name: str
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Struct:
    """`Name { field: value }`, the fields in their order."""

    name: str
    fields: dict[str, Value]


Value = str | int | Element | list["Value"] | Tuple | Struct


def parse_debug(text: str) -> Value:
    """The tree of a whole text. Raises `MalformedKey` with the place where it stops being one."""
    if len(text) > MAX_TEXT_BYTES:
        raise MalformedKey(f"a key of {len(text)} bytes is more than {MAX_TEXT_BYTES}")
    reader = _Reader(text)
    value = reader.value(0)
    if reader.at != len(text):
        raise reader.error("the end")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, expected: str) -> MalformedKey:
        return MalformedKey(f"key, at {self.at}: expected {expected}, found {self.text[self.at : self.at + 20]!r}")

    def take(self, literal: str) -> bool:
        if self.text.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def value(self, depth: int) -> Value:
        if depth > MAX_DEPTH:
            raise MalformedKey(f"key, at {self.at}: nested deeper than {MAX_DEPTH}")
        if (token := self.match(HEX)) is not None:
            return Element(int(token, 16))
        if (token := self.match(NUMBER)) is not None:
            return int(token)
        if (token := self.match(STRING)) is not None:
            return token[1:-1]
        if self.take("["):
            return self.items("]", depth)
        if self.take("("):
            return Tuple("", tuple(self.items(")", depth)))
        if (name := self.match(NAME)) is None:
            raise self.error("a value")
        if self.take("("):
            return Tuple(name, tuple(self.items(")", depth)))
        if self.take(" { "):
            return Struct(name, self.fields(depth))
        return Tuple(name, ())

    def items(self, closing: str, depth: int) -> list[Value]:
        found: list[Value] = []
        if self.take(closing):
            return found
        while True:
            found.append(self.value(depth + 1))
            if self.take(closing):
                return found
            if not self.take(", "):
                raise self.error(f"', ' or {closing!r}")

    def fields(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while True:
            name = self.match(NAME)
            if name is None or name in found or not self.take(": "):
                raise self.error("a new field's name and ': '")
            found[name] = self.value(depth + 1)
            if self.take(" }"):
                return found
            if not self.take(", "):
                raise self.error("', ' or ' }'")
