"""The first sentences and the table of targets on a terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from zkpair.analysis.findings import Findings
from zkpair.report import format as fmt
from zkpair.report import sentences
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Table
from zkpair.report.verdicts import verdict_table

STYLES = {"pass": "green", "fail": "red", "undecided": "yellow", "unmeasured": "dim"}


def print_summary(console: Console, findings: Findings, labels: Labels) -> None:
    interrupted = sentences.interruption(findings, labels)
    if interrupted:
        console.print(Text(interrupted, style="red"))
    for sentence in sentences.sentences(findings, labels):
        console.print(Text(f"  {sentence}"), soft_wrap=False)
    # A run of one task leaves the targets of all others unmeasured: here they are counted, the report names them.
    table = verdict_table(findings, labels, unmeasured=False)
    if table.rows:
        console.print()
        console.print(_grid(table))
    count = sentences.target_count(findings, labels)
    if count:
        console.print()
        console.print(Text(count))


def _grid(table: Table) -> RichTable:
    grid = RichTable(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in table.columns[:4]:
        grid.add_column(column.text, justify="right" if column.kind == "number" else "left", overflow="fold")
    for row in table.rows:
        if row.heading:
            grid.add_row(Text(row.heading, style="bold"))
        else:
            grid.add_row(*(_text(cell) for cell in row.cells[:4]))
    return grid


def _text(cell: Cell) -> RenderableType:
    """A target's identity before its name, its cell below; a bound after its outcome, an interval after its figure."""
    if cell.kind == "head":
        name = Text(f"{cell.note} {cell.text}")
        return Group(name, Padding(Text(cell.sub, style="dim"), (0, 0, 0, 3))) if cell.sub else name
    said = Text(cell.text, style=STYLES.get(cell.outcome, ""))
    return Text.assemble(said, (f" {cell.note}".replace(fmt.THIN, " ") if cell.note else "", "dim"))
