"""Tables before they are drawn: typed cells, so that numbers share a unit and align on the decimal point."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field, replace
from typing import Literal

from zkpair.report import format as fmt

Kind = Literal["text", "number", "outcome", "code", "head"]
Quantity = Literal["seconds", "bytes", "times", "percent", "count", "plain"]


@dataclass(frozen=True)
class Cell:
    """`note`: smaller, beside it (an interval). `sub`: smaller, below it (a reason). `weak`: decides nothing.

    A number has its `value` (seconds, bytes, a ratio) and gets its text when the table is settled; `pad` is what its
    fraction lacks beside the longest of its column.
    """

    text: str = ""
    kind: Kind = "text"
    note: str = ""
    sub: str = ""
    weak: bool = False
    outcome: str = ""
    value: float | None = None
    pad: str = ""


@dataclass(frozen=True)
class Column:
    text: str
    kind: Kind = "text"
    group: str = ""
    quantity: Quantity = "plain"
    unit: str = ""
    clock: str = ""  # said beside the unit
    shares: str = ""  # columns that share a word share a unit


@dataclass(frozen=True)
class Row:
    """`heading`: a row that only names what follows."""

    cells: list[Cell] = field(default_factory=list)
    strong: bool = False
    detail: Table | None = None
    detail_title: str = ""
    heading: str = ""


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

    def settled(self) -> Table:
        """The same table with one unit for each column of numbers, their text, and what aligns the decimal points."""
        columns, rows = list(self.columns), [list(row.cells) for row in self.rows]
        for index, column in enumerate(columns):
            if column.quantity == "plain":
                continue
            cells = [row[index] for row in rows if row]
            alike = [i for i, c in enumerate(columns) if i == index or (c.shares and c.shares == column.shares)]
            values = [row[i].value for row in rows if row for i in alike]
            factor, unit = _unit(column.quantity, [value for value in values if value is not None])
            texts = iter(_aligned([c.value for c in cells], factor, column.quantity))
            columns[index] = replace(column, unit=unit)
            for row in rows:
                if row:
                    text, pad = next(texts)
                    row[index] = replace(row[index], text=row[index].text or text, pad="" if row[index].text else pad)
        settled = [replace(old, cells=cells) for old, cells in zip(self.rows, rows, strict=True)]
        return Table(self.caption, columns, settled)


def number(value: float | None, note: str = "", weak: bool = False, sub: str = "") -> Cell:
    usable = value is not None and math.isfinite(value)
    return Cell("" if usable else fmt.NONE, "number", note, sub, weak, value=value if usable else None)


def label(text: str, note: str = "", weak: bool = False, sub: str = "") -> Cell:
    """A cell in a column of numbers whose text is fixed."""
    return Cell(text, "number", note, sub, weak)


def _unit(quantity: Quantity, values: list[float]) -> tuple[float, str]:
    """The unit in which the middle of a column lies between 1 and 1000."""
    if quantity not in ("seconds", "bytes") or not values:
        return (100.0, "%") if quantity == "percent" else (1.0, "×" if quantity == "times" else "")
    units = fmt.TIMES if quantity == "seconds" else fmt.BYTES
    middle = statistics.median(abs(v) for v in values)
    scale, name = next((u for u in reversed(units) if middle >= u[0] * 0.9995), units[0])
    return 1 / scale, name


def _aligned(values: list[float | None], factor: float, quantity: Quantity) -> list[tuple[str, str]]:
    texts = []
    for value in values:
        if value is None:
            texts.append("")
        elif quantity == "count":
            texts.append(fmt.grouped(f"{value:.0f}"))
        else:
            texts.append(fmt.significant(value * factor))
    fractions = [text.partition(".")[1] + text.partition(".")[2] for text in texts]
    longest = max((len(f) for f in fractions), default=0)
    return [
        (text, ("." if not fraction and longest else "") + "0" * (longest - max(len(fraction), 1 if longest else 0)))
        for text, fraction in zip(texts, fractions, strict=True)
    ]
