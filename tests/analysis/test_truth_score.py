from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.analysis.statistic import DEFAULT_STATISTIC, STATISTICS
from zkpair.truth.choose import choose, standings
from zkpair.truth.rules import RULES
from zkpair.truth.scenario import Process
from zkpair.truth.score import CLOCKS, Score, Scores, score

SIX = st.lists(st.floats(-5, 5), min_size=6, max_size=6)


def sample(ratios: list[float], wall_ratio: float | None = None) -> list[Process]:
    """A measurement whose processes have exactly these ratios."""
    candidate = np.full((3, 2), 1000.0)
    return [{"cpu": (r * candidate, candidate), "wall": ((wall_ratio or r) * candidate, candidate)} for r in ratios]


def of(scores: Scores, clock: str = "cpu", statistic: str = DEFAULT_STATISTIC, rule: str = "six_min_max") -> Score:
    return next(s for s in scores.scores if (s.clock, s.statistic, s.rule) == (clock, statistic, rule))


def test_an_exact_measurement_scores_perfectly() -> None:
    scores = score("a", "b", 2.0, [sample([2.0] * 6)] * 4)
    for row in scores.scores:
        assert (row.repeats, row.coverage) == (4, 1.0), row
        assert (row.bias, row.p90_error, row.width) == pytest.approx((0, 0, 0), abs=1e-12)
    assert (scores.alarms.noisy, scores.alarms.distrusted) == (0, 0)


def test_every_statistic_and_every_rule_is_scored() -> None:
    scores = score("a", "b", 2.0, [sample([2.0] * 6)])
    assert {(s.clock, s.statistic) for s in scores.scores} == {(c, s) for c in CLOCKS for s in STATISTICS}
    assert {s.rule for s in scores.scores if s.statistic == DEFAULT_STATISTIC} == set(RULES)


def test_known_scores() -> None:
    """Three repeats: off by +10 % and missing, exact and covering, off by -1 % and covering."""
    repeats = [
        sample([2.1, 2.2, 2.2, 2.2, 2.2, 2.3]),
        sample([1.8, 2.0, 2.0, 2.0, 2.0, 2.2]),
        sample([1.9, 1.98, 1.98, 1.98, 1.98, 2.1]),
    ]
    row = of(score("a", "b", 2.0, repeats))
    assert row.coverage == pytest.approx(2 / 3)
    assert row.bias == pytest.approx(0, abs=1e-12)
    assert row.median_error == pytest.approx(0.01)
    assert row.p90_error == pytest.approx(np.quantile([0.1, 0, 0.01], 0.9))
    assert row.width == pytest.approx(2.1 / 1.9 - 1)


def test_alarms_count_noise_and_distrust() -> None:
    repeats = [sample([2.0] * 6), sample([2.0] * 6, wall_ratio=2.3), sample([3.0] * 6), sample([2.0] * 6)]
    alarms = score("a", "b", 2.0, repeats).alarms
    assert (alarms.noisy, alarms.distrusted) == (0.25, 0.25)


def test_nothing_to_score_is_refused() -> None:
    with pytest.raises(ValueError, match="a, b: no repeats"):
        score("a", "b", 1.0, [])


@given(SIX)
def test_no_resampling_leaves_the_minimum_to_the_maximum(values: list[float]) -> None:
    processes, blocks = np.array(values), np.array(values).repeat(3).reshape(6, 3)
    for name in ("six_bootstrap", "three_bootstrap"):
        low, high = RULES[name](processes, blocks)
        assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert RULES["six_min_max"](processes, blocks) == (min(values), max(values))


def test_three_processes_resampled_are_their_minimum_and_maximum() -> None:
    processes = np.array([3.0, 1.0, 2.0, 100.0, -100.0, 50.0])
    assert RULES["three_bootstrap"](processes, np.zeros((6, 3))) == (1, 3)


def test_blocks_of_one_process() -> None:
    blocks = np.arange(18.0).reshape(6, 3)
    assert RULES["one_process_blocks"](np.zeros(6), blocks) == (0, 2)
    assert RULES["pooled_blocks"](np.zeros(6), blocks) == (4, 13), "ranks 5 and 14 of 18 (sign test tables)"


def standing(statistic: str, coverage: float, p90: float, bias: float, scenario: str = "a") -> Score:
    return Score(scenario, "quiet", "cpu", statistic, "six_min_max", 2000, coverage, bias, p90 / 2, p90, 0.1)


def test_the_rule_of_choice() -> None:
    precise_but_wrong = standing("minimum", 0.80, 0.01, 0.05)
    best = standing("halves", 0.96, 0.0200, 0.02)
    as_good = standing("mean", 0.96, 0.0205, 0.001)
    worse = standing("pooled_mean", 0.97, 0.05, 0.0)
    assert choose([precise_but_wrong, best, as_good, worse]) == "mean"
    assert choose([precise_but_wrong, best, worse]) == "halves"
    assert choose([precise_but_wrong]) is None


def test_what_the_harness_never_does_takes_no_part() -> None:
    rows = [standing("mean", 0.97, 0.02, 0.0), standing("mean", 0.10, 9.0, 9.0, scenario="hundred_unequal")]
    (only,) = standings(rows)
    assert (only.worst_coverage, only.worst_p90_error) == (0.97, 0.02)
    assert choose(rows) == "mean"


def test_other_rules_take_no_part_either() -> None:
    rows = [standing("mean", 0.97, 0.02, 0.0), dataclasses.replace(standing("mean", 0.1, 9, 9), rule="three_bootstrap")]
    assert standings(rows)[0].worst_coverage == 0.97
    assert math.isclose(standings(rows)[0].mean_p90_error, 0.02)
