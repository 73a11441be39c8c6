"""Controls: pairs whose true ratio is known, run in every run like any other pair.

`a_equals_a` would show a bias between arms; `known_100x` one between runs of very different length, which the first
cannot see. The work is a chain of SHA-256, whose length is the true ratio.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zkpair.artefacts import Store
from zkpair.measure.blocks import Effort, replicate, seats_of
from zkpair.registry import Arm
from zkpair.schema import Control
from zkpair.tasks.task import CaseData, Cell

TASK_ID = "control/hash_chain"
CELL = Cell.of(TASK_ID, {}, 100)
SHORT_ROUNDS = 800
"""About 0.3 ms, so that the hundredfold takes about 30 ms."""


class Chain:
    """Hash 32 bytes `rounds` times over."""

    wire_format = "digest"
    attributes = {"language": "python", "library": "hashlib"}
    parallel = False

    def __init__(self, rounds: int):
        self.rounds = rounds

    def available(self) -> None:
        return None

    def prepare(self, case: Any, threads: int) -> Sequence[bytes]:
        return [blobs["start"] for blobs in case.instances]

    def run(self, state: bytes) -> bytes:
        digest = state
        for _ in range(self.rounds):
            digest = hashlib.sha256(digest).digest()
        return digest

    def encode(self, output: bytes) -> bytes:
        return output


class Short(Chain):
    def __init__(self) -> None:
        super().__init__(SHORT_ROUNDS)


class Same(Short):
    """The same work as `Short`, under another name."""


class Hundredfold(Chain):
    def __init__(self) -> None:
        super().__init__(100 * SHORT_ROUNDS)


CONTROLS = (("a_equals_a", 1.0, "same", "short"), ("known_100x", 100.0, "hundredfold", "short"))


BLOCKS = 3
"""One block a process trips the 5 % rule in 18 % of runs beside a busy core, three in 3 % (docs/methodology.md)."""


def measure(store: Store, effort: Effort, seed: int, on_control: Callable[[str], None]) -> Iterator[Control]:
    """The control records, one after the other. WorkerError when a worker does not live through it."""
    folder = _case(store)
    effort = dataclasses.replace(effort, blocks=max(effort.blocks, BLOCKS))
    for name, true_ratio, baseline, candidate in CONTROLS:
        on_control(name)
        arms = [Arm(baseline), Arm(candidate)]
        run_s: dict[str, float] = {}
        seats = seats_of(TASK_ID, folder, arms)
        replicates = [replicate(seats, process, run_s, effort, seed) for process in range(effort.processes)]
        names = [str(arm) for arm in arms]
        yield Control(name, true_ratio, names, names[0], names[1], replicates)


def _case(store: Store) -> Path:
    starts = [{"start": hashlib.sha256(bytes([i])).digest()} for i in range(2)]
    return store.write(CaseData(CELL, 0, {}, starts))
