"""Tables before they are drawn: typed cells, so that numbers align on the decimal in the page and stay text elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "outcome", "code", "head"]


@dataclass(frozen=True)
class Cell:
    """`note`: smaller, beside it (an interval). `sub`: smaller, below it (a reason). `weak`: decides nothing."""

    text: str
    kind: Kind = "text"
    note: str = ""
    sub: str = ""
    weak: bool = False
    outcome: str = ""


@dataclass(frozen=True)
class Column:
    text: str
    kind: Kind = "text"
    group: str = ""


@dataclass(frozen=True)
class Row:
    cells: list[Cell]
    strong: bool = False
    detail: Table | None = None
    detail_title: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Column groups with their widths, for a first header row; empty where there are none."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found if any(name for name, _ in found) else []


def number(text: str, note: str = "", weak: bool = False) -> Cell:
    return Cell(text, "number", note=note, weak=weak)


def split_number(text: str) -> tuple[str, str, str]:
    """`12.3 ms` -> `12`, `.3`, `ms`: whole part, fraction, unit. What is not a number is all in the first."""
    digits = 0
    while digits < len(text) and (text[digits].isdigit() or (text[digits] in ".-−\u202f" and digits + 1 < len(text)
                                  and (text[digits + 1].isdigit()))):  # fmt: skip
        digits += 1
    if digits == 0:
        return text, "", ""
    body, unit = text[:digits], text[digits:].strip("\u202f ")
    whole, dot, fraction = body.partition(".")
    return whole, dot + fraction, unit
