from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zkpair.analysis.statistic import DEFAULT_STATISTIC, STATISTICS, Times

TIMES = arrays(np.float64, st.tuples(st.integers(1, 6), st.just(2)), elements=st.floats(1, 1e9))


def test_the_default_is_one_of_them() -> None:
    assert DEFAULT_STATISTIC in STATISTICS


# Two blocks: a = (4, 8) and (2, 2), b = (1, 3) and (1, 1).
#   mean: 12/4 = 3 and 4/2 = 2; minimum: 4/1 and 2/1; halves: 4, 8/3, 2, 2;
#   pooled: medians 3 / 1, means 4 / 1.5, minima 2 / 1.
@pytest.mark.parametrize(
    ("name", "log_ratio"),
    [
        ("mean", math.log(3 * 2) / 2),
        ("minimum", math.log(4 * 2) / 2),
        ("halves", math.log(8 / 3 * 2) / 2),
        ("pooled_median", math.log(3)),
        ("pooled_mean", math.log(4 / 1.5)),
        ("pooled_minimum", math.log(2)),
    ],
)
def test_known_answers(name: str, log_ratio: float) -> None:
    a, b = np.array([[4.0, 8.0], [2.0, 2.0]]), np.array([[1.0, 3.0], [1.0, 1.0]])
    assert STATISTICS[name](a, b) == pytest.approx(log_ratio)


@given(TIMES, st.sampled_from(sorted(STATISTICS)))
def test_an_arm_against_itself_is_one(times: Times, name: str) -> None:
    assert STATISTICS[name](times, times) == 0


@given(TIMES, st.floats(0.001, 1000), st.sampled_from(sorted(STATISTICS)))
def test_a_constant_factor_comes_out_exactly(times: Times, factor: float, name: str) -> None:
    assert STATISTICS[name](factor * times, times) == pytest.approx(math.log(factor), abs=1e-9)


def test_one_burst_in_five_blocks_moves_the_mean_statistic_little() -> None:
    quiet = np.full((5, 2), 100.0)
    hit = quiet.copy()
    hit[2, 0] = 5000.0
    assert STATISTICS["mean"](hit, quiet) == 0
    assert STATISTICS["pooled_mean"](hit, quiet) > math.log(5), "what the median over blocks protects from"
