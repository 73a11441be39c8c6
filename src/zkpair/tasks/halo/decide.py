"""`halo/decide`: do m openings and their accumulation all hold? One byte, 1 or 0; one linear check for all."""

from __future__ import annotations

from zkpair.tasks.halo import accumulate
from zkpair.tasks.halo.accumulate import altered_accumulations, one_bad_opening
from zkpair.tasks.halo.accumulation import OPENING_BYTES
from zkpair.tasks.halo.altered import refused_params, shapes
from zkpair.tasks.halo.soundness import accumulation_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected


def accumulate_cell(cell: Cell) -> Cell:
    return Cell(accumulate.TASK.id, cell.params, cell.size)


def needs(cell: Cell) -> dict[str, Need]:
    need = Need(accumulate_cell(cell), accumulate.WIRE_FORMAT)
    accumulations = {f"accumulation#{i}": need for i in range(accumulate.INSTANCES)}
    return accumulate.needs(accumulate_cell(cell)) | accumulations


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Honest openings with honest accumulations."""
    case = accumulate.generate(accumulate_cell(cell), seed, artefacts)
    return accumulate.decide_case(case, [artefacts[f"accumulation#{i}"] for i in range(accumulate.INSTANCES)], "")


def false_cases(case: CaseData) -> list[FalseCase]:
    first, second = case.instances[0], case.instances[1]
    openings, accumulation = first["openings"], first["accumulation"]
    other = [second["openings"], openings[OPENING_BYTES:] + openings[:OPENING_BYTES], *shapes(openings).values()]
    packed = {
        "altered accumulations": [
            {**first, "accumulation": wrong}
            for wrong in [*altered_accumulations(accumulation).values(), second["accumulation"]]
        ],
        "one bad opening": [{**first, "openings": wrong} for wrong in one_bad_opening(openings).values()],
        "other openings": [{**first, "openings": wrong} for wrong in other if wrong != openings],
    }
    return rejected(case, packed) + refused_params(case)


TASK = Task(
    id="halo/decide",
    summary="Halo: do all of these openings hold?",
    combinations=[Combination(accumulate.PARAMS, accumulate.SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="openings",
    work=lambda cell: float(cell.size),
    complexity="m + 1 sums of 2k terms and one of n",
    exponent=1.0,
    size_name="openings",
    security=accumulation_security,
)
