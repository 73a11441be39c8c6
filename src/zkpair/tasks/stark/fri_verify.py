"""`stark/fri_verify`: does the proof show a function of low degree? One byte, 1 or 0; whatever comes is answered."""

from __future__ import annotations

from zkpair.tasks.alterations import shapes
from zkpair.tasks.stark import fri_prove
from zkpair.tasks.stark.altered import altered_sections, grafted_sections, not_canonical
from zkpair.tasks.stark.fri_proof import read_fri_proof
from zkpair.tasks.stark.setting import DEFAULT
from zkpair.tasks.stark.soundness import fri_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected

WIRE_FORMAT = "winter-fri"


def prove_cell(cell: Cell) -> Cell:
    return Cell(fri_prove.TASK.id, cell.params, cell.size)


def needs(cell: Cell) -> dict[str, Need]:
    need = Need(prove_cell(cell), WIRE_FORMAT)
    return {f"proof#{i}": need for i in range(fri_prove.n_instances(cell.size))}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Honest proofs of different functions."""
    proofs = [{"proof": artefacts[f"proof#{i}"]} for i in range(fri_prove.n_instances(cell.size))]
    return CaseData(cell, seed, {}, proofs)


def false_cases(case: CaseData) -> list[FalseCase]:
    """Altered and malformed proofs, packed as instances of two cases (a worker each is expensive)."""
    proof, other = case.instances[0]["proof"], case.instances[1]["proof"]
    sections, others = (read_fri_proof(blob, case.cell.size, DEFAULT).sections for blob in (proof, other))
    altered = altered_sections(proof, sections, per_section=16) | grafted_sections(proof, sections, other, others)
    altered |= not_canonical(proof, sections, {"evaluations": 0})
    alterations = {"altered proofs": altered, "malformed proofs": shapes(proof)}
    packed = {label: [{"proof": wrong} for wrong in made.values()] for label, made in alterations.items()}
    return rejected(case, packed)


TASK = Task(
    id="stark/fri_verify",
    summary="FRI: does this proof show a function of low degree?",
    combinations=[Combination(params, fri_prove.SIZES) for params in fri_prove.FRI_PARAMS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="queries times log n hashes",
    exponent=0.0,
    size_name="domain size",
    security=fri_security,
)
