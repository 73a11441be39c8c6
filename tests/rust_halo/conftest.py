"""Cases of the Halo tasks with artefacts by Rust, and what an implementation answers to them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import SimpleNamespace

from zkpair.tasks.task import Cell, Need


def implementation(name):
    """`halo/ipa_open:rust` as it is registered."""
    (entry,) = entry_points(group="zkpair.implementations", name=name)
    return entry.load()()


def task_of(task_id):
    return import_module("zkpair.tasks." + task_id.replace("/", ".")).TASK


def as_case(case):
    """As a worker hands it over."""
    cell = case.cell
    return SimpleNamespace(
        task=cell.task, params=cell.parameters, size=cell.size, shared=case.shared, instances=case.instances
    )


def outputs(loaded, case):
    """The encodings of all instances."""
    return [loaded.encode(loaded.run(state)) for state in loaded.prepare(as_case(case), 1)]


@cache
def case_of(task_id, params, size, seed=1):
    """The case of a cell, its parameters as pairs."""
    task = task_of(task_id)
    cell = Cell.of(task_id, dict(params), size)
    artefacts = {}
    for name, needed in task.needs(cell).items():
        made = answers_of(needed.cell if isinstance(needed, Need) else needed, seed)
        artefacts[name] = made[int(name.partition("#")[2])]
    return task.generate(cell, seed, artefacts)


@cache
def answers_of(cell, seed):
    """Rust's."""
    case = case_of(cell.task, cell.params, cell.size, seed)
    return outputs(implementation(f"{cell.task}:rust"), case)


def not_caught(loaded, task, case):
    """The false cases that are answered as if they were none, and those that are refused by no error of ours."""
    from zkpair_rust.errors import InputError

    found = []
    for false in task.false_cases(case):
        if false.expected == "refuse":
            try:
                outputs(loaded, false.case)
            except InputError:
                continue
            found.append(false.label)
        else:
            answers = outputs(loaded, false.case)
            found += [(false.label, i) for i, answer in enumerate(answers) if answer != false.output]
    return found
