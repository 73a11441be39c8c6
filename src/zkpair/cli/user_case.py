"""The user's own files as a case: the options come from what the tasks declare (`Task.user_inputs`)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.registry import RegistryError
from zkpair.tasks.task import CaseData, Task, UserInput

F = TypeVar("F", bound=Callable[..., Any])


def _declared() -> dict[str, UserInput]:
    """Every input that an installed task takes, by the name of its option."""
    found: dict[str, UserInput] = {}
    for task_id in registry.task_ids():
        with contextlib.suppress(RegistryError):  # a task that does not load says so when it is asked for
            for wanted in registry.task(task_id).user_inputs:
                found.setdefault(wanted.name, wanted)
    return found


def with_user_inputs(function: F) -> F:
    """An option for each declared input."""
    for wanted in reversed(_declared().values()):
        function = click.option(
            f"--{wanted.name}",
            wanted.name.replace("-", "_"),
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=wanted.help,
        )(function)
    return function


def user_case(tasks: tuple[str, ...], files: Mapping[str, Path | None], seed: int, store: Store) -> CaseData:
    """The case of the user's files for the one task that is named. Errors name the file, the place and what to do."""
    given = {name.replace("_", "-"): path for name, path in files.items() if path is not None}
    task = _the_task(tasks, given)
    taken = {wanted.name: wanted for wanted in task.user_inputs}
    for name in given:
        if name not in taken:
            raise click.UsageError(f"{task.id} takes no --{name}; it takes: {', '.join('--' + n for n in taken)}")
    missing = [name for name, wanted in taken.items() if wanted.required and name not in given]
    if missing:
        wants = " and ".join(f"--{name} ({taken[name].help.rstrip('.')})" for name in missing)
        raise click.UsageError(f"{task.id} needs {wants} as well")
    for path in given.values():
        if not path.is_file():  # a device may never end, a pipe can be read only once
            raise click.ClickException(f"{path}: not an ordinary file; give a file")
    assert task.from_files is not None
    try:
        return task.from_files(given, seed, store.outputs_of)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _the_task(tasks: tuple[str, ...], given: Mapping[str, Path]) -> Task:
    if len(tasks) != 1:
        wants = ", ".join(f"--{name}" for name in given)
        raise click.UsageError(f"{wants}: name the one task to run on your files, e.g. zkpair run snark/groth16_prove")
    task = registry.task(tasks[0])
    if task.from_files is None:
        raise click.UsageError(f"{task.id} takes no files of yours")
    return task
