"""Scores of statistics and rules against known ratios.

For repeats i = 1..R of a pair with true ratio r: coverage, the share of intervals that hold r; bias, the median of
estimate/r - 1; error, the median and the 90th percentile of |estimate/r - 1|; width, the median of high/low - 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from zkpair.analysis.controls import distrust
from zkpair.analysis.ratio import CLOCK_DISAGREEMENT
from zkpair.analysis.statistic import DEFAULT_STATISTIC, STATISTICS
from zkpair.truth.rules import RULES, Array
from zkpair.truth.scenario import Process

CLOCKS = ("cpu", "wall")


@dataclass(frozen=True)
class Score:
    """One statistic with one rule on one clock, in one scenario under one condition. Relative figures, 0.01 is 1 %."""

    scenario: str
    condition: str
    clock: str
    statistic: str
    rule: str
    repeats: int
    coverage: float
    bias: float
    median_error: float
    p90_error: float
    width: float


@dataclass(frozen=True)
class Alarms:
    """How often a repeat was set aside. `noisy`: the clocks differ by more than 10 %; `distrusted`: as a control."""

    scenario: str
    condition: str
    repeats: int
    noisy: float
    distrusted: float


@dataclass(frozen=True)
class Scores:
    scores: list[Score]
    alarms: Alarms


def score(scenario: str, condition: str, true_ratio: float, repeats: Iterable[list[Process]]) -> Scores:
    """Score every statistic with the rule in use, and every rule with the statistic in use, on both clocks."""
    truth = math.log(true_ratio)
    samples = list(repeats)
    if not samples:
        raise ValueError(f"{scenario}, {condition}: no repeats to score")
    scores = []
    processes: dict[tuple[str, str], Array] = {}
    for clock in CLOCKS:
        blocks = np.array([[_block_log_ratios(p, clock) for p in sample] for sample in samples])
        for statistic in STATISTICS:
            values = np.array([[STATISTICS[statistic](*p[clock]) for p in sample] for sample in samples])
            processes[clock, statistic] = values
            rules = RULES if statistic == DEFAULT_STATISTIC else {"six_min_max": RULES["six_min_max"]}
            errors = np.expm1(np.median(values, axis=1) - truth)
            for name, rule in rules.items():
                bounds = np.array([rule(row, block) for row, block in zip(values, blocks, strict=True)])
                scores.append(
                    Score(
                        scenario,
                        condition,
                        clock,
                        statistic,
                        name,
                        len(samples),
                        coverage=float(np.mean((bounds[:, 0] <= truth) & (truth <= bounds[:, 1]))),
                        bias=float(np.median(errors)),
                        median_error=float(np.median(np.abs(errors))),
                        p90_error=float(np.quantile(np.abs(errors), 0.9)),
                        width=float(np.median(np.expm1(bounds[:, 1] - bounds[:, 0]))),
                    )
                )
    return Scores(scores, _alarms(scenario, condition, true_ratio, processes))


def _alarms(scenario: str, condition: str, true_ratio: float, processes: dict[tuple[str, str], Array]) -> Alarms:
    cpu, wall = (processes[clock, DEFAULT_STATISTIC] for clock in CLOCKS)
    apart = np.expm1(np.abs(np.median(cpu, axis=1) - np.median(wall, axis=1)))
    distrusted = [distrust(row, true_ratio) is not None for row in cpu.tolist()]
    return Alarms(scenario, condition, len(cpu), float(np.mean(apart > CLOCK_DISAGREEMENT)), float(np.mean(distrusted)))


def _block_log_ratios(process: Process, clock: str) -> Array:
    baseline, candidate = process[clock]
    return np.asarray(np.log(baseline.sum(axis=1) / candidate.sum(axis=1)))
