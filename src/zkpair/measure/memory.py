"""Peak memory of each arm in fresh processes: `peak_total` above an empty worker, `peak_run` above the loaded state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zkpair.cases import StoredCase
from zkpair.measure.blocks import Effort
from zkpair.record import key
from zkpair.registry import Arm
from zkpair.schema import Memory, MemoryFigure
from zkpair.tasks.task import Cell
from zkpair.worker.client import Worker


def measure(cell: Cell, folder: Path, arms: Sequence[Arm], effort: Effort, processes: int = 2) -> Memory:
    return Memory(key(cell), {str(arm): _figure(cell, folder, arm, effort, processes) for arm in arms})


def _figure(cell: Cell, folder: Path, arm: Arm, effort: Effort, processes: int) -> MemoryFigure:
    total, run = [], []
    instances = len(StoredCase(folder).instances)
    for process in range(processes):
        with Worker(cell.task, arm) as worker:
            empty = worker.hello.get("empty_bytes")
            if not isinstance(empty, int):
                return MemoryFigure(None, None, "the worker does not tell its memory")
            worker.prepare(folder, effort.timeout_s)
            loaded = worker.peak(reset=False)
            if "unmeasured" in loaded:
                return MemoryFigure(None, None, str(loaded["unmeasured"]))
            state = worker.peak(reset=True)
            if "unmeasured" in state:
                return MemoryFigure(None, None, str(state["unmeasured"]))
            worker.run(instances, process, effort.timeout_s)
            after = worker.peak(reset=False)
            # The mark was reset in between: the peak of the whole life is the larger of its two halves.
            total.append(max(loaded["peak_bytes"], after["peak_bytes"]) - empty)
            run.append(max(0, after["peak_bytes"] - state["current_bytes"]))
    return MemoryFigure(total, run)
