"""`stark/fri_verify`: does the proof show a function of low degree? One byte, 1 or 0; whatever comes is answered."""

from __future__ import annotations

from dataclasses import replace

from zkpair.tasks.stark import fri_prove
from zkpair.tasks.stark.verify import REJECTED, false_outputs, judge
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task

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
    altered = [proof[:i] + bytes([proof[i] ^ 1]) + proof[i + 1 :] for i in range(0, len(proof), 499)]
    half = len(proof) // 2
    malformed = [b"", proof[:-1], proof + b"\0", proof[:1], proof[:half] + other[half:]]
    packed = {"altered proofs": altered, "malformed proofs": malformed}
    return [
        FalseCase(label, replace(case, instances=[{"proof": wrong} for wrong in made]), "answer", REJECTED)
        for label, made in packed.items()
    ]


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
)
