from __future__ import annotations

import dataclasses
import json
import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.analysis.ratio import Ratio, clock_of, from_log_ratios, ratio_of, threads_of
from zkpair.analysis.statistic import STATISTICS
from zkpair.schema import Block, Replicate

A, B = "python@1", "rust@1"
TIME = st.integers(1_000_000, 10_000_000)
PAIR = st.tuples(TIME, TIME)
BLOCK = st.tuples(PAIR, PAIR)
PROCESSES = st.lists(st.lists(BLOCK, min_size=1, max_size=5), min_size=6, max_size=8)
MakeReplicate = Callable[..., Replicate]


def build(processes: list[list[tuple[tuple[int, int], tuple[int, int]]]], scale_a: int = 1) -> list[Replicate]:
    replicates = []
    for process, blocks in enumerate(processes):
        records = []
        for a, b in blocks:
            times = {A: [scale_a * t for t in a], B: list(b)}
            records.append(Block([A, B, B, A], times, times, {A: None, B: None}))
        zeros = {A: 0, B: 0}
        replicates.append(Replicate(process, {A: 1, B: 1}, records, zeros, zeros, zeros))
    return replicates


def test_known_answer() -> None:
    """Process medians 2, 4, 8, 16, 32, 64 (one block each): median sqrt(8 * 16), interval 2 to 64."""
    ratio = ratio_of(build([[((1000 * 2**k, 1000 * 2**k), (1000, 1000))] for k in range(1, 7)]), A, B)
    assert ratio.estimate == pytest.approx(math.sqrt(8 * 16))
    assert ratio.low == pytest.approx(2)
    assert ratio.high == pytest.approx(64)
    assert (ratio.processes, ratio.clock, ratio.undecided, ratio.coverage) == (6, "cpu", None, 0.96875)


def test_the_middle_block_of_a_process_counts() -> None:
    blocks = [((n, n), (100, 100)) for n in (200, 300, 99_900)]
    assert ratio_of(build([blocks] * 6), A, B).estimate == pytest.approx(3)


def test_times_are_divided_by_their_batch(replicate: MakeReplicate) -> None:
    runs = [replicate({A: [(1000, 1000)], B: [(1000, 1000)]}, batch={A: 1, B: 100}, process=i) for i in range(6)]
    assert ratio_of(runs, A, B).estimate == pytest.approx(100)


def test_linear_drift_within_a_palindrome_cancels(replicate: MakeReplicate) -> None:
    """A B B A, each run 10 % of the base slower than the one before: both arms slow down alike."""
    runs = [replicate({A: [(1000, 1300)], B: [(1100, 1200)]}, process=i) for i in range(6)]
    assert ratio_of(runs, A, B).estimate == pytest.approx(1)


@given(PROCESSES)
def test_swapping_the_arms_inverts_the_ratio(processes: list[list[tuple[tuple[int, int], tuple[int, int]]]]) -> None:
    there, back = ratio_of(build(processes), A, B), ratio_of(build(processes), B, A)
    inverse = back.inverse()
    assert there.estimate == pytest.approx(inverse.estimate)
    assert there.low == pytest.approx(inverse.low)
    assert there.high == pytest.approx(inverse.high)
    assert there.log_ratios == pytest.approx(inverse.log_ratios)


@given(PROCESSES, st.integers(2, 1000), st.sampled_from(sorted(STATISTICS)))
def test_a_slower_baseline_scales_the_ratio(
    processes: list[list[tuple[tuple[int, int], tuple[int, int]]]], factor: int, statistic: str
) -> None:
    once = ratio_of(build(processes), A, B, statistic=statistic)
    scaled = ratio_of(build(processes, scale_a=factor), A, B, statistic=statistic)
    assert once.low is not None and once.high is not None
    assert scaled.estimate == pytest.approx(factor * once.estimate)
    assert scaled.low == pytest.approx(factor * once.low)
    assert scaled.high == pytest.approx(factor * once.high)


@given(PROCESSES, st.randoms(use_true_random=False))
def test_the_order_of_processes_does_not_matter(
    processes: list[list[tuple[tuple[int, int], tuple[int, int]]]], random_source: random.Random
) -> None:
    shuffled = processes[:]
    random_source.shuffle(shuffled)
    first, second = ratio_of(build(processes), A, B), ratio_of(build(shuffled), A, B)
    assert dataclasses.replace(first, log_ratios=()) == dataclasses.replace(second, log_ratios=())


@given(PROCESSES)
def test_estimate_lies_in_its_interval(processes: list[list[tuple[tuple[int, int], tuple[int, int]]]]) -> None:
    ratio = ratio_of(build(processes), A, B)
    assert ratio.low is not None and ratio.high is not None
    assert ratio.low <= ratio.estimate * (1 + 1e-12) and ratio.estimate <= ratio.high * (1 + 1e-12)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_fewer_than_six_processes_are_undecided(count: int) -> None:
    ratio = ratio_of(build([[((2000, 2000), (1000, 1000))]] * count), A, B)
    assert ratio.estimate == pytest.approx(2)
    assert (ratio.low, ratio.high) == (None, None)
    assert ratio.undecided is not None and f"{count} processes" in ratio.undecided


