from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from zkpair.analysis.estimate import border_overhead, estimate_of, seconds_of, share_of
from zkpair.schema import Replicate

A, B = "python@1", "rust@1"
MakeReplicate = Callable[..., Replicate]


def test_median_with_minimum_and_maximum() -> None:
    figure = estimate_of([6, 1, 5, 2, 4, 3])
    assert (figure.estimate, figure.low, figure.high, figure.undecided) == (3.5, 1, 6, None)


def test_three_processes_have_no_interval() -> None:
    figure = estimate_of([1, 2, 3])
    assert (figure.estimate, figure.low, figure.high) == (2, None, None)
    assert figure.undecided is not None and "3 processes" in figure.undecided


def test_no_values_are_refused() -> None:
    with pytest.raises(ValueError, match="unmeasured"):
        estimate_of([])


def test_seconds_of_an_operation(replicate: MakeReplicate) -> None:
    """A batch of 10 takes 1 ms and 3 ms: 0.2 ms for one."""
    runs = [replicate({A: [(1_000_000, 3_000_000)]}, batch={A: 10}, process=i) for i in range(6)]
    figure = seconds_of(runs, A)
    assert figure.estimate == pytest.approx(2e-4)
    assert figure.low == figure.high == pytest.approx(2e-4)


def test_seconds_of_threads_are_wall_time(replicate: MakeReplicate) -> None:
    runs = [replicate({"rust@2": [(1000, 1000)]}, {"rust@2": [(2000, 2000)]}, process=i) for i in range(6)]
    assert seconds_of(runs, "rust@2").estimate == pytest.approx(1e-6)
    assert seconds_of(runs, "rust@2", clock="cpu").estimate == pytest.approx(2e-6)


def test_seconds_that_were_not_read(replicate: MakeReplicate) -> None:
    with pytest.raises(ValueError, match="no kernel time"):
        seconds_of([replicate({A: [(1000, 1000)]})], A, clock="kernel")


def test_share_of_memory() -> None:
    share = share_of([1000] * 6, [100, 200, 300, 400, 500, 600])
    assert share.estimate == pytest.approx(math.sqrt(0.3 * 0.4))
    assert share.low == pytest.approx(0.1) and share.high == pytest.approx(0.6)
    assert share.clock is None


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_an_unreadable_figure_is_never_zero(bad: float) -> None:
    with pytest.raises(ValueError, match="candidate, process 1"):
        share_of([1.0, 1.0], [1.0, bad])


def test_shares_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="not in pairs"):
        share_of([1.0], [1.0, 2.0])


def test_border_overhead(replicate: MakeReplicate) -> None:
    runs = [replicate({B: [(1050, 1050)]}, kernel={B: [(1000, 1000)]}, process=i) for i in range(6)]
    overhead = border_overhead(runs, B)
    assert overhead.estimate == overhead.low == overhead.high == pytest.approx(1.05)


def test_border_overhead_without_kernel_time(replicate: MakeReplicate) -> None:
    overhead = border_overhead([replicate({B: [(1, 1)]})], B)
    assert math.isnan(overhead.estimate)
    assert overhead.undecided == "rust@1 reads no kernel time"
