"""Each implementation gives what the judge takes, leaves its state alone, and refuses what is false by name."""

from __future__ import annotations

from importlib import import_module

import pytest

from zkpair.tasks.task import CaseData, Cell


def case_of(hand_made, case: CaseData):
    cell = case.cell
    return hand_made(cell.task, cell.size, case.instances, cell.parameters)


def cells(task):
    smallest = 1 if task.id == "binding/pipeline" else 3
    combinations = task.combinations[:smallest]
    return [Cell.of(task.id, c.params, size) for c in combinations for size in c.sizes[:smallest]]


def cases(name):
    """Of the smaller sizes of each combination: drawn ones, and those at the corners."""
    task = import_module(f"zkpair.tasks.binding.{name}").TASK
    for cell in cells(task):
        yield task, task.generate(cell, 5, {})
        yield from ((task, edge) for edge in task.edge_cases(cell))


def test_outputs_are_right_and_states_stay(implementation, hand_made):
    name, loaded = implementation
    assert loaded.available() is None
    for task, case in cases(name):
        for threads in (1, 2, 3, 8) if loaded.parallel else (1,):
            states = loaded.prepare(case_of(hand_made, case), threads)
            assert len(states) == len(case.instances)
            for i, state in enumerate(states):
                first = loaded.encode(loaded.run(state))
                assert task.judge(case, i, first) is None, (case.cell, i)
                assert loaded.encode(loaded.run(state)) == first


def test_false_cases_are_refused_by_name(implementation, hand_made):
    name, loaded = implementation
    task = import_module(f"zkpair.tasks.binding.{name}").TASK
    for combination in task.combinations:
        case = task.generate(Cell.of(task.id, combination.params, min(combination.sizes)), 1, {})
        for false in task.false_cases(case):
            with pytest.raises(ValueError) as refusal:
                loaded.prepare(case_of(hand_made, false.case), 1)
            assert type(refusal.value).__name__.endswith("Error")
            assert type(refusal.value) is not ValueError, false.label


def test_missing_blobs_sizes_and_parameters_are_refused(implementation, hand_made):
    name, loaded = implementation
    task = import_module(f"zkpair.tasks.binding.{name}").TASK
    case = task.generate(Cell.of(task.id, task.combinations[0].params, min(task.combinations[0].sizes)), 1, {})
    for blob in case.instances[0]:
        poor = [{key: value for key, value in case.instances[0].items() if key != blob}]
        with pytest.raises(ValueError, match=f"'{blob}' is missing"):
            loaded.prepare(hand_made(task.id, case.cell.size, poor, case.cell.parameters), 1)
    with pytest.raises(ValueError, match="size 0"):
        loaded.prepare(hand_made(task.id, 0, case.instances, case.cell.parameters), 1)
    for parameter in case.cell.parameters:
        with pytest.raises(ValueError, match=parameter):
            loaded.prepare(hand_made(task.id, case.cell.size, case.instances, {parameter: "other"}), 1)
