"""`algebra/msm` over Pallas and Vesta: both implementations against the judge, refusals, false outputs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from zkpair.tasks.algebra.msm import TASK
from zkpair.tasks.arithmetic import pasta
from zkpair.tasks.task import CaseData, Cell
from zkpair_python.algebra.msm import Python
from zkpair_python.algebra.msm_tuned import PythonTuned
from zkpair_python.errors import InputError
from zkpair_python.halo.field import FP, FQ

curves = pytest.mark.parametrize("curve", ["pallas", "vesta"])
implementations = pytest.mark.parametrize("implementation", [Python(), PythonTuned()], ids=["python", "python-tuned"])


def as_case(case: CaseData) -> Any:
    cell = case.cell
    return SimpleNamespace(
        task=cell.task, params=cell.parameters, size=cell.size, shared=case.shared, instances=case.instances
    )


def outputs(implementation: Any, case: CaseData) -> list[bytes]:
    return [implementation.encode(implementation.run(state)) for state in implementation.prepare(as_case(case), 1)]


@curves
@implementations
def test_sums(curve: str, implementation: Any) -> None:
    if implementation.available():
        pytest.skip(implementation.available())
    cell = Cell.of("algebra/msm", {"curve": curve}, 16)
    for case in (TASK.generate(cell, 1, {}), *TASK.edge_cases(cell)):
        made = outputs(implementation, case)
        assert [TASK.judge(case, i, output) for i, output in enumerate(made)] == [None] * len(made)
    case = TASK.generate(cell, 1, {})
    honest = outputs(implementation, case)
    for false in TASK.false_outputs(case, 0, honest[0]):
        assert TASK.judge(case, 0, false.output) is not None, false.label
    assert TASK.judge(case, 0, honest[1]) is not None
    for refused in TASK.false_cases(case):
        with pytest.raises(InputError):
            implementation.prepare(as_case(refused.case), 1)


@pytest.mark.parametrize("field", [FP, FQ], ids=lambda field: field.name)
def test_two_square_roots(field: Any) -> None:
    """The harness' table of logarithms against Tonelli and Shanks."""
    p = field.modulus
    assert p in (pasta.FP, pasta.FQ)
    generator = field.root_of_unity
    for value in (0, 1, 2, 5, p - 1, *(pow(generator, 1 << m, p) for m in range(33)), *range(100, 140)):
        root, other = pasta.square_root(value, p), field.sqrt(value)
        assert (root is None) == (other is None)
        assert root is None or root in (other, -other % p)
