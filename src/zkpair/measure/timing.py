"""From a cell and its arms to its `Timing` and `Memory` records: replicates, the last output judged, peaks, energy."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from zkpair import energy, registry
from zkpair.artefacts import Store
from zkpair.cases import read_case
from zkpair.conformance.checks import is_right
from zkpair.measure import memory
from zkpair.measure.blocks import Effort, replicate, seats_of
from zkpair.record import key, utc_now
from zkpair.registry import Arm
from zkpair.schema import Memory, Timing
from zkpair.tasks.task import Cell
from zkpair.worker.client import Worker

ENERGY_S = 1.5


def measure(
    cell: Cell,
    folder: Path,
    arms: Sequence[Arm],
    baseline: str,
    role: Literal["verdict", "curve"],
    effort: Effort,
    seed: int,
    run_s: dict[str, float],
    proven: Mapping[str, Sequence[str]],
    store: Store,
    headline: bool = False,
    on_process: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Timing, Memory]:
    """Paired times of `cell` over `arms`, all from the same blocks, and the peaks of the same processes.

    The output of each arm's last timed run is judged, a proof's also against `proven`: by implementation, the digests
    of the outputs that conformance saw. Energy is read where the machine shows it.
    """
    task = registry.task(cell.task)
    case = read_case(folder)
    judged: dict[str, bool] = {}
    output_bytes: dict[str, int] = {}
    energy_uj: dict[str, list[int]] | None = None if energy.why_unmeasured() else {}

    peaks: list[dict[str, memory.Sample]] = []
    states: dict[str, memory.Loaded | str] = {}

    def loaded(workers: dict[str, Worker]) -> None:
        states.update({name: memory.after_loading(worker) for name, worker in workers.items()})

    def finish(workers: dict[str, Worker]) -> None:
        peaks.append({name: memory.at_the_end(worker, states[name]) for name, worker in workers.items()})
        for name, worker in workers.items():
            instance, output = worker.last_output(folder.parent, effort.timeout_s)
            digests, format_ = proven[worker.arm.implementation], str(worker.hello["wire_format"])
            right = is_right(task, case, instance, output, format_, digests, store)
            judged[name] = judged.get(name, True) and right
            output_bytes[name] = len(output)
            if energy_uj is not None:
                energy_uj.setdefault(name, []).append(_energy_of_run(worker, run_s[name], effort))

    seats = seats_of(task.id, folder, arms)
    accuracy = task.accuracy(cell)
    load_before = os.getloadavg()[0]
    replicates = []
    for process in range(effort.processes):
        on_process(process, effort.processes)
        replicates.append(replicate(seats, process, run_s, effort, seed, finish, loaded))
    on_process(effort.processes, effort.processes)
    times = Timing(
        cell=key(cell),
        role=role,
        headline=headline,
        arms=[str(arm) for arm in arms],
        baseline=baseline,
        replicates=replicates,
        work=task.work(cell),
        unit=task.unit_of(cell),
        utc=utc_now(),
        load_before=load_before,
        load_after=os.getloadavg()[0],
        last_output_judged=judged,
        energy_uj=energy_uj,
        security_bits=dict(task.security(cell)) if task.security else None,
        output_bytes=output_bytes,
        accuracy=None if accuracy is None else dict(accuracy),
    )
    return times, Memory(key(cell), memory.figures(peaks))


def _energy_of_run(worker: Worker, run_s: float, effort: Effort) -> int:
    """Microjoules a run: whole packages, so only meaningful on an otherwise idle machine."""
    n = max(1, round(ENERGY_S / run_s))
    before = energy.read_uj()
    worker.run(n, 0, max(effort.timeout_s, 4 * ENERGY_S), kernel=False)
    return energy.used_uj(before, energy.read_uj()) // n
