"""What the Halo adapters' tests share: cases of the tasks, made with artefacts by the fast implementations."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from zkpair.tasks.task import CaseData, Cell, Need
from zkpair_python.halo.tuned import adapters

NAMES = {
    "ipa_commit": "IpaCommit",
    "ipa_open": "IpaOpen",
    "ipa_verify": "IpaVerify",
    "accumulate": "Accumulate",
    "decide": "Decide",
}


def implementation(task_id: str, name: str) -> Any:
    operation = task_id.removeprefix("halo/")
    if name == "python":
        return import_module(f"zkpair_python.halo.{operation}").Python()
    return getattr(adapters, NAMES[operation])()


def as_case(case: CaseData) -> Any:
    cell = case.cell
    return SimpleNamespace(
        task=cell.task, params=cell.parameters, size=cell.size, shared=case.shared, instances=case.instances
    )


def outputs(loaded: Any, case: CaseData) -> list[bytes]:
    return [loaded.encode(loaded.run(state)) for state in loaded.prepare(as_case(case), 1)]


@cache
def case_of(cell: Cell, seed: int) -> CaseData:
    """With artefacts by python-tuned (slower where gmpy2 is missing)."""
    task = import_module("zkpair.tasks." + cell.task.replace("/", ".")).TASK
    artefacts = {}
    for name, needed in task.needs(cell).items():
        made = outputs_of(needed.cell if isinstance(needed, Need) else needed, seed)
        artefacts[name] = made[int(name.partition("#")[2] or 0)]
    made_case: CaseData = task.generate(cell, seed, artefacts)
    return made_case


@cache
def outputs_of(cell: Cell, seed: int) -> list[bytes]:
    return outputs(implementation(cell.task, "python-tuned"), case_of(cell, seed))


@pytest.fixture(scope="session")
def load() -> Callable[[str, str], Any]:
    return implementation


@pytest.fixture(scope="session")
def make_case() -> Callable[..., CaseData]:
    return lambda task, params, size, seed=1: case_of(Cell.of(task, params, size), seed)


@pytest.fixture(scope="session")
def compute() -> Callable[[Any, CaseData], list[bytes]]:
    return outputs


@pytest.fixture(scope="session")
def plain() -> Callable[[CaseData], Any]:
    """A case as a worker hands it over."""
    return as_case