def test_no_process_gives_no_figure() -> None:
    ratio = ratio_of([], A, B)
    assert math.isnan(ratio.estimate)
    assert ratio.undecided is not None
    assert json.loads(json.dumps(ratio.as_json(), allow_nan=False))["estimate"] is None


@pytest.mark.parametrize("bad", [0, -5])
def test_an_unusable_time_is_named_and_decides_nothing(bad: int) -> None:
    processes = [[((2000, 2000), (1000, 1000)), ((2000, 2000), (1000, 1000))] for _ in range(6)]
    processes[3][1] = ((2000, 2000), (1000, bad))
    ratio = ratio_of(build(processes), A, B)
    assert ratio.estimate == pytest.approx(2)
    assert ratio.undecided is not None
    for word in ("unusable", "process 3", "block 1", B):
        assert word in ratio.undecided


def test_a_process_without_usable_block_is_dropped_and_leaves_no_interval() -> None:
    processes = [[((2000, 2000), (1000, 1000))] for _ in range(6)]
    processes[0][0] = ((0, 0), (1000, 1000))
    ratio = ratio_of(build(processes), A, B)
    assert (ratio.processes, ratio.low) == (5, None)
    assert ratio.undecided is not None and "process 0" in ratio.undecided


def test_clocks_that_disagree_are_noise(replicate: MakeReplicate) -> None:
    wall, cpu = {A: [(3000, 3000)], B: [(1000, 1000)]}, {A: [(2000, 2000)], B: [(1000, 1000)]}
    ratio = ratio_of([replicate(wall, cpu, process=i) for i in range(6)], A, B)
    assert ratio.clock == "cpu" and ratio.estimate == pytest.approx(2)
    assert ratio.undecided is not None and ratio.undecided.startswith("noisy") and "50 %" in ratio.undecided
    assert ratio.low is not None, "the interval is still shown"


@pytest.mark.parametrize(("wall_a", "noisy"), [(2190, False), (2210, True), (1830, False), (1810, True)])
def test_ten_percent_is_the_limit_on_both_sides(replicate: MakeReplicate, wall_a: int, noisy: bool) -> None:
    wall, cpu = {A: [(wall_a, wall_a)], B: [(1000, 1000)]}, {A: [(2000, 2000)], B: [(1000, 1000)]}
    ratio = ratio_of([replicate(wall, cpu, process=i) for i in range(6)], A, B)
    assert (ratio.undecided is not None) == noisy


def test_threads_in_play_are_judged_by_wall_time(replicate: MakeReplicate) -> None:
    """Two threads burn as much CPU in half the wall time: the clocks differ by nature, which is no noise."""
    wall, cpu = {A: [(2000, 2000)], "rust@2": [(500, 500)]}, {A: [(2000, 2000)], "rust@2": [(1000, 1000)]}
    ratio = ratio_of([replicate(wall, cpu, process=i) for i in range(6)], A, "rust@2")
    assert ratio.clock == "wall" and ratio.estimate == pytest.approx(4) and ratio.undecided is None


def test_kernel_time_stands_beside(replicate: MakeReplicate) -> None:
    times = {A: [(4000, 4000)], B: [(2000, 2000)]}
    runs = [replicate(times, kernel={A: [(4000, 4000)], B: [(1000, 1000)]}, process=i) for i in range(6)]
    assert ratio_of(runs, A, B, clock="kernel").estimate == pytest.approx(4)
    assert ratio_of(runs, A, B).estimate == pytest.approx(2)


def test_kernel_time_that_was_not_read_gives_no_figure(replicate: MakeReplicate) -> None:
    runs = [replicate({A: [(2000, 2000)], B: [(1000, 1000)]}, process=i) for i in range(6)]
    ratio = ratio_of(runs, A, B, clock="kernel")
    assert math.isnan(ratio.estimate)
    assert ratio.undecided is not None and "unusable kernel time" in ratio.undecided


def test_an_arm_that_was_not_measured_is_named(replicate: MakeReplicate) -> None:
    with pytest.raises(KeyError, match=r"no arm 'rust@2' \(there are: python@1, rust@1\)"):
        ratio_of([replicate({A: [(2, 2)], B: [(1, 1)]})], A, "rust@2")


def test_a_block_that_is_no_palindrome_is_refused() -> None:
    times = {A: [1, 2, 3], B: [1, 2]}
    zeros = {A: 0, B: 0}
    bad = Replicate(0, {A: 1, B: 1}, [Block([A, B, B, A], times, times, {A: None, B: None})], zeros, zeros, zeros)
    with pytest.raises(ValueError, match="ran 3 times, not twice"):
        ratio_of([bad], A, B)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_log_ratios_must_be_finite(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        from_log_ratios([0.0] * 5 + [bad], "cpu")


def test_arms_say_their_threads() -> None:
    assert (threads_of("rust@2"), threads_of("rust"), threads_of("python-tuned@16")) == (2, 1, 16)
    assert (clock_of(A, B), clock_of(A, "rust@2")) == ("cpu", "wall")


def test_inverse_of_an_inverse() -> None:
    ratio = from_log_ratios([math.log(x) for x in (1, 2, 3, 4, 5, 6)], "cpu")
    twice = ratio.inverse().inverse()
    assert isinstance(twice, Ratio)
    assert (twice.estimate, twice.low, twice.high) == pytest.approx((ratio.estimate, ratio.low, ratio.high))
