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

from zkpair.analysis.ratio import Clock, ratio_of, times_of
from zkpair.schema import Memory, Timing

Samples = list[float]


def seconds(timing: Timing, arm: str, clock: Clock) -> Samples:
    """Seconds a run; a block whose time could not be read is left out."""
    means = [float(t) for replicate in timing.replicates for t in times_of(replicate, arm, clock).mean(axis=1)]
    return [mean / 1e9 for mean in means if math.isfinite(mean) and mean > 0]


def peak_bytes(memory: Memory | None, arm: str) -> Samples:
    """Empty where it could not be measured: never 0."""
    figure = None if memory is None else memory.arms.get(arm)
    return [] if figure is None else [float(value) for value in figure.peak_total_bytes or []]


def speedups(timing: Timing, arm: str) -> Samples:
    """Empty for the baseline itself."""
    if arm == timing.baseline:
        return []
    return [math.exp(value) for value in ratio_of(timing.replicates, timing.baseline, arm).log_ratios]


Track = Callable[[Timing, Memory | None, str], Samples]

TRACKS: dict[str, Track] = {
    "wall": lambda timing, memory, arm: seconds(timing, arm, "wall"),
    "cpu": lambda timing, memory, arm: seconds(timing, arm, "cpu"),
    "peak_memory": lambda timing, memory, arm: peak_bytes(memory, arm),
    "throughput": lambda timing, memory, arm: [timing.work / s for s in seconds(timing, arm, "wall")],
    "speedup": lambda timing, memory, arm: speedups(timing, arm),
    "relative_time": lambda timing, memory, arm: [100 / ratio for ratio in speedups(timing, arm)],
}


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
