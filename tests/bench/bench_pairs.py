"""`make bench`: every registered pair as a pytest-benchmark group, for local loops. Never a verdict: nothing is paired.

    make bench ARGS='-k "ntt and rust"'       only these
    make bench ARGS='--benchmark-autosave'    keep the figures, --benchmark-compare shows them beside the next ones

One group for each headline combination, at its quick size; the implementation runs in this process, on one thread. Read
the median: the mean follows whatever else the machine does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.cases import StoredCase, read_case
from zkpair.tasks.task import Cell
from zkpair.worker.__main__ import load

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 1


def pairs() -> Iterator[Any]:
    """Every implementation of every combination, at its quick size or, where it has no headline, its smallest."""
    for task_id in registry.task_ids():
        for combination in registry.task(task_id).combinations:
            if not combination.sizes:
                continue
            headline = combination.headline
            size = headline.quick_size if headline is not None else min(combination.sizes)
            cell = Cell.of(task_id, combination.params, size)
            for name in registry.implementations(task_id):
                yield pytest.param(cell, name, id=f"{cell}-{name}")


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(ROOT / ".cache" / "zkpair")


@pytest.mark.parametrize(("cell", "name"), list(pairs()))
def test_pair(benchmark: Any, store: Store, cell: Cell, name: str) -> None:
    implementation = load(f"{cell.task}:{name}")
    reason = implementation.available() if not hasattr(implementation, "command") else "runs in a process of its own"
    if reason is not None:
        pytest.skip(reason)
    folder = store.case(cell, SEED)
    states = list(implementation.prepare(StoredCase(folder), 1))
    turn = 0

    def run() -> Any:
        nonlocal turn
        turn += 1
        return implementation.run(states[turn % len(states)])

    benchmark.group = str(cell)
    benchmark.extra_info.update({"implementation": name, "size": cell.size, **implementation.attributes})
    output = benchmark(run)
    task = registry.task(cell.task)
    assert task.judge(read_case(folder), turn % len(states), implementation.encode(output)) is None
