"""A chain of attribution, step by step: each two neighbours, and the ends, as a pair in blocks of their own.

A cell's block holds arms at one case. A step may cross cells (another hash, another field), so its two workers load
different cases and take turns all the same: what is compared is the time for the same statement made another way.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from zkpair.artefacts import Store
from zkpair.cases import digest_of
from zkpair.chains import Chain, Stage
from zkpair.conformance.proven import Proven
from zkpair.measure import budget
from zkpair.measure.blocks import Effort, Seat, replicate
from zkpair.measure.modes import Mode
from zkpair.measure.proving import Prover
from zkpair.measure.selection import Selection
from zkpair.record import key, utc_now
from zkpair.schema import Failure, StageKey, Step
from zkpair.worker.client import Worker, WorkerError


def selection_of(chain: Chain) -> Selection:
    """Its implementations by name: all are proven at its size, however slow."""
    tasks = sorted({stage.cell.task for stage in chain.stages})
    return Selection(tasks, arms=list(dict.fromkeys(stage.arm for stage in chain.stages)))


def step(
    chain: Chain,
    pair: tuple[int, int],
    prover: Prover,
    store: Store,
    mode: Mode,
    seed: int,
    clock: budget.Clock,
    tell: Callable[[str], None],
) -> Step | Failure:
    """Prove both sides, then measure them; why not, where one is not proven, does not live through it or does not fit
    the budget."""
    sides = [chain.stages[i] for i in pair]
    proven: list[Proven] = []
    for side in sides:
        found = prover.prove(side.cell)
        if found is None or not found.good(side.arm.implementation):
            why = found.record.reasons.get(side.arm.implementation) if found else None
            return _failure(chain, side, "not_conformant", why or "not proven")
        proven.append(found)
    run_s = {str(i): p.run_s[s.arm.implementation] for i, (s, p) in enumerate(zip(sides, proven, strict=True))}
    effort = dataclasses.replace(
        mode.verdict, blocks=budget.blocks_in(mode.process_s, run_s, mode.verdict, mode.most_blocks)
    )
    cost_s = sum(
        budget.timing_s([s.arm], p.run_s, p.prepare_s, p.start_s, effort) for s, p in zip(sides, proven, strict=True)
    )
    if not clock.fits(cost_s):
        left = max(0.0, clock.left_s())
        return _failure(
            chain, sides[1], "left_out", f"takes about {cost_s:.0f} s, and {left:.0f} s of the budget were left"
        )
    folders = [store.case(side.cell, seed) for side in sides]
    try:
        return measure(chain, pair, folders, proven, effort, seed, tell)
    except WorkerError as error:
        at_fault = next((side for side in sides if side.arm == error.arm), sides[1])
        return _failure(chain, at_fault, error.status, str(error))


def measure(
    chain: Chain,
    pair: tuple[int, int],
    folders: list[Path],
    proven: list[Proven],
    effort: Effort,
    seed: int,
    tell: Callable[[str], None] = lambda text: None,
) -> Step:
    """The pair in fresh processes. Raises WorkerError when a worker does not live through it.

    The last output of each side must be byte for byte one that conformance has proven.
    """
    stages = [StageKey(stage.change, key(stage.cell), str(stage.arm)) for stage in chain.stages]
    draft = Step(chain.id, chain.title, stages, *pair, [], utc_now(), os.getloadavg()[0], 0.0, True)
    sides = [chain.stages[i] for i in pair]
    seats = [
        Seat(name, side.cell.task, folder, side.arm)
        for name, side, folder in zip(draft.seats, sides, folders, strict=True)
    ]
    right: list[bool] = []

    def finish(workers: Mapping[str, Worker]) -> None:
        for seat, proof in zip(seats, proven, strict=True):
            right.append(_right(workers[seat.name], seat, proof, effort))

    run_s: dict[str, float] = {}
    replicates = []
    for process in range(effort.processes):
        tell(f"{sides[0].arm} -> {sides[1].arm}  process {process + 1} of {effort.processes}")
        replicates.append(replicate(seats, process, run_s, effort, seed, finish))
    return dataclasses.replace(draft, replicates=replicates, load_after=os.getloadavg()[0], output_right=all(right))


def _right(worker: Worker, seat: Seat, proven: Proven, effort: Effort) -> bool:
    """Is the output of the last timed run the one that was proven for that instance?"""
    instance, output = worker.last_output(seat.folder.parent, effort.timeout_s)
    return digest_of(output) == proven.output_digests[seat.arm.implementation][instance]


def _failure(chain: Chain, side: Stage, status: str, message: str) -> Failure:
    return Failure(key(side.cell), str(side.arm), status, f"chain {chain.id}: {message}", "chain")
