"""Every installed implementation of inference/predict does the same work, on networks and on a user's own model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.conformance.conform import conform
from zkpair.conformance.proven import ABSENT, CONFORMANT, Proven
from zkpair.tasks.inference import own_model
from zkpair.tasks.inference.models import MODELS, images, model
from zkpair.tasks.task import Cell
from zkpair_graph.to_onnx import to_onnx

TASK = "inference/predict"


def arms(*without: str) -> list[str]:
    return [name for name in registry.implementations(TASK) if name not in without]


def all_the_same(proven: Proven) -> None:
    failed = [f"{check.name}: {check.detail}" for check in proven.record.checks if not check.passed]
    assert not failed
    assert set(proven.record.status.values()) <= {CONFORMANT, *ABSENT}, proven.record.reasons
    assert proven.record.status["onnxruntime"] == CONFORMANT


def test_lenet_in_every_engine(tmp_path: Path) -> None:
    """torch, whose start alone takes seconds, has its turn among the slow tests."""
    names = arms("torch")
    proven = conform(Cell.of(TASK, {"model": "lenet"}, 1), names, Store(tmp_path), 1)
    all_the_same(proven)
    graphs = [check.name for check in proven.record.checks if check.name.startswith("onnxruntime: a graph")]
    assert len(graphs) >= 15, "malformed graphs are refused by each"


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1, 64])
@pytest.mark.parametrize("name", MODELS)
def test_every_network_in_every_engine(name: str, batch: int, tmp_path: Path) -> None:
    """Plain Python needs minutes for the larger ones at batch 64."""
    slow = ("python",) if batch > 1 and name not in ("mlp", "lenet") else ()
    all_the_same(conform(Cell.of(TASK, {"model": name}, batch), arms(*slow), Store(tmp_path), 1))


@pytest.mark.slow
def test_a_users_own_model_in_every_engine(tmp_path: Path) -> None:
    (tmp_path / "my.onnx").write_bytes(to_onnx(model("lenet").float_graph))
    np.save(tmp_path / "x.npy", images()[:3])
    files = {"onnx": tmp_path / "my.onnx", "inputs": tmp_path / "x.npy"}
    case = own_model.from_files(files, 1, lambda case: [])
    all_the_same(conform(case.cell, arms(), Store(tmp_path / "cache"), 1, case))
