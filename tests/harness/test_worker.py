"""A worker that hangs, dies, floods or talks nonsense gives a named error, and nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zkpair.artefacts import Store, encode_all
from zkpair.cases import read_case
from zkpair.registry import Arm
from zkpair.tasks.task import CONTRACT_VERSION, Cell
from zkpair.worker.client import Refused, Worker, WorkerError

TASK = "toy/sum_squares"
CELL = Cell.of(TASK, {"width": "64"}, 64)


@pytest.fixture
def case(store: Store) -> Path:
    return store.case(CELL, 1)


def test_runs_and_encodes_every_instance(case: Path) -> None:
    from zkpair_toy.task import expected  # type: ignore[import-not-found]

    with Worker(TASK, Arm("python")) as worker:
        assert worker.prepare(case, 10)["instances"] == 3
        outputs = encode_all(worker, case, 3, 10)
    assert outputs == [expected(blobs["numbers"]) for blobs in read_case(case).instances]


def test_another_language_by_the_line_protocol(case: Path) -> None:
    with Worker(TASK, Arm("python")) as ours, Worker(TASK, Arm("perl")) as theirs:
        ours.prepare(case, 10), theirs.prepare(case, 10)
        assert encode_all(ours, case, 3, 10) == encode_all(theirs, case, 3, 10)
        assert theirs.hello["attributes"] == {"language": "perl"}


def test_times_grow_with_the_batch_and_the_kernel_is_within_them(case: Path) -> None:
    with Worker(TASK, Arm("quick")) as worker:
        worker.prepare(case, 10)
        once, often = worker.run(1, 0, 10), worker.run(2000, 0, 10)
        assert often.cpu_ns > 50 * once.cpu_ns / 10
        assert often.kernel_ns is not None and 0 < often.kernel_ns <= often.wall_ns
        assert worker.run(1, 0, 10, kernel=False).kernel_ns is None


def test_what_it_prints_does_not_disturb_the_protocol(case: Path) -> None:
    with Worker(TASK, Arm("chatty")) as worker:
        worker.prepare(case, 10)
        for first in range(20):
            assert worker.run(3, first, 10).wall_ns > 0


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("hangs", "timeout", "did not answer `run` within 1 s"),
        ("dies", "error", "a last word"),
        ("greedy", "out_of_memory", "MemoryError"),
    ],
)
def test_trouble_in_a_run_is_named(case: Path, name: str, status: str, words: str) -> None:
    with Worker(TASK, Arm(name)) as worker:
        worker.prepare(case, 10)
        with pytest.raises(WorkerError, match=words) as caught:
            worker.run(1, 0, 1)
        assert caught.value.status == status
        assert caught.value.arm == Arm(name)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("babbler", "error", "not of the protocol"),
        ("flood", "error", "without an end of line"),
        ("missing", "unavailable", "pip install nothing"),
        ("broken", "error", "NoSuchClass"),
    ],
)
def test_trouble_at_the_start_is_named(name: str, status: str, words: str) -> None:
    with pytest.raises(WorkerError, match=words) as caught:
        Worker(TASK, Arm(name)).start()
    assert caught.value.status == status


def test_nothing_is_left_running(case: Path) -> None:
    with Worker(TASK, Arm("hangs")) as worker:
        worker.prepare(case, 10)
        with pytest.raises(WorkerError):
            worker.run(1, 0, 0.2)
        pid = worker.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_refusal_leaves_the_worker_alive(case: Path) -> None:
    with Worker(TASK, Arm("python")) as worker:
        with pytest.raises(Refused, match="prepare must come first"):
            worker.run(1, 0, 10)
        with pytest.raises(Refused, match="case"):
            worker.ask({"op": "prepare", "threads": 1}, 10)
        with pytest.raises(Refused, match="unknown operation"):
            worker.ask({"op": "dance"}, 10)
        worker.prepare(case, 10)
        with pytest.raises(Refused, match="n must be at least 1"):
            worker.run(0, 0, 10)
        assert worker.run(1, 0, 10).n == 1


def test_threads_are_set_before_the_process_starts() -> None:
    with Worker(TASK, Arm("python", 2)) as worker:
        environment = Path(f"/proc/{worker.pid}/environ").read_bytes().split(b"\0")
        assert b"RAYON_NUM_THREADS=2" in environment and b"OMP_NUM_THREADS=2" in environment


def test_a_worker_keeps_bytecode_whatever_the_caller_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with Worker(TASK, Arm("python")) as worker:
        assert b"PYTHONDONTWRITEBYTECODE" not in Path(f"/proc/{worker.pid}/environ").read_bytes()


def test_memory_is_read_from_the_worker_itself(case: Path) -> None:
    with Worker(TASK, Arm("python")) as worker:
        worker.prepare(case, 10)
        state = worker.peak(reset=True)
        assert 0 < state["current_bytes"] <= state["peak_bytes"] < 1 << 30


def test_a_killed_harness_leaves_no_worker(case: Path) -> None:
    program = (
        "import sys, time; from zkpair.worker.client import Worker; from zkpair.registry import Arm\n"
        f"w = Worker({TASK!r}, Arm('hangs')).start(); w.prepare({str(case)!r}, 10); print(w.pid, flush=True)\n"
        "w.run(1, 0, 600)"
    )
    harness = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert harness.stdout is not None
    pid = int(harness.stdout.readline())
    harness.kill()
    harness.wait()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail(f"worker {pid} outlived its harness")


def test_who_is_unavailable_without_a_reason_is_named_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "ask", lambda self, request, timeout_s: {"contract": CONTRACT_VERSION, "available": ""})
    with pytest.raises(WorkerError, match="it does not say why") as refused:
        Worker("toy/sum_squares", Arm("quick")).start()
    assert refused.value.status == "unavailable"
