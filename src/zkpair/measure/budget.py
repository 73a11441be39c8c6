"""What a cell will cost, and whether it still fits: nothing is started that cannot be finished."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence

from zkpair.measure.blocks import Effort, batches
from zkpair.registry import Arm

STOP_S = 0.05
"""Seconds to end a worker."""


class Clock:
    """Seconds spent on measuring, against the run's budget (None: no end). What a first run has to prove does not
    count: it is cached, and no later run pays for it."""

    def __init__(self, budget_s: float | None):
        self._started = time.monotonic()
        self._proving_s = 0.0
        self._depth = 0
        self.budget_s = budget_s

    def elapsed_s(self) -> float:
        return time.monotonic() - self._started

    def left_s(self) -> float:
        return float("inf") if self.budget_s is None else self.budget_s - (self.elapsed_s() - self._proving_s)

    @contextlib.contextmanager
    def proving(self) -> Iterator[None]:
        """Time that does not count. May be nested."""
        started = time.monotonic()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._proving_s += time.monotonic() - started

    def fits(self, cost_s: float, reserve_s: float = 0.0) -> bool:
        return cost_s + reserve_s <= self.left_s()


def reserve_s(wanted_s: float, budget_s: float | None) -> float:
    """What times may not use up, so that throughput is measured as well: at most a fifth of a small budget."""
    return wanted_s if budget_s is None else min(wanted_s, budget_s / 5)


def turns_s(run_s: Mapping[str, float], effort: Effort) -> float:
    """One turn of every arm."""
    batch = batches(dict(run_s), effort)
    return sum(batch[arm] * seconds for arm, seconds in run_s.items())


def blocks_in(process_s: float, run_s: Mapping[str, float], effort: Effort, most: int) -> int:
    """How many blocks fit into `process_s` of a process: at least one."""
    return max(1, min(most, int(process_s / (2 * turns_s(run_s, effort)))))


def timing_s(
    arms: Sequence[Arm],
    run_s: Mapping[str, float],
    prepare_s: Mapping[str, float],
    start_s: Mapping[str, float],
    effort: Effort,
) -> float:
    """Seconds for a `Timing`. Arms start together, so the longest start counts; the rest comes one after the other."""
    by_arm = {str(arm): run_s[arm.implementation] for arm in arms}
    start = max(start_s[arm.implementation] for arm in arms) * max(1.0, len(arms) / 2)
    prepare = sum(prepare_s[arm.implementation] for arm in arms)
    once = sum(by_arm.values())
    # In each process a first run, which is told apart; in the first process one more, which sets the batches.
    return once + effort.processes * (
        start + prepare + once + 2 * effort.blocks * turns_s(by_arm, effort) + len(arms) * STOP_S
    )
