"""Chains of attribution (`chains.toml`): from the first arm to the last, one change a step, each step a measured pair.

A stage names a cell and an arm; `change` says what is new in it. Cells may differ along a chain (another hash, another
field), which one block of a cell cannot compare: a chain measures neighbours in blocks of their own, and the two ends.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zkpair import registry
from zkpair.registry import Arm, RegistryError
from zkpair.tasks.task import Cell

DEFAULT_PATH = Path("chains.toml")


class ChainError(ValueError):
    """A chains file that cannot be used: names the file, the chain and the stage."""


@dataclass(frozen=True)
class Stage:
    """`change`: what this stage changes of the one before (empty in the first)."""

    change: str
    cell: Cell
    arm: Arm


@dataclass(frozen=True)
class Chain:
    """`title`: what it is the attribution of. At least two stages."""

    id: str
    title: str
    stages: Sequence[Stage]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Neighbours, then the ends (where that is another pair)."""
        last = len(self.stages) - 1
        return [*((i, i + 1) for i in range(last)), *([(0, last)] if last > 1 else [])]

    def at(self, size: int) -> Chain:
        """The same chain at another size."""
        stages = [Stage(s.change, Cell(s.cell.task, s.cell.params, size), s.arm) for s in self.stages]
        return Chain(self.id, self.title, stages)


def load_chains(path: Path) -> list[Chain]:
    """Read a chains file. Raises ChainError that names the chain and the stage at fault."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("chain", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChainError(f"{path}: not a chains file: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ChainError(f"{path}: chains are tables named [[chain]]")
    chains = [_chain(row, f"{path}: chain {number}") for number, row in enumerate(rows, start=1)]
    for chain in chains:
        if [other.id for other in chains].count(chain.id) > 1:
            raise ChainError(f"{path}: {chain.id!r} names several chains; ids must differ")
    return chains


def chosen(chains: Sequence[Chain], chain_id: str) -> Chain:
    """The chain of that id. ChainError says which there are."""
    found = next((chain for chain in chains if chain.id == chain_id), None)
    if found is None:
        there = ", ".join(chain.id for chain in chains) or "none"
        raise ChainError(f"no chain {chain_id!r}; there are: {there}")
    return found


def _chain(row: dict[str, Any], place: str) -> Chain:
    chain_id, title, task = (_text(row, name, place) for name in ("id", "title", "task"))
    size, stages = row.get("size"), row.get("stage")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise ChainError(f"{place}: size must be a positive number")
    if not isinstance(stages, list) or len(stages) < 2 or not all(isinstance(stage, dict) for stage in stages):
        raise ChainError(f"{place}: needs at least two [[chain.stage]]")
    return Chain(
        chain_id, title, [_stage(stage, task, size, f"{place}, stage {n}") for n, stage in enumerate(stages, start=1)]
    )


def _stage(row: dict[str, Any], task: str, size: int, place: str) -> Stage:
    params = row.get("params")
    if not isinstance(params, dict) or not all(isinstance(value, str) for value in params.values()):
        raise ChainError(f"{place}: params must be a table of texts")
    change = _text(row, "change", place) if "change" in row else ""
    try:
        arm = Arm.parse(_text(row, "arm", place))
        cell = Cell.of(task, params, size)
        if registry.task(task).combination(cell) is None:
            raise ChainError(f"{place}: {task} has no combination {params}")
        registry.implementation_entry(task, arm.implementation)
    except RegistryError as error:
        raise ChainError(f"{place}: {error}") from error
    return Stage(change, cell, arm)


def _text(row: dict[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise ChainError(f"{place}: {name} must be a text")
    return value
