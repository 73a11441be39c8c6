"""The files of the walk-through, taken from docs/adding-a-pair.md itself, so that the page cannot rot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-pair.md"
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="session")
def walk_through() -> dict[str, str]:
    """Path in the package -> text."""
    return dict(BLOCK.findall(PAGE.read_text()))
