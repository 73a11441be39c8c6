from __future__ import annotations

import itertools

import numpy as np
import pytest

from zkpair.analysis.statistic import STATISTICS
from zkpair.truth import simulate as module
from zkpair.truth.scenario import CONDITIONS, PROCESSES, SCENARIOS, Condition, Scenario
from zkpair.truth.simulate import one_process, simulate, timeline

EVERY = list(itertools.product(SCENARIOS, CONDITIONS))
IDS = [f"{s.name}-{c.name}" for s, c in EVERY]


@pytest.mark.parametrize(("scenario", "condition"), EVERY, ids=IDS)
def test_the_same_seed_gives_the_same_times(scenario: Scenario, condition: Condition) -> None:
    first, again, other = (list(simulate(scenario, condition, 2, seed)) for seed in (1, 1, 2))
    for sample, same in zip(first, again, strict=True):
        for process, twin in zip(sample, same, strict=True):
            np.testing.assert_array_equal(process["wall"], twin["wall"])
    assert not np.array_equal(first[0][0]["wall"], other[0][0]["wall"])
    assert not np.array_equal(first[0][0]["wall"], first[1][0]["wall"]), "repeats differ"


@pytest.mark.parametrize(("scenario", "condition"), EVERY, ids=IDS)
def test_times_have_the_shape_of_a_measurement(scenario: Scenario, condition: Condition) -> None:
    (sample,) = simulate(scenario, condition, 1, 3)
    assert len(sample) == PROCESSES
    for process in sample:
        for clock in ("cpu", "wall"):
            for times, seconds in zip(process[clock], (scenario.baseline_s, scenario.candidate_s), strict=True):
                assert times.shape == (scenario.blocks, 2)
                assert (times > 0.5e9 * seconds).all()
        for cpu, wall in zip(process["cpu"], process["wall"], strict=True):
            assert (cpu <= wall * (1 + 1e-9)).all(), "a single thread cannot use more than the wall clock shows"


def test_without_noise_every_statistic_finds_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PROCESS_SPREAD", "JITTER_AT_10_MS", "INTERRUPTS_PER_S", "DRIFT"):
        monkeypatch.setattr(module, name, 0.0)
    for scenario in SCENARIOS:
        process = one_process(scenario, CONDITIONS[0], np.random.default_rng(0))
        for clock, statistic in itertools.product(("cpu", "wall"), STATISTICS.values()):
            assert np.exp(statistic(*process[clock])) == pytest.approx(scenario.true_ratio, rel=1e-6)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda c: c.name)
def test_a_timeline_has_room_and_never_goes_back(condition: Condition) -> None:
    line = timeline(condition, 5.0, np.random.default_rng(4))
    assert line.work[-1] >= 5.0
    for edges in (line.wall, line.work, line.cpu):
        assert edges[0] == 0
        assert (np.diff(edges) >= 0).all()
    assert (line.cpu <= line.wall + 1e-9).all()
    assert (line.work <= line.cpu + 1e-9).all()


def test_each_neighbour_shows_on_its_clock() -> None:
    """Long run: a busy core slows both clocks by its share; one on our core takes half of its bursts off the wall."""
    lines = {c.name: timeline(c, 2000.0, np.random.default_rng(5)) for c in CONDITIONS}
    quiet, busy, bursty, stalls = (lines[name] for name in ("quiet", "busy_core", "bursty", "stalls"))
    assert quiet.wall[-1] == quiet.cpu[-1] == quiet.work[-1]
    assert busy.cpu[-1] == pytest.approx(busy.wall[-1])
    assert busy.work[-1] / busy.wall[-1] == pytest.approx((0.3 * 0.8 + 0.2) / 0.5, rel=0.02)
    assert bursty.cpu[-1] / bursty.wall[-1] == pytest.approx(1 - 0.5 * 0.08 / 0.24, rel=0.02)
    assert bursty.work[-1] / bursty.cpu[-1] == pytest.approx((0.04 * 0.97 + 0.16) / 0.2, rel=0.01)
    assert stalls.cpu[-1] == pytest.approx(stalls.work[-1])
    assert stalls.cpu[-1] / stalls.wall[-1] == pytest.approx(8 / 8.5, rel=0.02)
