"""`zkpair list`: what there is to measure."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.markup import escape

from zkpair import registry
from zkpair.cli.console import make_console
from zkpair.measure.selection import matching_ids
from zkpair.registry import RegistryError
from zkpair.tasks.task import Combination, Task, size_label


@click.command("list", epilog="Examples:  zkpair list   |   zkpair list 'snark/*' --json")
@click.argument("tasks", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a task.")
def list_tasks(tasks: tuple[str, ...], as_json: bool) -> None:
    """List tasks with their parameters, sizes and implementations."""
    found, broken = _load(matching_ids(tasks))
    if as_json:
        for task in found:
            click.echo(json.dumps(_as_json(task)))
        return
    console = make_console()
    for task in found:
        _print(console, task)
    for message in broken:
        console.print(f"[red]not loaded[/]: {escape(message)}", soft_wrap=True)


def _print(console: Console, task: Task) -> None:
    """Its name and what it does, then who does it, then a line for each combination of parameters."""
    console.print(f"[bold]{task.id}[/]  {escape(task.summary)}", soft_wrap=True)
    console.print(f"    {', '.join(registry.implementations(task.id))}", style="dim", soft_wrap=True)
    lines = [", ".join(f"{name}={value}" for name, value in c.params.items()) for c in task.combinations]
    width = max(map(len, lines), default=0)
    for line, combination in zip(lines, task.combinations, strict=True):
        headline = combination.headline
        sizes = {size_label(size): None for size in (headline.quick_size, headline.full_size)} if headline else {}
        note = f"   [dim]headline at {' and '.join(sizes)}[/]" if sizes else ""
        console.print(f"    {line:<{width}}  {_sizes(combination)}{note}", soft_wrap=True)


def _load(task_ids: list[str]) -> tuple[list[Task], list[str]]:
    """The tasks, and what those that do not load say: one broken package hides no other's tasks."""
    found, broken = [], []
    for task_id in task_ids:
        try:
            found.append(registry.task(task_id))
        except RegistryError as error:
            broken.append(str(error))
    return found, broken


def _sizes(combination: Combination) -> str:
    sizes = sorted(combination.sizes)
    if not sizes:
        return "your files"
    if len(sizes) <= 4:
        return ", ".join(map(size_label, sizes))
    return f"{size_label(sizes[0])} to {size_label(sizes[-1])}"


def _as_json(task: Task) -> dict[str, object]:
    return {
        "task": task.id,
        "summary": task.summary,
        "combinations": [
            {"params": dict(c.params), "sizes": list(c.sizes), "headline": c.headline is not None}
            for c in task.combinations
        ],
        "implementations": registry.implementations(task.id),
        "complexity": task.complexity,
        "unit": ", ".join(dict.fromkeys(map(task.unit_of, task.cells()))),
    }
