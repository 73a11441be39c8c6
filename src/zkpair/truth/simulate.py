"""Simulated measurements: a timeline of a disturbed machine, and palindromic blocks laid along it.

The timeline is a sequence of segments; in each, work advances at a constant rate per wall second, and CPU time at
another (0 while the neighbour has the core). With W(t), C(t) the work and the CPU time done by wall time t, a run that
takes the work from w to w' lasts W^-1(w') - W^-1(w) by the wall and C(W^-1(w')) - C(W^-1(w)) by CPU time.

On top of that: each process has a speed of its own (1 %, its memory layout), each operation a jitter of 1 % at 10 ms
that averages out in longer ones, interrupts (20 a second of 0.2 ms on average) and a slow drift of the clock (2 %).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zkpair.truth.scenario import PROCESSES, Condition, Process, Scenario

Array = NDArray[np.float64]

PROCESS_SPREAD = 0.01
JITTER_AT_10_MS = 0.01
INTERRUPTS_PER_S = 20.0
INTERRUPT_S = 0.0002
DRIFT = 0.02


@dataclass(frozen=True)
class Timeline:
    """At the edges of the segments: wall time, work and CPU time so far, all in seconds."""

    wall: Array
    work: Array
    cpu: Array


def simulate(scenario: Scenario, condition: Condition, repeats: int, seed: int) -> Iterator[list[Process]]:
    """`repeats` whole measurements of six processes. The same seed gives the same numbers."""
    key = [seed, *scenario.name.encode(), *condition.name.encode()]
    for child in np.random.SeedSequence(key).spawn(repeats):
        rng = np.random.default_rng(child)
        yield [one_process(scenario, condition, rng) for _ in range(PROCESSES)]


def one_process(scenario: Scenario, condition: Condition, rng: np.random.Generator) -> Process:
    """The blocks of one fresh process of each arm: by clock, ns per operation, shape (blocks, 2)."""
    speeds = np.exp(rng.normal(0, PROCESS_SPREAD, 2))
    runs = _palindromes(scenario.blocks, rng)
    lengths = (scenario.baseline_s, scenario.candidate_s)
    operations = np.array([(1, scenario.batch)[arm] for arm in runs])
    work = np.repeat(np.array([lengths[arm] * speeds[arm] for arm in runs]), operations)
    lengths_s = np.repeat(np.array([lengths[arm] for arm in runs]), operations)
    work = work * np.exp(rng.normal(0, 1, work.size) * JITTER_AT_10_MS * np.sqrt(0.01 / lengths_s))
    work += rng.gamma(np.maximum(rng.poisson(INTERRUPTS_PER_S * work), 1e-9), INTERRUPT_S)
    total = float(work.sum())
    work *= 1 + DRIFT * np.sin(rng.uniform(0, 2 * np.pi) + np.cumsum(work) * 2 * np.pi / rng.uniform(2, 20))
    edges = np.concatenate([[0.0], np.cumsum(work)])[np.concatenate([[0], np.cumsum(operations)])]
    line = timeline(condition, 1.05 * total, rng)
    wall = np.interp(edges, line.work, line.wall)
    cpu = np.interp(edges, line.work, line.cpu)
    arms = np.array(runs)
    times = {}
    for clock, at in (("cpu", cpu), ("wall", wall)):
        per_run = 1e9 * np.diff(at) / operations
        times[clock] = (per_run[arms == 0].reshape(-1, 2), per_run[arms == 1].reshape(-1, 2))
    return times


def timeline(condition: Condition, work_s: float, rng: np.random.Generator) -> Timeline:
    """A random timeline of the machine that has room for `work_s` seconds of work (as long as it takes undisturbed)."""
    if condition.on_s == 0:
        edge = np.array([0.0, work_s])
        return Timeline(edge, edge, edge)
    lengths: list[Array] = []
    ours: list[Array] = []
    rates: list[Array] = []
    done, bursting = 0.0, rng.random() < condition.on_s / (condition.on_s + condition.off_s)
    while done < work_s:
        duration = rng.exponential(condition.on_s if bursting else condition.off_s)
        length, mine = _burst(duration, condition, rng) if bursting else (np.array([duration]), np.ones(1))
        rate = mine * (condition.speed if bursting else 1.0)
        lengths.append(length)
        ours.append(mine)
        rates.append(rate)
        done += float(length @ rate)
        bursting = not bursting
    length, mine, rate = np.concatenate(lengths), np.concatenate(ours), np.concatenate(rates)
    return Timeline(_edges(length), _edges(length * rate), _edges(length * mine))


def _burst(duration: float, condition: Condition, rng: np.random.Generator) -> tuple[Array, Array]:
    """Segments of a burst, and who has the core in each: 1 we, 0 the neighbour."""
    if condition.frozen:
        return np.array([duration]), np.zeros(1)
    if condition.slice_s == 0:
        return np.array([duration]), np.ones(1)
    slices = max(1, round(duration / condition.slice_s))
    mine = (np.arange(slices) + rng.integers(2)) % 2
    return np.full(slices, duration / slices), mine.astype(np.float64)


def _palindromes(blocks: int, rng: np.random.Generator) -> list[int]:
    """The arms (0 baseline, 1 candidate) in the order of running: each block a random order, then its reverse."""
    runs: list[int] = []
    for _ in range(blocks):
        order = [0, 1] if rng.random() < 0.5 else [1, 0]
        runs += order + order[::-1]
    return runs


def _edges(steps: Array) -> Array:
    return np.concatenate([[0.0], np.cumsum(steps)])
