"""docs/comparing-proof-systems.md: filled by tools/comparing.py from cells that the tasks list."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from zkpair import registry

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def comparing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("comparing", ROOT / "tools" / "comparing.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return module


def test_every_cell_is_listed_and_about_as_long(comparing: ModuleType) -> None:
    for system in comparing.SYSTEMS:
        for cell in (system.prove, system.verify, system.setup):
            assert cell is None or cell in registry.task(cell.task).cells()
        assert abs(system.steps - 1020) < 5


def test_the_page_is_filled_and_its_runs_are_named(comparing: ModuleType) -> None:
    page = comparing.PAGE.read_text()
    figures = page.split("<!-- figures -->")[1].split("<!-- /figures -->")[0]
    rows = [line.split("|")[1:-1] for line in figures.strip().splitlines()]
    assert [cell.strip() for cell in rows[0][1:]] == [system.name for system in comparing.SYSTEMS]
    assert {f"**{what}**, Rust" for what in ("prove", "verify")} <= {row[0].strip() for row in rows}
    assert all(
        "–" not in cell.split("[")[0] for row in rows if "Rust" in row[0] and "key" not in row[0] for cell in row
    )
    runs = page.split("<!-- runs -->")[1].split("<!-- /runs -->")[0].strip().splitlines()
    assert runs and all(re.search(r"run `\d{8}T\d{6}Z-\w+`, commit `[0-9a-f]{12}`.*load \d", line) for line in runs)


def test_a_page_without_its_marks_is_not_written(comparing: ModuleType) -> None:
    assert comparing.filled("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "new") == "a\n<!-- x -->\nnew\n<!-- /x -->\nb"
    with pytest.raises(ValueError, match="x"):
        comparing.filled("no marks", "x", "new")
