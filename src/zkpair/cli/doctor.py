"""`zkpair doctor`: what of this machine can be measured, and what cannot."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zkpair import provenance, registry
from zkpair.analysis.controls import ControlFinding, judge_control
from zkpair.artefacts import Store
from zkpair.cli.console import make_console
from zkpair.measure import controls
from zkpair.measure.modes import QUICK
from zkpair.registry import Arm
from zkpair.worker.client import Worker, WorkerError


@click.command(epilog="Examples:  zkpair doctor   |   zkpair doctor --no-noise --json")
@click.option("--noise/--no-noise", default=True, help="Measure the noise floor (about 10 s).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(noise: bool, as_json: bool) -> None:
    """Say what this machine can measure, which implementations are ready, and how much it wavers.

    Exit status 1 when an implementation is not ready or the controls are not to be trusted.
    """
    console = make_console(stderr=as_json)
    machine, capabilities, source = provenance.machine(), provenance.capabilities(), provenance.source()
    ready = {name: _ready(*name.split(":", 1)) for name in _implementations()}
    floor = _noise(console) if noise else []
    advice = _advice(machine)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "machine": machine,
                    "source": source,
                    "capabilities": capabilities,
                    "implementations": ready,
                    "controls": [dataclasses.asdict(c) | {"trusted": c.trusted} for c in floor],
                    "advice": advice,
                }
            )
        )
    else:
        _show(console, machine, capabilities, ready, floor, advice)
    if any(reason for reason in ready.values()) or any(not control.trusted for control in floor):
        raise SystemExit(1)


def _implementations() -> list[str]:
    return [f"{task_id}:{name}" for task_id in registry.task_ids() for name in registry.implementations(task_id)]


def _ready(task_id: str, name: str) -> str | None:
    """None, or why this implementation cannot be measured."""
    try:
        with Worker(task_id, Arm(name)):
            return None
    except WorkerError as error:
        return str(error)


def _noise(console: Console) -> list[ControlFinding]:
    effort = dataclasses.replace(QUICK.verdict, blocks=3)
    with console.status("controls: two pairs with a known ratio") as status:
        records = controls.measure(Store(), effort, 1, lambda name: status.update(f"control {name}"))
    return [judge_control(record) for record in records]


def _advice(machine: dict[str, Any]) -> list[str]:
    """What would make the numbers steadier, as far as it can be seen from here."""
    found = []
    if machine["load"][0] > 0.5:
        found.append(f"the load is {machine['load'][0]:.1f}: close what else runs, or let `--full` take its time")
    governor = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    if governor.is_file() and governor.read_text().strip() != "performance":
        found.append(f"the frequency governor is {governor.read_text().strip()}; `performance` wavers less")
    if machine["virtualised"]:
        found.append(
            "this is a virtual machine: neighbours can slow it at any moment; trust intervals, not single times"
        )
    if (os.cpu_count() or 1) < 2:
        found.append("one core only: arms with two threads are left out")
    return found


def _show(
    console: Console,
    machine: dict[str, Any],
    capabilities: dict[str, str | None],
    ready: dict[str, str | None],
    floor: list[ControlFinding],
    advice: list[str],
) -> None:
    ram = machine["ram_bytes"] / 2**30
    console.print(
        f"[bold]{escape(machine['cpu'])}[/], {machine['cores']} cores, {ram:.0f} GiB, {escape(machine['os'])}"
    )
    console.print(f"SIMD: {', '.join(machine['simd']) or 'none of those we know'}; Python {machine['python']}\n")
    table = Table(box=None, pad_edge=False, show_header=False)
    for what, reason in capabilities.items():
        table.add_row(what, "[green]measurable[/]" if reason is None else f"[yellow]unmeasured[/]: {escape(reason)}")
    console.print(table)
    good = [name for name, reason in ready.items() if reason is None]
    console.print(f"\n{len(good)} of {len(ready)} implementations are ready")
    for name, reason in ready.items():
        if reason is not None:
            console.print(f"  [red]not ready[/] {escape(name)}: {escape(reason)}")
    for control in floor:
        mark = (
            "[green]trusted[/]" if control.trusted else f"[red]not to be trusted[/]: {escape(control.distrust or '')}"
        )
        interval = "" if control.low is None or control.high is None else f" [{control.low:.4g} to {control.high:.4g}]"
        shown = escape(f"{control.ratio.estimate:.4g}{interval}")
        console.print(f"control {control.name}: true ratio {control.true_ratio:g}, measured {shown}: {mark}")
    for line in advice:
        console.print(f"[dim]advice: {escape(line)}[/]")
