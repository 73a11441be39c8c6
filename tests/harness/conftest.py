"""A package from outside the repository, installed for the tests: a task of its own and implementations good and
bad."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zkpair import registry
from zkpair.artefacts import Store

PACKAGE = Path(__file__).parent / "toy_package"
CLASSES = {
    "python": "Plain",
    "quick": "Quick",
    "slow": "Slow",
    "wrong": "Wrong",
    "quick+again": "Quick",
    "elsewhere": "Elsewhere",
    "missing-elsewhere": "MissingElsewhere",
    "gullible": "Gullible",
    "forgetful": "Forgetful",
    "missing": "Missing",
    "hangs": "Hangs",
    "dies": "Dies",
    "chatty": "Chatty",
    "greedy": "Greedy",
    "perl": "Perl",
    "babbler": "Babbler",
    "flood": "Flood",
    "broken": "NoSuchClass",
}


@pytest.fixture(scope="session", autouse=True)
def toy_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install the toy package the way pip does: the code, and a dist-info folder with its entry points."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(PACKAGE / "zkpair_toy", site / "zkpair_toy")
    info = site / "zkpair_toy-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zkpair-toy\nVersion: 1.0\n")
    lines = ["[zkpair.tasks]", "toy/sum_squares = zkpair_toy.task:TASK", "[zkpair.implementations]"]
    lines += [f"toy/sum_squares:{name} = zkpair_toy.implementations:{cls}" for name, cls in CLASSES.items()]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(site), *([before] if before else [])])
    sys.path.insert(0, str(site))
    _forget()
    yield site
    sys.path.remove(str(site))
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
    _forget()


def _forget() -> None:
    importlib.invalidate_caches()
    registry._entries.cache_clear()
    registry.task.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")
