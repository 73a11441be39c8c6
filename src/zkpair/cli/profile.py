"""`zkpair run TASK --profile ARM`: a flame graph of one arm and its time by phase, instead of a measurement."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zkpair.artefacts import Store
from zkpair.cli.console import make_console
from zkpair.measure import selection
from zkpair.measure.profile import Profile, ProfileError, take
from zkpair.measure.selection import Selection
from zkpair.record import write_atomically
from zkpair.registry import Arm, implementation_entry
from zkpair.report.flame import svg
from zkpair.tasks.task import CaseData, Cell

SECONDS = 4.0
SHOWN = 15


def profile(
    chosen: Selection, arm_name: str, seed: int, store: Store, reports: Path, user_case: CaseData | None
) -> None:
    """Profile `arm_name` on every selected cell (the headline or smallest size of each, unless sizes are given)."""
    arm = Arm.parse(arm_name)
    console = make_console()
    cells = [user_case.cell] if user_case is not None else _cells(chosen)
    for cell in cells:
        implementation_entry(cell.task, arm.implementation)
        folder = store.write(user_case) if user_case is not None else store.case(cell, seed)
        with console.status(f"{cell}: {arm} for {SECONDS:.0f} s"):
            try:
                taken = take(cell.task, arm, folder, SECONDS)
            except ProfileError as error:
                raise click.ClickException(str(error)) from error
        path = reports / f"profile-{cell.task.replace('/', '-')}-{cell.size}-{arm.implementation}-{arm.threads}.svg"
        write_atomically(path, svg(taken.stacks, f"{cell}  {arm}").encode())
        _show(console, cell, taken)
        console.print(f"flame graph: {path}\n")


def _cells(chosen: Selection) -> list[Cell]:
    if chosen.sizes:
        return selection.cells(chosen)
    if not chosen.patterns:
        raise click.UsageError("name the task to profile, e.g. zkpair run algebra/ntt --size 2^12 --profile rust")
    return [
        Cell.of(task.id, c.params, c.headline.quick_size if c.headline else min(c.sizes))
        for task, c in selection.combinations(chosen)
    ]


def _show(console: Console, cell: Cell, taken: Profile) -> None:
    console.print(f"[bold]{escape(str(cell))}[/]  {taken.arm}, {taken.runs} runs, {sum(taken.stacks.values())} samples")
    phases = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("phase", "ms", "what it is"):
        phases.add_column(column, justify="right" if column == "ms" else "left")
    run_s = taken.phases_s["run"] / taken.runs
    phases.add_row("load", f"{1e3 * taken.phases_s['load']:.3f}", "importing the implementation")
    phases.add_row("prepare", f"{1e3 * taken.phases_s['prepare']:.3f}", "reading and checking the case")
    phases.add_row("run", f"{1e3 * run_s:.3f}", "one run, end to end")
    if taken.kernel_s is not None:
        kernel = taken.kernel_s / taken.runs
        phases.add_row(
            "  kernel", f"{1e3 * kernel:.3f}", f"past the language border: {100 * kernel / run_s:.1f} % of the run"
        )
        phases.add_row("  border", f"{1e3 * (run_s - kernel):.3f}", "conversion and call")
    phases.add_row("encode", f"{1e3 * taken.phases_s['encode']:.3f}", "to the canonical bytes")
    console.print(phases)
    functions = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("with callees", "itself", "function"):
        functions.add_column(column, justify="left" if column == "function" else "right", overflow="fold")
    own = dict(taken.own)
    for frame, share in taken.inclusive[:SHOWN]:
        functions.add_row(f"{100 * share:.1f} %", f"{100 * own.get(frame, 0.0):.1f} %", escape(frame))
    console.print(functions)
