"""A cell's records as the samples that a history across commits keeps: one list of numbers for each arm and figure.

wall, cpu      seconds a run, one for each block (the mean of its two turns)
peak_memory    bytes above an empty worker, one for each fresh process
throughput     units of work a second, one run at a time: work / wall
speedup        baseline over candidate on the verdict's clock, one for each process
relative_time  100 / speedup: the candidate's time in percent of the baseline's (lower is better)
"""

from __future__ import annotations

import math
from collections.abc import Callable

from zkpair.analysis.ratio import Clock, clock_of, times_of
from zkpair.schema import Memory, Timing

Samples = list[float]


def seconds(timing: Timing, arm: str, clock: Clock) -> Samples:
    """Seconds a run; a turn whose time could not be read is left out."""
    turns = [float(t) for replicate in timing.replicates for t in times_of(replicate, arm, clock).flat]
    return [turn / 1e9 for turn in turns if math.isfinite(turn) and turn > 0]


def peak_bytes(memory: Memory | None, arm: str) -> Samples:
    """Empty where it could not be measured: never 0."""
    figure = None if memory is None else memory.arms.get(arm)
    return [] if figure is None else [float(value) for value in figure.peak_total_bytes or []]


def speedups(timing: Timing, arm: str) -> Samples:
    """Empty for the baseline itself.

    asv wants many samples to tell two commits apart, so each half of a block counts: a drift that is linear in time
    moves the two halves in opposite directions and leaves their median where it is.
    """
    if arm == timing.baseline:
        return []
    clock = clock_of(timing.baseline, arm)
    found: Samples = []
    for replicate in timing.replicates:
        ratios = times_of(replicate, timing.baseline, clock) / times_of(replicate, arm, clock)
        found += [float(ratio) for ratio in ratios.flat if math.isfinite(ratio) and ratio > 0]
    return found


Track = Callable[[Timing, Memory | None, str], Samples]

TRACKS: dict[str, Track] = {
    "wall": lambda timing, memory, arm: seconds(timing, arm, "wall"),
    "cpu": lambda timing, memory, arm: seconds(timing, arm, "cpu"),
    "peak_memory": lambda timing, memory, arm: peak_bytes(memory, arm),
    "throughput": lambda timing, memory, arm: [timing.work / s for s in seconds(timing, arm, "wall")],
    "speedup": lambda timing, memory, arm: speedups(timing, arm),
    "relative_time": lambda timing, memory, arm: [100 / ratio for ratio in speedups(timing, arm)],
}
OF_A_PAIR = frozenset({"speedup", "relative_time"})
"""Figures that the baseline itself does not have."""


def units(timing_unit: str) -> dict[str, str]:
    """The unit of each figure; `timing_unit` is the task's unit of work."""
    return {
        "wall": "seconds",
        "cpu": "seconds",
        "peak_memory": "bytes",
        "throughput": f"{timing_unit}/s",
        "speedup": "times as fast as the baseline",
        "relative_time": "% of the baseline's time",
    }
