from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.analysis.verdict import HIGHER_IS_BETTER, Count, Finding, Metric, Outcome, count, judge

METRICS: list[Metric] = sorted(HIGHER_IS_BETTER)
POSITIVE = st.floats(0.001, 1000)


def finding(low: float | None, high: float | None, metric: Metric = "speedup", **more: object) -> Finding:
    middle = None if low is None or high is None else (low + high) / 2
    return dataclasses.replace(
        Finding("algebra/ntt", {}, 4096, "python@1", "rust@1", metric, middle if middle else 1.0, low, high),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("low", "high", "metric", "outcome"),
    [
        (10.0, 20.0, "speedup", "pass"),
        (9.99, 20.0, "speedup", "undecided"),
        (5.0, 10.0, "speedup", "undecided"),
        (5.0, 9.99, "speedup", "fail"),
        (5.0, 10.0, "seconds", "pass"),
        (5.0, 10.01, "seconds", "undecided"),
        (10.0, 20.0, "seconds", "undecided"),
        (10.01, 20.0, "seconds", "fail"),
        (5.0, 10.0, "peak_share", "pass"),
        (100.0, 100.0, "in_flight", "pass"),
        (9.0, 9.0, "in_flight", "fail"),
    ],
)
def test_the_interval_decides_against_ten(low: float, high: float, metric: Metric, outcome: Outcome) -> None:
    assert judge(finding(low, high, metric), 10).outcome == outcome


@given(POSITIVE, POSITIVE, POSITIVE)
def test_lower_is_better_is_the_mirror(one: float, other: float, bound: float) -> None:
    low, high = sorted((one, other))
    assert (
        judge(finding(low, high, "speedup"), bound).outcome
        == judge(finding(1 / high, 1 / low, "seconds"), 1 / bound).outcome
    )


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.sampled_from(METRICS))
def test_an_easier_bound_is_never_judged_worse(a: float, b: float, c: float, d: float, metric: Metric) -> None:
    low, high = sorted((a, b))
    easy, hard = sorted((c, d), reverse=not HIGHER_IS_BETTER[metric])
    rank = {"fail": 0, "undecided": 1, "pass": 2}
    row = finding(low, high, metric)
    assert rank[judge(row, easy).outcome] >= rank[judge(row, hard).outcome]


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        (finding(20, 30, undecided="noisy: 3 apart"), "undecided", "noisy: 3 apart"),
        (finding(None, None), "undecided", "no interval"),
        (finding(20, 30, extrapolated=True), "undecided", "extrapolated"),
        (finding(20, 30, unmeasured="no power meter"), "unmeasured", "no power meter"),
        (finding(20, 30, estimate=None), "unmeasured", "no figure"),
        (finding(5, 6), "fail", "all of 5 to 6 lies below 10"),
        (finding(5, 20), "undecided", "10 lies within 5 to 20"),
        (finding(20, 30, "seconds"), "fail", "all of 20 to 30 lies above 10"),
    ],
)
def test_each_outcome_has_its_reason(row: Finding, outcome: Outcome, reason: str) -> None:
    verdict = judge(row, 10)
    assert verdict.outcome == outcome
    assert reason in verdict.reason


@pytest.mark.parametrize("low", [30.0, float("nan")])
def test_an_interval_that_is_none_is_refused(low: float) -> None:
    with pytest.raises(ValueError, match="is none"):
        judge(finding(low, 20), 10)


def test_a_count_says_how_many() -> None:
    rows = [finding(20, 30)] * 9 + [finding(5, 30)]
    counted = count(rows, 10)
    assert str(counted) == "9 of 10 pass, 1 undecided"
    assert counted.outcome == "undecided"


@pytest.mark.parametrize(
    ("outcomes", "text", "overall"),
    [
        (("pass", "pass"), "2 of 2 pass", "pass"),
        (("pass", "fail", "undecided"), "1 of 3 pass, 1 fail, 1 undecided", "fail"),
        (("pass", "unmeasured"), "1 of 2 pass, 1 unmeasured", "undecided"),
        (("unmeasured", "unmeasured"), "0 of 2 pass, 2 unmeasured", "unmeasured"),
        ((), "0 of 0 pass", "unmeasured"),
    ],
)
def test_counts_add_up(outcomes: tuple[Outcome, ...], text: str, overall: Outcome) -> None:
    assert str(Count(outcomes)) == text
    assert Count(outcomes).outcome == overall
