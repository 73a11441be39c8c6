"""The floors of the tuned baseline (floors.toml): a cell, CPU seconds, and who is held to them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zkpair import registry
from zkpair.measure.snapshot import Wanted, headlines
from zkpair.tasks.task import Cell, Task

FILE = Path(os.environ.get("ZKPAIR_ASV_FLOORS") or Path(__file__).with_name("floors.toml"))


class FloorsError(ValueError):
    """The file of floors says something that cannot be used."""


@dataclass(frozen=True)
class Floor:
    """`cpu_s`: CPU seconds of one run that the first of `implementations` may take."""

    cell: Cell
    cpu_s: float
    implementations: tuple[str, ...]

    def used_percent(self, cpu_s: Sequence[float]) -> float:
        """Percent of the floor that is used, at most 100 where it holds.

        The smallest of the samples: a floor is stated for a quiet machine, and a neighbour only ever adds.
        """
        return 100 * min(cpu_s) / self.cpu_s


def floors(path: Path = FILE) -> list[Floor]:
    """Every floor of the file. Raises FloorsError, with the file and the entry."""
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FloorsError(f"{path}: {error}") from error
    found = []
    for number, entry in enumerate(table.get("floor", []), 1):
        try:
            found.append(floor_of(entry))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FloorsError(f"{path}, floor {number}: {type(error).__name__}: {error}") from error
    return found


def narrowed(path: Path = FILE) -> dict[tuple[str, tuple[tuple[str, str], ...]], tuple[str, ...]]:
    """Task and parameters -> the implementations of that headline, where others of the task do other cells only."""
    found = {}
    for entry in tomllib.loads(path.read_text()).get("headline", []):
        cell = Cell.of(str(entry["task"]), entry["params"], 1)
        found[cell.task, cell.params] = tuple(entry["implementations"])
    return found


def floor_of(entry: dict[str, Any]) -> Floor:
    """Raises KeyError, TypeError, ValueError or AttributeError for an entry that is none."""
    names, params = entry["implementations"], entry["params"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError("implementations must be a list that names one at least")
    if not all(isinstance(value, str) for value in params.values()):
        raise ValueError("params must be texts")
    cpu_s = float(entry["cpu_s"])
    if not 0 < cpu_s < float("inf"):
        raise ValueError("cpu_s must be above 0")
    return Floor(Cell.of(str(entry["task"]), params, int(entry["size"])), cpu_s, tuple(names))


def wanted(task: Task) -> list[Wanted]:
    """What the history measures of a task: its headlines, and the cells of its floors that are not among them."""
    only = narrowed()
    cells = [
        replace(one, implementations=kept)
        for one in headlines(task)
        for names in [only.get((one.cell.task, one.cell.params), one.implementations)]
        if (kept := tuple(name for name in one.implementations if name in names))
    ]
    here = registry.implementations(task.id)
    for floor in floors():
        known = tuple(name for name in floor.implementations if name in here)
        if floor.cell.task == task.id and known and floor.cell not in {one.cell for one in cells}:
            cells.append(Wanted(floor.cell, known, headline=False))
    return cells
