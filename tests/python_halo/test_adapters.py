"""Every Halo task: both implementations answer alike, judges agree, what is false is refused or answered 0."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from zkpair.tasks.task import CaseData, Task

Load = Callable[[str, str], Any]
MakeCase = Callable[..., CaseData]
Compute = Callable[[Any, CaseData], list[bytes]]

IPA = ["halo/ipa_commit", "halo/ipa_open", "halo/ipa_verify"]
SUMMED = {"n": "1024"}


def task_of(task_id: str) -> Task:
    task: Task = import_module("zkpair.tasks." + task_id.replace("/", ".")).TASK
    return task


@pytest.mark.parametrize("task_id", IPA)
def test_same_bytes_and_judged(task_id: str, load: Load, make_case: MakeCase, compute: Compute) -> None:
    task, case = task_of(task_id), make_case(task_id, {}, 16)
    for each in (case, *task.edge_cases(case.cell)):
        plain, tuned = (compute(load(task_id, name), each) for name in ("python", "python-tuned"))
        assert plain == tuned
        assert [task.judge(each, i, output) for i, output in enumerate(tuned)] == [None] * len(tuned)


@pytest.mark.parametrize("task_id", IPA)
def test_false_outputs(task_id: str, load: Load, make_case: MakeCase, compute: Compute) -> None:
    task, case = task_of(task_id), make_case(task_id, {}, 16)
    honest = compute(load(task_id, "python-tuned"), case)
    for false in task.false_outputs(case, 0, honest[0]):
        assert task.judge(case, 0, false.output) is not None, false.label
    if task_id != "halo/ipa_verify":
        assert task.judge(case, 0, honest[1]) is not None


def check_false_cases(loaded: Any, task: Task, case: CaseData, compute: Compute) -> None:
    for false in task.false_cases(case):
        if false.expected == "refuse":
            with pytest.raises(ValueError):
                compute(loaded, false.case)
        else:
            answers = compute(loaded, false.case)
            wrong = [i for i, answer in enumerate(answers) if answer != false.output]
            assert not wrong, (false.label, wrong)


@pytest.mark.parametrize("task_id", IPA)
def test_false_cases(task_id: str, load: Load, make_case: MakeCase, compute: Compute) -> None:
    check_false_cases(load(task_id, "python-tuned"), task_of(task_id), make_case(task_id, {}, 16), compute)


@pytest.mark.slow
def test_accumulation(load: Load, make_case: MakeCase, compute: Compute) -> None:
    """Two openings: the tuned accumulation is judged, decided by both, and every alteration is found."""
    task, case = task_of("halo/accumulate"), make_case("halo/accumulate", SUMMED, 2)
    honest = compute(load("halo/accumulate", "python-tuned"), case)
    assert [task.judge(case, i, output) for i, output in enumerate(honest)] == [None, None]
    assert task.judge(case, 0, honest[1]) is not None
    check_false_cases(load("halo/accumulate", "python-tuned"), task, case, compute)
    decided = make_case("halo/decide", SUMMED, 2)
    for name in ("python", "python-tuned"):
        assert compute(load("halo/decide", name), decided) == [b"\1", b"\1"]


@pytest.mark.slow
def test_decisions(load: Load, make_case: MakeCase, compute: Compute) -> None:
    case = make_case("halo/decide", SUMMED, 2)
    check_false_cases(load("halo/decide", "python-tuned"), task_of("halo/decide"), case, compute)
