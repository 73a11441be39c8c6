"""`make bench`: every registered pair as a pytest-benchmark group, for local loops. Never a verdict: nothing is paired.

    make bench ARGS='-k "ntt and rust"'       only these
    make bench ARGS='--benchmark-autosave'    keep the figures, --benchmark-compare shows them beside the next ones

One group for each combination, at its quick size or, where it has no headline, its smallest; the implementation runs in
this process, on one thread. Read the median: the mean follows whatever else the machine does.

Time is bounded: a first run is timed alone, and what takes longer than LONGEST_RUN_S is left out with that reason.
About LONG_RUN_S and above there are three rounds of one run, below pytest-benchmark chooses (--benchmark-max-time).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from zkpair import registry
from zkpair.artefacts import Store, default_cache
from zkpair.cases import StoredCase, read_case
from zkpair.tasks.task import Cell
from zkpair.worker.__main__ import find, load
from zkpair.worker.client import UNSUPPORTED

SEED = 1
LONG_RUN_S = 0.2
LONGEST_RUN_S = 10.0
ROUNDS = 3


def pairs() -> Iterator[Any]:
    """Every implementation of every combination that has sizes of its own."""
    for task_id in registry.task_ids():
        for combination in registry.task(task_id).combinations:
            if not combination.sizes:
                continue  # a user's own files
            headline = combination.headline
            size = headline.quick_size if headline is not None else min(combination.sizes)
            cell = Cell.of(task_id, combination.params, size)
            for name in registry.implementations(task_id):
                yield pytest.param(cell, name, id=f"{cell}-{name}")


def why_not(implementation: Any) -> str | None:
    """None, or why it cannot be measured here. A stale or debug build fails: its figures would be another source's."""
    if hasattr(implementation, "command"):
        return "runs in a process of its own: see zkpair run"
    reason = implementation.available()
    if reason is not None and ("stale" in reason or "debug" in reason):
        pytest.fail(reason, pytrace=False)
    return None if reason is None else str(reason)


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(default_cache())


@pytest.mark.parametrize(("cell", "name"), list(pairs()))
def test_pair(benchmark: Any, store: Store, cell: Cell, name: str) -> None:
    implementation = load(find(f"{cell.task}:{name}"))
    reason = why_not(implementation)
    if reason is not None:
        pytest.skip(reason)
    folder = store.case(cell, SEED)
    try:
        states = list(implementation.prepare(StoredCase(folder), 1))
    except Exception as error:
        if type(error).__name__ != UNSUPPORTED:
            raise
        pytest.skip(str(error))
    turn = 0

    def run() -> Any:
        nonlocal turn
        turn += 1
        return implementation.run(states[turn % len(states)])

    started = time.perf_counter()
    output = run()
    first_s = time.perf_counter() - started
    if first_s > LONGEST_RUN_S:
        pytest.skip(f"one run takes {first_s:.0f} s")
    benchmark.group = str(cell)
    benchmark.extra_info.update({"implementation": name, "size": cell.size, **implementation.attributes})
    output = benchmark.pedantic(run, rounds=ROUNDS) if first_s > LONG_RUN_S else benchmark(run)
    wrong = registry.task(cell.task).judge(read_case(folder), turn % len(states), implementation.encode(output))
    assert wrong is None, f"the last output is wrong: {wrong}"
