"""`zkpair compare`: two runs, or two commits, side by side."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zkpair.cli.options import RESULTS

if TYPE_CHECKING:
    from rich.console import Console

    from zkpair.analysis.compare import Comparison, PairChange
    from zkpair.analysis.ratio import Ratio
    from zkpair.record import RunFolder

EPILOG = """Examples:

\b
  zkpair compare 20260105T0900 20260106T0900     two runs, by the beginning of their ids
  zkpair compare HEAD~1 HEAD                     the newest runs of two commits
  zkpair compare 4f2a91c results/20260106T090000Z-1a2b3c --json
"""

SAID = {
    "faster": ("faster", "green"),
    "slower": ("slower", "red"),
    "overlap": ("overlap", "dim"),
    "undecided": ("undecided", "yellow"),
    "only_first": ("only in A", "dim"),
    "only_second": ("only in B", "dim"),
}


@click.command(epilog=EPILOG)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, show_default=True, help="Where runs are.")
@click.option("--curve", is_flag=True, help="Show the points of the time-size curves too, which decide nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def compare(first: str, second: str, results: Path, curve: bool, as_json: bool) -> None:
    """Set runs A and B side by side: each ratio with its interval, and whether the two intervals separate.

    A and B are runs (a path, an id or its beginning) or commits (a hash, or what git knows, like HEAD~1). Of a commit
    the newest run counts.
    """
    from zkpair.analysis.compare import compare as compare_runs
    from zkpair.analysis.load import load_run

    found = compare_runs(load_run(resolve(results, first)), load_run(resolve(results, second)))
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False))
        return
    from zkpair.cli.console import make_console

    _print(make_console(), found, curve)


def resolve(results: Path, name: str) -> RunFolder:
    """A run, or the newest run of a commit. Raises ClickException saying what there is."""
    from zkpair.analysis.load import UnknownRun, find_commit, find_run

    try:
        return find_run(results, name)
    except UnknownRun as error:
        unknown = error
    commit = name if (folder := find_commit(results, name)) else git_commit(name)
    folder = folder or (find_commit(results, commit) if commit else None)
    if folder is not None:
        return folder
    if commit:
        raise click.ClickException(
            f"{name} is commit {commit[:12]}, which no run in {results} has measured; `zkpair run` there"
        )
    raise click.ClickException(f"{unknown}; it is no commit either")


def git_commit(name: str) -> str | None:
    """The full hash of what git knows by that name; None outside a repository or for an unknown name."""
    if name.startswith("-"):
        return None
    command = ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def _print(console: Console, found: Comparison, curve: bool) -> None:
    from rich.table import Table

    console.print(f"A  {found.first}\nB  {found.second}", highlight=False)
    for run in found.untrusted:
        console.print(f"[red]The controls of {run} failed: do not trust its ratios.[/red]")
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("cell", "speed-up"):
        table.add_column(name, overflow="fold")
    for name in ("A", "B", "B / A"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("intervals")
    shown = [pair for pair in found.pairs if pair.deciding or curve]
    for pair in shown:
        table.add_row(*_row(pair))
    if shown:
        console.print(table)
    else:
        console.print("No deciding cell in either run; --curve shows the points of the curves.")
    left = len(found.pairs) - len(shown)
    if left:
        console.print(f"[dim]{left} points of curves not shown (--curve).[/dim]")
    if found.differences:
        console.print("\nWhat else differs", style="bold")
    for d in found.differences:
        console.print(
            f"  {d.what}: {d.first or 'not recorded'} → {d.second or 'not recorded'}", highlight=False, markup=False
        )


def _row(pair: PairChange) -> list[str]:
    word, style = SAID[pair.change]
    factor = f"{pair.factor:.3f}" if pair.factor is not None else ""
    pair_name = f"{pair.candidate} over {pair.baseline}"
    return [
        pair.label.replace("[", "\\["),
        pair_name,
        _ratio(pair.first),
        _ratio(pair.second),
        factor,
        f"[{style}]{word}[/{style}]",
    ]


def _ratio(ratio: Ratio | None) -> str:
    from zkpair.report import format as fmt

    return fmt.ratio_text(ratio).replace("[", "\\[")
