"""Cases made by hand and the implementations by name. Tests beside each other, and those of graphs, share helpers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "graph")]


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    task: str
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=lambda: {"model": "linear_regression"})
    seed: int = 0


@pytest.fixture(params=[("", "Python"), ("_tuned", "PythonTuned")], ids=["python", "python-tuned"])
def load(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """`load("fit")` is the implementation under test; each test runs for both."""
    suffix, name = request.param
    return lambda operation: getattr(importlib.import_module(f"zkpair_python.inference.{operation}{suffix}"), name)()


@pytest.fixture
def case() -> type[HandMadeCase]:
    return HandMadeCase


@pytest.fixture
def run() -> Callable[[Any, HandMadeCase], list[bytes]]:
    """The encoded output of each instance."""
    return lambda loaded, case: [loaded.encode(loaded.run(state)) for state in loaded.prepare(case, 1)]
