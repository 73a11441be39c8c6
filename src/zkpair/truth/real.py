"""Real measurements of pairs whose ratio is known: fresh processes, palindromic blocks, with and without a neighbour.

All arms of a repeat share one palindrome, as in a run of the harness. Our processes stand on one core; the neighbour of
`busy_core` on another, that of `bursty` on the same one. What else the machine does is not ours to choose: its load is
told with the result.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from zkpair.truth.loop import run
from zkpair.truth.scenario import BLOCKS, CONDITIONS, PROCESSES, Condition, Process

LOOP = Path(__file__).with_name("loop.py")
QUANTUM_S = 10e-6
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Arm:
    """An operation of `quanta` quanta, `batch` operations a run."""

    name: str
    quanta: int
    batch: int


@dataclass(frozen=True)
class Pair:
    """Baseline and candidate by the names of their arms."""

    scenario: str
    description: str
    baseline: str
    candidate: str


ARMS: Sequence[Arm] = (
    Arm("one", 20, 10),
    Arm("other", 20, 10),
    Arm("five_percent_more", 21, 10),
    Arm("twice", 40, 5),
    Arm("hundredfold", 2000, 1),
    Arm("one_batched", 20, 100),
    Arm("one_alone", 20, 1),
)

PAIRS: Sequence[Pair] = (
    Pair("a_equals_a", "A = A, 2 ms a run", "other", "one"),
    Pair("five_percent", "5 % apart, 2 ms a run", "five_percent_more", "one"),
    Pair("double", "2x, 2 ms a run", "twice", "one"),
    Pair("hundred_equal", "100x, 20 ms against 100 × 0.2 ms", "hundredfold", "one_batched"),
    Pair("hundred_unequal", "100x, 20 ms against 0.2 ms, not batched", "hundredfold", "one_alone"),
)

_DESCRIPTIONS = {
    "quiet": "no neighbour of ours (what else runs is told as the machine's load)",
    "busy_core": "a neighbour on another core, bursts of 0.3 s with pauses of 0.2 s",
    "bursty": "a neighbour on the core that measures, bursts of 80 ms with pauses of 160 ms",
}

REAL_CONDITIONS: Sequence[Condition] = tuple(
    replace(condition, description=_DESCRIPTIONS[condition.name])
    for condition in CONDITIONS
    if condition.name in _DESCRIPTIONS
)


class WorkerStopped(RuntimeError):
    """A measuring process that died or did not answer in time."""


def true_ratio(pair: Pair) -> float:
    quanta = {arm.name: arm.quanta for arm in ARMS}
    return quanta[pair.baseline] / quanta[pair.candidate]


def calibrate() -> int:
    """PBKDF2 rounds that take a quantum's time here: the fastest of twenty tries."""
    iterations = 1000
    fastest = min(_timed(iterations) for _ in range(20))
    return max(10, round(iterations * QUANTUM_S / fastest))


def measure(
    condition: Condition, repeats: int, iterations: int, seed: int, on_repeat: Callable[[int], None] = lambda done: None
) -> Iterator[dict[str, list[Process]]]:
    """`repeats` measurements under a condition: by pair, six processes each. The seed orders the runs."""
    for repeat in range(repeats):
        randomness = random.Random(f"{seed}:{condition.name}:{repeat}")
        with neighbour(condition, randomness.randrange(1 << 30)):
            processes = [replicate(iterations, randomness) for _ in range(PROCESSES)]
        on_repeat(repeat + 1)
        yield {pair.scenario: [_pair_times(process, pair) for process in processes] for pair in PAIRS}


Runs = Mapping[str, list[tuple[float, float]]]
"""By arm: wall and CPU ns per operation of each run, in the order of running (two a block)."""


def replicate(iterations: int, randomness: random.Random) -> Runs:
    """A fresh process for each arm, one untimed run each, then palindromic blocks over all of them."""
    runs: dict[str, list[tuple[float, float]]] = {arm.name: [] for arm in ARMS}
    with ExitStack() as stack:
        workers = {arm.name: stack.enter_context(_worker(iterations)) for arm in ARMS}
        for arm in ARMS:
            _ask(workers[arm.name], arm)
        for _ in range(BLOCKS):
            order = randomness.sample(ARMS, len(ARMS))
            for arm in order + order[::-1]:
                wall_ns, cpu_ns = _ask(workers[arm.name], arm)
                runs[arm.name].append((wall_ns / arm.batch, cpu_ns / arm.batch))
    return runs


@contextmanager
def neighbour(condition: Condition, seed: int) -> Iterator[None]:
    """The condition's neighbour while the block lasts; it stops itself should we be gone."""
    if condition.on_s == 0:
        yield
        return
    numbers = (condition.on_s, condition.off_s, seed, os.getpid())
    process = subprocess.Popen([sys.executable, "-I", "-S", str(LOOP), "busy", *map(str, numbers)])
    try:
        core = our_core() if condition.slice_s else other_core()
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        yield
    finally:
        process.kill()
        process.wait()


def our_core() -> int | None:
    """The core that measures; None where processes cannot be pinned."""
    return min(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else None


def other_core() -> int | None:
    """A core beside ours; None where there is none, or no pinning."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    others = sorted(os.sched_getaffinity(0))[1:]
    return others[0] if others else None


def why_unmeasured(condition: Condition) -> str | None:
    """Why a condition cannot be had on this machine, or None."""
    if condition.on_s and our_core() is None:
        return "processes cannot be pinned to a core here"
    if condition.on_s and not condition.slice_s and other_core() is None:
        return "there is only one core here"
    return None


@contextmanager
def _worker(iterations: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-I", "-S", str(LOOP), "work", str(iterations)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        core = our_core()
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        yield process
    finally:
        process.kill()
        process.communicate()


def _ask(process: subprocess.Popen[str], arm: Arm) -> tuple[int, int]:
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(f"{arm.quanta} {arm.batch}\n")
        process.stdin.flush()
    except BrokenPipeError:
        raise WorkerStopped(f"the process of arm {arm.name!r} ended before its turn") from None
    if not select.select([process.stdout], [], [], TIMEOUT_S)[0]:
        raise WorkerStopped(f"arm {arm.name!r} gave no answer within {TIMEOUT_S:g} s")
    line = process.stdout.readline()
    if not line:
        raise WorkerStopped(f"the process of arm {arm.name!r} ended in its turn")
    wall_ns, cpu_ns = map(int, line.split())
    return wall_ns, cpu_ns


def _pair_times(runs: Runs, pair: Pair) -> Process:
    """As the scores want them: by clock, shape (blocks, 2) for each side."""
    baseline, candidate = (np.array(runs[arm]).reshape(-1, 2, 2) for arm in (pair.baseline, pair.candidate))
    return {
        "wall": (baseline[:, :, 0], candidate[:, :, 0]),
        "cpu": (baseline[:, :, 1], candidate[:, :, 1]),
    }


def _timed(iterations: int) -> float:
    start = time.perf_counter()
    run(iterations, 1)
    return time.perf_counter() - start
