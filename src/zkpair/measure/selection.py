"""What a run is asked for: tasks by glob, parameters, sizes, arms; and the cells that follow from it."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zkpair import registry
from zkpair.registry import Arm, RegistryError
from zkpair.tasks.task import Cell, Combination, Task, size_label

_SIZE = re.compile(r"([0-9]{1,13})(?:\^([0-9]{1,2}))?")
"""So short that no tower of digits is computed for hours."""


@dataclass(frozen=True)
class Selection:
    """`patterns`: globs over task ids, () for all. `params`: wanted values by parameter, "" for combinations without
    that parameter. `arms`: () for the default ones."""

    patterns: Sequence[str] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    sizes: Sequence[int] = ()
    arms: Sequence[Arm] = ()

    @property
    def everything(self) -> bool:
        return not self.patterns and not self.params and not self.sizes


def parse_size(text: str) -> int:
    """`4096`, `2^12`. ValueError otherwise."""
    parts = _SIZE.fullmatch(text.strip())
    size = int(parts[1]) ** int(parts[2] or 1) if parts else 0
    if size < 1 or size > 1 << 40:
        raise ValueError(f"{text!r:.60} is not a size; write a number or a power: 4096 or 2^12")
    return size


def matching_ids(patterns: Sequence[str]) -> list[str]:
    """The task ids that the globs name, () for all. RegistryError for a glob that names none."""
    wanted: dict[str, None] = {}
    for pattern in patterns or ["*"]:
        matched = fnmatch.filter(registry.task_ids(), pattern)
        if not matched:
            if any(c in pattern for c in "*?["):
                raise RegistryError(f"no task matches {pattern!r}; `zkpair list` shows what there is")
            registry.task(pattern)  # raises, with the nearest name
        wanted.update(dict.fromkeys(matched))
    return list(wanted)


def tasks(selection: Selection) -> list[Task]:
    """The selected tasks."""
    return [registry.task(task_id) for task_id in matching_ids(selection.patterns)]


def combinations(selection: Selection) -> Iterator[tuple[Task, Combination]]:
    """Every combination that fits the wanted parameters. RegistryError when none does."""
    found = False
    chosen = tasks(selection)
    names = {name for task in chosen for combination in task.combinations for name in combination.params}
    for name, value in selection.params.items():
        if not value and name not in names:  # else a name mistyped would ask for everything
            raise RegistryError(f"{_who(selection)} parameter {name!r}; `zkpair list` shows what there is")
    for task in chosen:
        for combination in task.combinations:
            if not combination.sizes:  # made of user files only
                continue
            if all(combination.params.get(name, "") == value for name, value in selection.params.items()):
                found = True
                yield task, combination
    if not found:
        wanted = ", ".join(f"{name}={value}" for name, value in selection.params.items())
        raise RegistryError(f"{_who(selection)} {wanted or 'sizes of its own'}; `zkpair list` shows what there is")


def _who(selection: Selection) -> str:
    """The subject of a complaint: a task by its name where one was named."""
    named = [pattern for pattern in selection.patterns if pattern in registry.task_ids()]
    return f"{named[0]} has no" if len(selection.patterns) == 1 and named else "no selected task has"


def cells(selection: Selection) -> list[Cell]:
    """The cells of wanted sizes. RegistryError names a size that no selected task lists."""
    found = [
        Cell.of(task.id, combination.params, size)
        for task, combination in combinations(selection)
        for size in combination.sizes
        if not selection.sizes or size in selection.sizes
    ]
    missing = [size for size in selection.sizes if all(cell.size != size for cell in found)]
    if missing:
        listed = sorted({size for _, combination in combinations(selection) for size in combination.sizes})
        there = ", ".join(map(size_label, listed))
        raise RegistryError(f"{_who(selection)} size {size_label(missing[0])}; there are: {there}")
    return found


def is_headline(cell: Cell) -> bool:
    """Does a target count this cell?"""
    combination = registry.task(cell.task).combination(cell)
    headline = combination.headline if combination else None
    return headline is not None and cell.size in (headline.quick_size, headline.full_size)


def check(selection: Selection) -> None:
    """Raise RegistryError for anything that names nothing: a glob, a parameter, a size, an arm. Before anything
    starts. A task that is named in full must have what is asked for; one that a glob found need not."""
    cells(selection)
    for name in selection.patterns:
        if name in registry.task_ids():
            alone = replace(selection, patterns=[name])
            there = {size for _, combination in combinations(alone) for size in combination.sizes}
            if selection.sizes and there.isdisjoint(selection.sizes):
                cells(alone)  # says which sizes there are
    known = {name for task in tasks(selection) for name in registry.implementations(task.id)}
    for arm in selection.arms:
        if arm.implementation not in known:
            names = ", ".join(sorted(known)) or "none"
            raise RegistryError(f"no selected task has an implementation {arm.implementation!r}; there are: {names}")
