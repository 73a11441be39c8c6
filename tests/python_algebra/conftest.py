"""Cases made by hand, the implementations by name, and the EIP-196 and EIP-197 vectors."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

EIP = Path(__file__).resolve().parent.parent / "data" / "eip"


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    task: str
    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)
    seed: int = 0


CLASSES = {"python": "Python", "python-tuned": "PythonTuned"}


def implementation(operation: str, name: str) -> Any:
    suffix = "_tuned" if name == "python-tuned" else ""
    loaded = getattr(importlib.import_module(f"zkpair_python.algebra.{operation}{suffix}"), CLASSES[name])()
    reason = loaded.available()
    if reason:
        pytest.skip(reason)
    return loaded


@pytest.fixture(params=sorted(CLASSES))
def load(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """`load("ntt")` is the implementation under test; each test runs for both."""
    return lambda operation: implementation(operation, request.param)


@pytest.fixture
def load_both() -> Callable[[str], list[Any]]:
    """`load_both("ntt")` is the readable and the tuned implementation."""
    return lambda operation: [implementation(operation, name) for name in sorted(CLASSES)]


@pytest.fixture
def case() -> type[HandMadeCase]:
    return HandMadeCase


def compute(loaded: Any, case: HandMadeCase) -> list[bytes]:
    """The encoded output of each instance."""
    return [loaded.encode(loaded.run(state)) for state in loaded.prepare(case, 1)]


@pytest.fixture
def run() -> Callable[[Any, HandMadeCase], list[bytes]]:
    return compute


@pytest.fixture
def vectors() -> Callable[[str], list[tuple[str, bytes, bytes]]]:
    """`vectors("bn256Add")`: name, input, expected output of each vector."""

    def read(file: str) -> list[tuple[str, bytes, bytes]]:
        entries = json.loads((EIP / f"{file}.json").read_text())
        return [(entry["Name"], bytes.fromhex(entry["Input"]), bytes.fromhex(entry["Expected"])) for entry in entries]

    return read
