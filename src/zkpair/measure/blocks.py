"""A cell's paired times: palindromic blocks over all arms, in fresh processes.

A block is a random order of the arms, then its reverse (ABBA for two): a drift of the machine that is linear in time
cancels. The unit of replication is the process: each replicate starts every arm anew (docs/methodology.md).
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from zkpair.registry import Arm
from zkpair.schema import Block, Replicate
from zkpair.worker.client import Worker

PROCESSES = 6
LONGEST_TURN_S = 0.25
SHORTEST_TURN_S = 0.02
SHORTEST_FOR_KERNEL_S = 20e-6
"""Below this, asking for the kernel's time would weigh on the end-to-end time."""


@dataclass(frozen=True)
class Effort:
    """How much is spent on a cell. `turn_s`: the length that short arms are batched towards, if the long arm is
    longer."""

    processes: int = PROCESSES
    blocks: int = 3
    turn_s: float = LONGEST_TURN_S
    timeout_s: float = 120.0


def batches(run_s: dict[str, float], effort: Effort) -> dict[str, int]:
    """Runs a turn for each arm, so that all turns are about as long as the longest arm's, within bounds."""
    target = min(max(SHORTEST_TURN_S, *run_s.values()), effort.turn_s)
    return {arm: max(1, round(target / max(seconds, 1e-9))) for arm, seconds in run_s.items()}


def palindrome(arms: Sequence[str], randomness: random.Random) -> list[str]:
    order = list(arms)
    randomness.shuffle(order)
    return order + order[::-1]


@dataclass(frozen=True)
class Seat:
    """An arm at a case: who takes turns in a block. `name`: what the record calls it; unique in a block."""

    name: str
    task_id: str
    folder: Path
    arm: Arm


def seats_of(task_id: str, folder: Path, arms: Sequence[Arm]) -> list[Seat]:
    """All arms at the same case."""
    return [Seat(str(arm), task_id, folder, arm) for arm in arms]


def replicate(
    seats: Sequence[Seat],
    process: int,
    run_s: dict[str, float],
    effort: Effort,
    seed: int,
    on_finish: Callable[[dict[str, Worker]], None] = lambda workers: None,
    on_loaded: Callable[[dict[str, Worker]], None] = lambda workers: None,
) -> Replicate:
    """One fresh process for each seat, `effort.blocks` blocks. `on_loaded` sees the workers once the case is loaded,
    `on_finish` before they end.

    `run_s`: seconds a run by seat, as far as known; measured here where it is not.
    """
    randomness = random.Random(f"{seed}:{seats[0].task_id}:{process}")
    workers = {seat.name: Worker(seat.task_id, seat.arm) for seat in seats}
    try:
        start_all(list(workers.values()))
        _share_a_core([workers[seat.name] for seat in seats if seat.arm.threads == 1], process)
        prepared = {seat.name: workers[seat.name].prepare(seat.folder, effort.timeout_s) for seat in seats}
        on_loaded(workers)
        first = {name: worker.run(1, process, effort.timeout_s, kernel=False) for name, worker in workers.items()}
        known = {name: run_s.get(name) or _second_run_s(worker, effort) for name, worker in workers.items()}
        run_s.update(known)
        batch = batches(known, effort)
        blocks = [
            _block(workers, palindrome(list(workers), randomness), batch, known, effort, randomness)
            for _ in range(effort.blocks)
        ]
        on_finish(workers)
        return Replicate(
            process,
            batch,
            blocks,
            {name: int(answer["wall_ns"]) for name, answer in prepared.items()},
            {name: ran.wall_ns for name, ran in first.items()},
            {name: worker.start_wall_ns for name, worker in workers.items()},
        )
    finally:
        for worker in workers.values():
            worker.close()


def _share_a_core(workers: Sequence[Worker], process: int) -> None:
    """Put the single-threaded arms on one core, another one for each process: cores of a shared machine differ by up to
    a factor of two from minute to minute, and arms that take turns on the same one meet the same."""
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    for worker in workers:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(worker.pid, {cores[process % len(cores)]})


def start_all(workers: Sequence[Worker]) -> None:
    """Start them together. The first WorkerError is raised once all have answered."""
    with ThreadPoolExecutor(len(workers)) as pool:
        for started in [pool.submit(worker.start) for worker in workers]:
            started.result()


def _second_run_s(worker: Worker, effort: Effort) -> float:
    """Seconds a run once warm: doubled until it is long enough to be read."""
    n = 1
    while True:
        ran = worker.run(n, 0, effort.timeout_s, kernel=False)
        if ran.wall_ns >= 2_000_000 or n >= 1 << 20:
            return max(ran.wall_ns, 1) / n / 1e9
        n *= 4


def _block(
    workers: dict[str, Worker],
    order: list[str],
    batch: dict[str, int],
    run_s: dict[str, float],
    effort: Effort,
    randomness: random.Random,
) -> Block:
    wall: dict[str, list[int]] = {name: [] for name in workers}
    cpu: dict[str, list[int]] = {name: [] for name in workers}
    kernel: dict[str, list[int] | None] = {name: [] for name in workers}
    for name in order:
        asks_kernel = run_s[name] >= SHORTEST_FOR_KERNEL_S
        ran = workers[name].run(batch[name], randomness.randrange(1 << 16), effort.timeout_s, kernel=asks_kernel)
        wall[name].append(ran.wall_ns)
        cpu[name].append(ran.cpu_ns)
        times = kernel[name]
        if ran.kernel_ns is None or times is None:
            kernel[name] = None
        else:
            times.append(ran.kernel_ns)
    return Block(order, wall, cpu, kernel)
