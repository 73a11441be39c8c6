from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.analysis.scaling import (
    Complexity,
    declared_complexity,
    extrapolate,
    fit_exponent,
    local_exponent,
)

LINEAR, N_LOG_N, QUADRATIC = Complexity(1, 0), Complexity(1, 1), Complexity(2, 0)
SIZES = [2**k for k in range(8, 15)]


@pytest.mark.parametrize(
    ("text", "exponent", "complexity"),
    [
        ("n", 1, LINEAR),
        ("O(n log n)", 1, N_LOG_N),
        ("n / log n", 1, Complexity(1, -1)),
        ("n/log(n)", 1, Complexity(1, -1)),
        ("n ln n", 1, N_LOG_N),
        ("n^2", 2, QUADRATIC),
        ("n^2 log n", 2, Complexity(2, 1)),
        ("1", 0, Complexity(0, 0)),
        ("analog", 1, LINEAR),
    ],
)
def test_declarations_are_read(text: str, exponent: float, complexity: Complexity) -> None:
    assert declared_complexity(text, exponent) == complexity


@given(st.floats(0.2, 3), st.floats(-20, 5))
def test_an_exact_power_law_is_found(exponent: float, offset: float) -> None:
    scaling = fit_exponent(SIZES, [math.exp(offset) * n**exponent for n in SIZES], Complexity(exponent, 0))
    assert scaling.exponent == pytest.approx(exponent)
    assert scaling.declared == pytest.approx(exponent)
    assert scaling.agreement == "agrees"


@given(st.floats(1e-9, 1e9))
def test_the_unit_of_time_does_not_matter(factor: float) -> None:
    times = [n * math.log(n) * (1 + 0.01 * math.sin(n)) for n in SIZES]
    once, scaled = fit_exponent(SIZES, times, N_LOG_N), fit_exponent(SIZES, [factor * t for t in times], N_LOG_N)
    assert scaled.exponent == pytest.approx(once.exponent)
    assert scaled.low == pytest.approx(once.low) and scaled.high == pytest.approx(once.high)


def test_n_log_n_is_not_one_at_finite_sizes() -> None:
    scaling = fit_exponent(SIZES, [n * math.log(n) for n in SIZES], N_LOG_N)
    assert 1.10 < scaling.exponent < 1.18
    assert scaling.exponent == pytest.approx(scaling.declared)


def test_local_exponents() -> None:
    assert local_exponent(N_LOG_N, 2**8) == pytest.approx(1.180, abs=5e-4)
    assert local_exponent(N_LOG_N, 2**20) == pytest.approx(1.072, abs=5e-4)
    assert local_exponent(Complexity(1, -1), math.e**10) == pytest.approx(0.9)
    assert local_exponent(QUADRATIC, 1) == 2
    with pytest.raises(ValueError, match="2 or more"):
        local_exponent(N_LOG_N, 1)


@given(st.floats(3, 1e6))
def test_the_local_exponent_is_the_derivative(size: float) -> None:
    step = 1e-5
    slope = (N_LOG_N.log_of(size * math.exp(step)) - N_LOG_N.log_of(size * math.exp(-step))) / (2 * step)
    assert local_exponent(N_LOG_N, size) == pytest.approx(slope, rel=1e-4)


def test_quadratic_growth_of_what_was_declared_linear() -> None:
    scaling = fit_exponent(SIZES, [1e-6 * n**2 for n in SIZES], LINEAR)
    assert scaling.agreement == "grows_faster"
    assert fit_exponent(SIZES, [1e-6 * n**0.5 for n in SIZES], LINEAR).agreement == "grows_slower"


def test_two_sizes_cannot_contradict() -> None:
    scaling = fit_exponent([16, 1024], [1.0, 4096.0], LINEAR)
    assert (scaling.low, scaling.high, scaling.agreement) == (None, None, "undecided")


def test_interval_by_hand() -> None:
    """Three sizes a decade apart, the middle one too slow by the noise: the textbook formula, worked out."""
    sizes, noise = [1, 10, 100], 0.06
    times = [1.0, 10 * math.exp(noise), 100.0]
    scaling = fit_exponent(sizes, times, LINEAR)
    spread = math.sqrt(noise**2 * (4 + 1 + 1) / 9)  # residuals -1/3, 2/3, -1/3 of the noise; one degree of freedom
    half = 12.7062 * spread / math.sqrt(2 * math.log(10) ** 2)
    assert scaling.exponent == pytest.approx(1)
    assert scaling.high == pytest.approx(1 + half, rel=1e-4)
    assert scaling.low == pytest.approx(1 - half, rel=1e-4)


def test_the_interval_covers_the_truth_at_its_rate() -> None:
    """2,000 fits with 5 % noise: 95 % cover, give or take 4 standard deviations (2 %)."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(2000):
        times = [n * math.exp(rng.normal(0, 0.05)) for n in SIZES]
        scaling = fit_exponent(SIZES, times, LINEAR)
        assert scaling.low is not None and scaling.high is not None
        covered += scaling.low <= 1 <= scaling.high
    assert 0.93 <= covered / 2000 <= 0.97


def test_extrapolation_follows_the_declared_shape() -> None:
    times = [3e-9 * n * math.log(n) for n in SIZES]
    point = extrapolate(SIZES, times, N_LOG_N, 2**20)
    assert point.seconds == pytest.approx(3e-9 * 2**20 * math.log(2**20))
    assert extrapolate(SIZES, times, LINEAR, 2**20).seconds > point.seconds, "a power law overshoots"


def test_extrapolation_widens_with_distance() -> None:
    times = [n * (1 + 0.05 * math.sin(n)) for n in SIZES]
    near, far = (extrapolate(SIZES, times, LINEAR, size) for size in (2**15, 2**22))
    assert near.low is not None and near.high is not None and far.low is not None and far.high is not None
    assert near.low < near.seconds < near.high
    assert far.high / far.low > near.high / near.low


def test_extrapolating_a_constant() -> None:
    assert extrapolate([16, 64, 256], [2.0, 2.0, 2.0], Complexity(0, 0), 4096).seconds == pytest.approx(2)


@pytest.mark.parametrize(
    ("sizes", "seconds", "message"),
    [
        ([16], [1.0], "two sizes"),
        ([16, 16], [1.0, 1.0], "two sizes"),
        ([], [], "two sizes"),
        ([16, 32], [1.0], "2 sizes but 1 times"),
        ([16, 32], [1.0, 0.0], "times positive"),
        ([16, 32], [1.0, math.nan], "times positive"),
        ([0, 32], [1.0, 1.0], "sizes are 1 or more"),
    ],
)
def test_input_that_gives_no_exponent(sizes: list[int], seconds: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_exponent(sizes, seconds, LINEAR)


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        extrapolate([16, 32], [1.0, 2.0], LINEAR, 0)
