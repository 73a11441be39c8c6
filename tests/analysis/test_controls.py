from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from zkpair.analysis.controls import distrust, judge_control
from zkpair.schema import Control, Replicate

MakeReplicate = Callable[..., Replicate]


def control(make: MakeReplicate, truth: float, ratios: list[float]) -> Control:
    runs = [make({"a@1": [(round(r * 10**6),) * 2], "b@1": [(10**6,) * 2]}, process=i) for i, r in enumerate(ratios)]
    return Control("known", truth, ["a@1", "b@1"], "a@1", "b@1", runs)


def test_an_honest_control_is_trusted(replicate: MakeReplicate) -> None:
    finding = judge_control(control(replicate, 1.0, [0.99, 1.01, 1.0, 0.995, 1.005, 1.002]))
    assert finding.trusted, finding.distrust
    assert finding.low is not None and finding.high is not None
    assert finding.low < 0.99 < 1.01 < finding.high, "99.9 % reaches beyond the minimum and the maximum"


def test_a_steady_error_is_seen_even_when_small(replicate: MakeReplicate) -> None:
    finding = judge_control(control(replicate, 100.0, [102.0, 102.1, 102.05, 101.95, 101.9, 102.0]))
    assert finding.distrust is not None and "excludes the true ratio 100" in finding.distrust


def test_a_great_error_is_seen_even_when_noise_would_cover_it(replicate: MakeReplicate) -> None:
    finding = judge_control(control(replicate, 100.0, [60.0, 150.0, 108.0, 109.0, 111.0, 140.0]))
    assert finding.distrust is not None and "off by" in finding.distrust


def test_six_equal_processes_are_trusted() -> None:
    assert distrust([0.0] * 6, 1.0) is None


def test_what_the_truth_is_not_known_to_is_not_held_against_a_run() -> None:
    """A loop of 100 n rounds is 100 times one of n rounds only to the cost of a call."""
    almost = [math.log(99.9)] * 6
    assert distrust(almost, 100.0) is None
    assert distrust(almost, 100.0, margin=0.0005) is not None


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_processes_vouch_for_nothing(count: int) -> None:
    reason = distrust([0.0] * count, 1.0)
    assert reason is not None and "too few" in reason


def test_a_control_with_five_processes_is_not_trusted(replicate: MakeReplicate) -> None:
    finding = judge_control(control(replicate, 1.0, [0.99, 1.01, 1.0, 0.995, 1.005]))
    assert finding.distrust is not None and "5 processes" in finding.distrust


@pytest.mark.parametrize("truth", [0.0, -1.0, math.nan])
def test_a_true_ratio_is_positive(truth: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        distrust([0.0] * 6, truth)


def test_false_alarms_are_one_in_a_thousand_not_one_in_twenty() -> None:
    """20,000 honest runs with 1 % noise: between 5 and 40 alarms at 99.9 % (margin 0, mean 20, sd 4.5)."""
    draws = np.random.default_rng(20260101).normal(0, 0.01, size=(20_000, 6))
    alarms = sum(distrust(row, 1.0, margin=0) is not None for row in draws.tolist())
    assert 5 <= alarms <= 40
