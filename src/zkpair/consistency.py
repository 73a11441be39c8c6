"""What the fields of a record owe each other: types are checked where it is read, sense is checked here.

A file that was mended by hand, or half overwritten, is then refused with its line instead of failing in an analysis.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zkpair.schema import (
    Block,
    CellKey,
    Control,
    Memory,
    Overhead,
    Plan,
    Record,
    Replicate,
    Step,
    Throughput,
    ThroughputFigure,
    Timing,
)

RUNS_IN_A_BLOCK = 2


def check(record: Record | Plan) -> None:
    """Raise ValueError that says what does not fit together."""
    match record:
        case Timing():
            _check_cell(record.cell)
            _check_arms(record.arms, [record.baseline])
            _check_replicates(record.replicates, record.arms)
        case Control():
            _check_arms(record.arms, [record.baseline, record.candidate])
            _check_replicates(record.replicates, record.arms)
            if not 0 < record.true_ratio < float("inf"):
                raise ValueError(f"Control.true_ratio: {record.true_ratio} is no ratio")
        case Step():
            _check_step(record)
        case Overhead():
            for name in ("bare_ns", "ours_ns"):
                if not getattr(record, name) or not all(0 < ns < float("inf") for ns in getattr(record, name)):
                    raise ValueError(f"Overhead.{name}: times are above zero, and there is at least one")
        case Memory():
            _check_cell(record.cell)
            _check_arms(list(record.arms), [])
            for name, peaks in record.arms.items():
                if None in (peaks.peak_total_bytes, peaks.peak_run_bytes) and peaks.unmeasured is None:
                    raise ValueError(f"Memory.arms.{name}: neither figures nor the reason why there are none")
        case Throughput():
            _check_cell(record.cell)
            _check_arms(list(record.arms), [])
            for name, figures in record.arms.items():
                for figure in figures:
                    _check_throughput(figure, f"Throughput.arms.{name}")
        case Plan():
            for cell in (*record.cells, *record.left_out):
                _check_cell(cell)


def _check_cell(cell: CellKey) -> None:
    if cell.size < 1 or not cell.task:
        raise ValueError(f"CellKey: {cell.task!r} of size {cell.size} is no cell")


def _check_arms(arms: Sequence[str], named: Iterable[str]) -> None:
    for arm in arms:
        name, at, threads = arm.rpartition("@")
        if not (name and at and threads.isascii() and threads.isdecimal() and 0 < len(threads) < 5 and int(threads)):
            raise ValueError(f"{arm!r:.60} is not an arm (implementation@threads)")
    for arm in named:
        if arm not in arms:
            raise ValueError(f"arm {arm!r:.60} is none of those measured: {', '.join(arms)}")


def _check_step(step: Step) -> None:
    for stage in step.stages:
        _check_cell(stage.cell)
        _check_arms([stage.arm], [])
    if not 0 <= step.before < step.after < len(step.stages):
        raise ValueError(f"Step: stages {step.before} and {step.after} of {len(step.stages)} are no step")
    _check_replicates(step.replicates, list(step.seats))


def _check_replicates(replicates: Sequence[Replicate], arms: Sequence[str]) -> None:
    for number, replicate in enumerate(replicates):
        place = f"replicates[{number}]"
        for name in ("batch", "prepare_wall_ns", "first_run_wall_ns", "start_wall_ns"):
            _same_arms(getattr(replicate, name), arms, f"{place}.{name}")
        if any(batch < 1 for batch in replicate.batch.values()):
            raise ValueError(f"{place}.batch: a batch has at least one run")
        for position, block in enumerate(replicate.blocks):
            _check_block(block, arms, f"{place}.blocks[{position}]")


def _check_block(block: Block, arms: Sequence[str], place: str) -> None:
    if Counter(block.order) != dict.fromkeys(arms, RUNS_IN_A_BLOCK):
        raise ValueError(f"{place}.order: each of {', '.join(arms)} stands in it twice, and nothing else")
    for name in ("wall_ns", "cpu_ns", "kernel_ns"):
        times: Mapping[str, list[int] | None] = getattr(block, name)
        _same_arms(times, arms, f"{place}.{name}")
        for arm, both in times.items():
            if both is not None and len(both) != RUNS_IN_A_BLOCK:
                raise ValueError(f"{place}.{name}.{arm}: {len(both)} times, but it ran twice")


def _same_arms(figures: Mapping[str, object], arms: Sequence[str], place: str) -> None:
    if set(figures) != set(arms):
        there = ", ".join(figures) or "none"
        raise ValueError(f"{place}: figures of {there:.100}, measured were {', '.join(arms)}")


def _check_throughput(figure: ThroughputFigure, place: str) -> None:
    if min(figure.in_flight, figure.duration_ns, figure.processes) < 1:
        raise ValueError(f"{place}: in_flight, duration_ns and processes are at least 1")
    if min(figure.completed, figure.verified, figure.failed, figure.cpu_ns, *figure.latencies_ns, 0) < 0:
        raise ValueError(f"{place}: a count or a time is below zero")
    if len(figure.latencies_ns) != figure.completed or figure.verified > figure.completed:
        raise ValueError(
            f"{place}: {len(figure.latencies_ns)} latencies and {figure.verified} verified"
            f" of {figure.completed} completed"
        )
