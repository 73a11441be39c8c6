"""Both languages' implementations by task, and cases made by hand."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

ARMS = [
    *((task, "python") for task in ("noop", "struct_round_trip", "error_translation", "array", "int_list", "pipeline")),
    *((task, "rust") for task in ("noop", "struct_round_trip", "error_translation", "array", "int_list", "pipeline")),
    ("array", "python-tuned"),
    ("int_list", "python-tuned"),
]


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    task: str
    size: int
    instances: Sequence[Mapping[str, bytes]]
    params: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, bytes] = field(default_factory=dict)
    seed: int = 0


def load(task: str, arm: str) -> Any:
    """An implementation by its id."""
    package = "zkpair_rust" if arm == "rust" else "zkpair_python"
    module = importlib.import_module(f"{package}.binding.{task}{'_tuned' if arm == 'python-tuned' else ''}")
    return getattr(module, {"rust": "Rust", "python": "Python", "python-tuned": "PythonTuned"}[arm])()


@pytest.fixture
def hand_made() -> type[HandMadeCase]:
    return HandMadeCase


@pytest.fixture(params=ARMS, ids=[f"{task}-{arm}" for task, arm in ARMS])
def implementation(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """The name of a task and an implementation of it; each test runs for all."""
    task, arm = request.param
    return task, load(task, arm)
