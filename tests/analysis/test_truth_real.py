from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from zkpair.truth import real
from zkpair.truth.scenario import BLOCKS, CONDITIONS, PROCESSES, Condition
from zkpair.truth.score import CLOCKS, score

QUIET = CONDITIONS[0]


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]


def wait_until(reached: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.02)
    return False


def test_known_ratios_of_the_pairs() -> None:
    assert {p.scenario: real.true_ratio(p) for p in real.PAIRS} == {
        "a_equals_a": 1,
        "five_percent": 1.05,
        "double": 2,
        "hundred_equal": 100,
        "hundred_unequal": 100,
    }


def test_turns_are_of_equal_length_where_they_are_said_to_be() -> None:
    turns = {arm.name: arm.quanta * arm.batch for arm in real.ARMS}
    assert turns["one"] == turns["other"] == turns["twice"]
    assert turns["hundredfold"] == turns["one_batched"] == 100 * turns["one_alone"]


def test_one_measurement_end_to_end() -> None:
    """Right shape, positive times, no process left behind, and 100x is 100x within 10 % by CPU time on any machine."""
    (sample,) = real.measure(QUIET, 1, real.calibrate(), seed=1)
    assert list(sample) == [p.scenario for p in real.PAIRS]
    for pair in real.PAIRS:
        assert len(sample[pair.scenario]) == PROCESSES
        for process in sample[pair.scenario]:
            for clock in CLOCKS:
                for times in process[clock]:
                    assert times.shape == (BLOCKS, 2)
                    assert (times > 0).all()
    assert not children()
    scores = score("hundred_equal", QUIET.name, 100, [sample["hundred_equal"]])
    row = next(s for s in scores.scores if (s.clock, s.statistic, s.rule) == ("cpu", "mean", "six_min_max"))
    assert abs(row.bias) < 0.1


def test_a_worker_that_dies_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import sys\nsys.stdin.readline()\n", encoding="utf-8")
    monkeypatch.setattr(real, "LOOP", script)
    with pytest.raises(real.WorkerStopped, match="'one' ended in its turn"):
        real.replicate(10, random.Random(0))
    assert not children()


def test_a_worker_that_hangs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "hangs.py"
    script.write_text("import time\ntime.sleep(100)\n", encoding="utf-8")
    monkeypatch.setattr(real, "LOOP", script)
    monkeypatch.setattr(real, "TIMEOUT_S", 0.2)
    with pytest.raises(real.WorkerStopped, match=r"'one' gave no answer within 0\.2 s"):
        real.replicate(10, random.Random(0))
    assert not children()


@pytest.mark.parametrize("condition", [c for c in real.REAL_CONDITIONS if c.on_s], ids=lambda c: c.name)
def test_a_neighbour_works_and_goes(condition: Condition) -> None:
    if reason := real.why_unmeasured(condition):
        pytest.skip(reason)
    with real.neighbour(condition, 1):
        (process,) = children()
        assert wait_until(lambda: process.cpu_times().user > 0.05), "the neighbour does not work"
        core = real.our_core() if condition.slice_s else real.other_core()
        assert process.cpu_affinity() == [core]
    assert not children()


def test_a_neighbour_ends_with_its_parent() -> None:
    """A parent that is killed cannot clean up: its neighbour sees that it is gone."""
    parent = f"""
import os, subprocess, sys
command = [sys.executable, "-I", "-S", {str(real.LOOP)!r}, "busy", "0.01", "0.01", "1", str(os.getpid())]
p = subprocess.Popen(command, stdout=subprocess.DEVNULL)
print(p.pid, flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    neighbour = int(process.stdout.readline())
    assert psutil.pid_exists(neighbour)
    process.kill()
    process.communicate()

    def gone() -> bool:
        try:
            return bool(psutil.Process(neighbour).status() == psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return True

    assert wait_until(gone)


def test_what_a_machine_cannot_give_is_unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_core, bursty = (next(c for c in CONDITIONS if c.name == name) for name in ("busy_core", "bursty"))
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {3})
    assert real.why_unmeasured(busy_core) == "there is only one core here"
    assert real.why_unmeasured(bursty) is None
    assert real.why_unmeasured(QUIET) is None
    monkeypatch.delattr(os, "sched_setaffinity")
    assert "cannot be pinned" in str(real.why_unmeasured(bursty))
