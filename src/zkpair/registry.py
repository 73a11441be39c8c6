"""Finding tasks and implementations by entry point. Our own come in by the same door as a stranger's.

Listing reads metadata and imports nothing of theirs; `task` imports one task; only a worker imports an implementation.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from zkpair.tasks.task import VARIANT, Task

TASKS = "zkpair.tasks"
IMPLEMENTATIONS = "zkpair.implementations"
COMMANDS = "zkpair.commands"


class RegistryError(LookupError):
    """An unknown or broken task, implementation or arm; says what there is instead."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, order=True)
class Arm:
    """An implementation with a number of threads: `rust@2`."""

    implementation: str
    threads: int = 1

    @staticmethod
    def parse(text: str) -> Arm:
        name, separator, threads = text.partition("@")
        plain = threads.isascii() and threads.isdecimal() and len(threads) <= 4
        if not name or (separator and not (plain and 1 <= int(threads) <= 1024)):
            raise RegistryError(
                f"{text!r:.80} is not an arm; write an implementation, or one with its threads: rust or rust@2"
            )
        return Arm(name, int(threads) if separator else 1)

    def __str__(self) -> str:
        return f"{self.implementation}@{self.threads}"


@cache
def _entries(group: str) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=group):
        other = found.setdefault(entry.name, entry)
        if other.value != entry.value:
            raise RegistryError(
                f"two packages register {entry.name!r} in {group}: {other.value} and {entry.value}; uninstall one"
            )
    return found


def task_ids() -> list[str]:
    return sorted(_entries(TASKS))


@cache
def task(task_id: str) -> Task:
    """The task of that id. RegistryError for an unknown id (with the nearest) or a module that does not load."""
    entry = _entries(TASKS).get(task_id)
    if entry is None:
        # A family that there is was hardly mistyped: snark/nope is none of stark's.
        family = [known for known in task_ids() if known.split("/")[0] == task_id.split("/")[0]]
        near = difflib.get_close_matches(task_id, family or task_ids(), n=1, cutoff=0.0 if family else 0.6)
        hint = f"did you mean {near[0]}?" if near else "`zkpair list` shows what there is"
        raise RegistryError(f"unknown task {task_id!r}; {hint}")
    try:
        found = entry.load()
    except Exception as error:
        raise RegistryError(f"task {task_id} does not load ({entry.value}): {type(error).__name__}: {error}") from error
    if not isinstance(found, Task) or found.id != task_id:
        raise RegistryError(f"task {task_id} ({entry.value}) is not a zkpair.tasks.task.Task with that id")
    return found


def task_entry(task_id: str) -> EntryPoint:
    """Which package and object a task id stands for."""
    return _entries(TASKS)[task_id]


def implementations(task_id: str, variants: bool = True) -> list[str]:
    """Names of the implementations of a task, plain Python first, then in alphabetical order.

    A variant, `name+what`, is an implementation with one thing set otherwise (`plonky3+scalar`: without SIMD).
    """
    names = [name.split(":", 1)[1] for name in _entries(IMPLEMENTATIONS) if name.split(":", 1)[0] == task_id]
    wanted = [name for name in names if variants or not is_variant(name)]
    return sorted(wanted, key=lambda name: (not name.startswith("python"), name))


def is_variant(implementation: str) -> bool:
    return VARIANT in implementation


def stem(implementation: str) -> str:
    """The implementation that a variant varies; an implementation itself."""
    return implementation.partition(VARIANT)[0]


def implementation_entry(task_id: str, name: str) -> EntryPoint:
    entry = _entries(IMPLEMENTATIONS).get(f"{task_id}:{name}")
    if entry is None:
        there = ", ".join(implementations(task_id)) or "none"
        raise RegistryError(f"{task_id} has no implementation {name!r}; it has: {there}")
    return entry


def commands() -> dict[str, EntryPoint]:
    return _entries(COMMANDS)
