"""What the STARK tests share: honest traces, proofs made once, winterfell's own proofs."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from zkpair_python.stark.air import Air
from zkpair_python.stark.airs import make_air
from zkpair_python.stark.extension import Ext, encode_extension
from zkpair_python.stark.field import GENERATOR
from zkpair_python.stark.hashing import sha3_256
from zkpair_python.stark.options import SETTINGS
from zkpair_python.stark.polynomial import evaluate_ext_on_coset
from zkpair_python.stark.proof import encode_proof
from zkpair_python.stark.prover import Prover

GOLDEN = Path(__file__).parent / "golden"


@cache
def beside(name: str) -> ModuleType:
    """A module of this folder that is no test."""
    spec = importlib.util.spec_from_file_location(f"stark_{name}", Path(__file__).parent / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def make_statement(name: str, log_n: int) -> tuple[Air, list[list[int]]]:
    columns, public = getattr(beside("traces"), name)(1 << log_n)
    return make_air(name, 1 << log_n, public), columns


@cache
def make_proof(name: str, log_n: int, setting: str = "default") -> bytes:
    air, columns = make_statement(name, log_n)
    options = SETTINGS[setting]
    return encode_proof(Prover(air, options, sha3_256).prove(columns), air, options)


@pytest.fixture(scope="session")
def traces() -> ModuleType:
    return beside("traces")


@pytest.fixture(scope="session")
def cheats() -> ModuleType:
    return beside("cheats")


@pytest.fixture(scope="session")
def statement() -> Callable[[str, int], tuple[Air, list[list[int]]]]:
    """(AIR with public inputs, main trace) of an AIR's name and log2 of the length."""
    return make_statement


@pytest.fixture(scope="session")
def proven() -> Callable[..., bytes]:
    """The proof's bytes with SHA3-256: AIR's name, log2 of the length, setting."""
    return make_proof


@pytest.fixture(scope="session")
def golden() -> Callable[[str], bytes]:
    """A proof that winterfell made, by its name."""
    return lambda name: (GOLDEN / f"{name}.proof").read_bytes()


@pytest.fixture(scope="session")
def digests() -> dict[str, dict[str, Any]]:
    """Of all the proofs that winterfell made: sha256, bytes, public, winterfell_bits."""
    found: dict[str, dict[str, Any]] = json.loads((GOLDEN / "digests.json").read_text())
    return found


@pytest.fixture(scope="session")
def low_degree_word() -> Callable[[int], bytes]:
    """The evaluations on 7·⟨ω_n⟩ of the polynomial of the golden FRI proofs, Σ_{j<n/8} (j + 1, j² + 5)·X^j."""

    def make(n: int) -> bytes:
        coefficients = [Ext(j + 1, j * j + 5) for j in range(n // 8)]
        return encode_extension(evaluate_ext_on_coset(coefficients, GENERATOR, n))

    return make


@pytest.fixture
def make_case() -> Callable[..., SimpleNamespace]:
    """A case as the harness gives it to an implementation."""

    def make(task: str, params: dict[str, str], size: int, *instances: dict[str, bytes]) -> SimpleNamespace:
        return SimpleNamespace(task=task, params=params, size=size, seed=0, shared={}, instances=list(instances))

    return make
