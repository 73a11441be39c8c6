"""`zkpair verify`: prove that the implementations of a task do the same work, and show each check."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from zkpair import registry
from zkpair.artefacts import ArtefactError, Store
from zkpair.cli.console import make_console
from zkpair.cli.options import seed_option, selection_of, selection_options
from zkpair.conformance.conform import conform
from zkpair.conformance.proven import CONFORMANT, SELF_VERIFIED, Proven
from zkpair.measure import selection
from zkpair.tasks.task import Cell


@click.command(epilog="Examples:  zkpair verify   |   zkpair verify snark/groth16_prove --size 2^3 --all-checks")
@selection_options
@seed_option
@click.option("--fresh", is_flag=True, help="Prove anew, even where sources and case are unchanged.")
@click.option("--all-checks", is_flag=True, help="Show the checks that passed as well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a cell.")
def verify(
    tasks: tuple[str, ...], params: Any, sizes: Any, arms: Any, seed: int, fresh: bool, all_checks: bool, as_json: bool
) -> None:
    """Prove that implementations do the same work: equal bytes, judge, false cases, every verifier.

    Without sizes, each combination is proven at its smallest size. Exit status 1 when something failed or nothing could
    be proven.
    """
    chosen = selection_of(tasks, params, sizes, arms)
    cells = selection.cells(chosen) if chosen.sizes else _smallest(chosen)
    console = make_console(stderr=as_json)
    failed, caseless = False, list[Cell]()
    for cell in cells:
        names = [
            n for n in registry.implementations(cell.task) if not arms or n in {arm.implementation for arm in arms}
        ]
        try:
            with console.status(str(cell)) as status:
                show = status.update
                proven = conform(cell, names, Store(), seed, fresh=fresh, on_check=lambda text, show=show: show(text))  # type: ignore[misc]
        except ArtefactError as error:  # a verifier's cell whose prover is not here: the others are proven all the same
            console.print(f"[bold]{escape(str(cell))}[/]  [yellow]no case[/]: {escape(str(error))}")
            caseless.append(cell)
            continue
        failed = failed or any(state == "failed" for state in proven.record.status.values())
        if as_json:
            click.echo(json.dumps({"kind": proven.record.kind, **dataclasses.asdict(proven.record)}))
        else:
            _show(console, cell, proven, all_checks)
    if failed or len(caseless) == len(cells):
        raise SystemExit(1)


def _smallest(chosen: selection.Selection) -> list[Cell]:
    return [Cell.of(t.id, c.params, min(c.sizes)) for t, c in selection.combinations(chosen)]


def _show(console: Console, cell: Cell, proven: Proven, all_checks: bool) -> None:
    record = proven.record
    passed = sum(check.passed for check in record.checks)
    cached = ", from the cache" if record.cached else ""
    colour = "green" if passed == len(record.checks) else "red"
    counted = f"{passed} of {len(record.checks)} checks"
    console.print(f"[bold]{escape(str(cell))}[/]  [{colour}]{counted}[/]  {record.seconds:.1f} s{cached}")
    for name, status in record.status.items():
        shown = "green" if status in (CONFORMANT, SELF_VERIFIED) else "yellow" if status == "unavailable" else "red"
        reason = f": {escape(record.reasons[name])}" if name in record.reasons else ""
        console.print(f"  [{shown}]{status}[/] {name}{reason}")
    for check in record.checks:
        if not check.passed or all_checks:
            mark = "[green]passed[/]" if check.passed else "[red]FAILED[/]"
            console.print(f"    {mark} {escape(check.name)}{': ' + escape(check.detail) if check.detail else ''}")
