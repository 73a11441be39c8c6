from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.analysis.interval import (
    mean_interval,
    median_interval,
    order_statistic_coverage,
    student_t_cdf,
    student_t_quantile,
)

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=30)


def test_six_values_cover_the_median_in_97_percent() -> None:
    assert order_statistic_coverage(6, 1) == 0.96875
    assert order_statistic_coverage(5, 1) == 0.9375


@pytest.mark.parametrize(("count", "rank"), [(6, 1), (6, 2), (9, 2), (11, 3)])
def test_coverage_is_the_share_of_sign_patterns_that_enclose_the_median(count: int, rank: int) -> None:
    """Each value lies below or above the median, each with probability 1/2: count the patterns."""
    enclosing = sum(rank <= sum(below) <= count - rank for below in itertools.product((0, 1), repeat=count))
    assert order_statistic_coverage(count, rank) == enclosing / 2**count


@pytest.mark.parametrize("rank", [0, 4])
def test_a_rank_outside_the_sample_is_refused(rank: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        order_statistic_coverage(6, rank)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_fewer_than_six_give_no_interval(count: int) -> None:
    assert median_interval([1.0] * count) is None


@pytest.mark.parametrize(("count", "rank"), [(6, 1), (7, 1), (8, 1), (9, 2), (11, 2), (12, 3), (20, 6)])
def test_more_processes_narrow_the_interval(count: int, rank: int) -> None:
    """Ranks as in the usual tables of the sign test at 95 %."""
    interval = median_interval([float(i) for i in range(1, count + 1)])
    assert interval is not None
    assert (interval.low, interval.high) == (rank, count + 1 - rank)
    assert interval.coverage >= 0.95


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_processes_does_not_matter(values: list[float], random_source: random.Random) -> None:
    shuffled = values[:]
    random_source.shuffle(shuffled)
    assert median_interval(shuffled) == median_interval(values)


@given(VALUES)
def test_the_interval_holds_the_median_of_the_sample(values: list[float]) -> None:
    interval = median_interval(values)
    assert interval is not None
    ordered = sorted(values)
    assert interval.contains(ordered[len(values) // 2])
    assert interval.contains(ordered[(len(values) - 1) // 2])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="value 1 is"):
        median_interval([1.0, bad, 2.0])
    with pytest.raises(ValueError, match="value 1 is"):
        mean_interval([1.0, bad, 2.0], 0.95)


# Quantiles of Student's t as printed in tables (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
@pytest.mark.parametrize(
    ("probability", "degrees", "quantile"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.975, 5, 2.571),
        (0.95, 10, 1.812),
        (0.975, 30, 2.042),
        (0.999, 5, 5.893),
        (0.9995, 5, 6.869),
        (0.9995, 4, 8.610),
    ],
)
def test_quantiles_match_the_printed_tables(probability: float, degrees: int, quantile: float) -> None:
    assert student_t_quantile(probability, degrees) == pytest.approx(quantile, abs=6e-4)


@given(st.floats(0.001, 0.999), st.integers(1, 60))
def test_quantile_and_distribution_are_inverse(probability: float, degrees: int) -> None:
    assert student_t_cdf(student_t_quantile(probability, degrees), degrees) == pytest.approx(probability, abs=1e-9)


@given(st.floats(-50, 50), st.integers(1, 60))
def test_the_distribution_is_symmetric(t: float, degrees: int) -> None:
    assert student_t_cdf(t, degrees) + student_t_cdf(-t, degrees) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("probability", [0.0, 1.0, -1.0, 2.0])
def test_a_probability_outside_the_unit_interval_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        student_t_quantile(probability, 5)


def test_degrees_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="degree of freedom"):
        student_t_cdf(1.0, 0)


def test_student_interval_by_hand() -> None:
    """1..6: mean 3.5, s = sqrt(3.5), t_{5, 0.975} = 2.5706."""
    interval = mean_interval([1, 2, 3, 4, 5, 6], 0.95)
    assert interval is not None
    half = 2.570582 * math.sqrt(3.5) / math.sqrt(6)
    assert interval.low == pytest.approx(3.5 - half, rel=1e-6)
    assert interval.high == pytest.approx(3.5 + half, rel=1e-6)


def test_one_value_has_no_student_interval() -> None:
    assert mean_interval([1.0], 0.95) is None
    assert mean_interval([], 0.95) is None
