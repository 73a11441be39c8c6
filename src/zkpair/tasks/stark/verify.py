"""`stark/verify`: does the proof convince? One byte, 1 or 0; whatever comes as proof or public elements is answered."""

from __future__ import annotations

from dataclasses import replace

from zkpair.tasks.stark import prove
from zkpair.tasks.stark.setting import field_of
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Need, Task

ACCEPTED, REJECTED = b"\1", b"\0"
PLONKY3 = "plonky3"
VERIFY_PARAMS = (
    *({**p, "format": prove.WINTERFELL} for p in prove.PROVE_PARAMS if p["field"] == "goldilocks"),
    *({**p, "format": PLONKY3} for p in prove.PROVE_PARAMS),
)


def prove_cell(cell: Cell) -> Cell:
    """The prover's cell that makes the proofs."""
    params = {name: value for name, value in cell.params if name != "format"}
    return Cell.of(prove.TASK.id, params, cell.size)


def needs(cell: Cell) -> dict[str, Need]:
    """The prover's output for each of its instances, in the cell's format."""
    need = Need(prove_cell(cell), cell.parameters["format"])
    return {f"proof#{i}": need for i in range(prove.n_instances(cell.size))}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Honest proofs of different statements."""
    case = prove.generate(prove_cell(cell), seed, {})
    proofs = [artefacts[f"proof#{i}"] for i in range(len(case.instances))]
    return replace(prove.verify_case(case, proofs, cell.parameters["format"]), cell=cell)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """The truth is known: the proofs of a case are honest (a false one comes as a false case, with its answer)."""
    if output == ACCEPTED:
        return None
    return "an honest proof was rejected" if output == REJECTED else f"{output[:8]!r} is neither 0 nor 1 in one byte"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    wrong = {"rejected": REJECTED, "empty": b"", "two bytes": b"\1\1", "neither 0 nor 1": b"\2", "the digit": b"1"}
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    """Altered proofs and other statements, packed as instances of a few cases (a worker each is expensive)."""
    first, second = case.instances[0], case.instances[1]
    proof, public = first["proof"], first["public"]
    width = field_of(case.cell).element_bytes
    bytes_altered = {i: proof[:i] + bytes([proof[i] ^ 1]) + proof[i + 1 :] for i in range(0, len(proof), 997)}
    packed = {
        "altered proofs": [{**first, "proof": wrong} for wrong in bytes_altered.values()],
        "malformed proofs": [{**first, "proof": wrong} for wrong in (b"", proof[:-1], proof + b"\0", proof[:100])],
        "other statements": [
            {**first, "proof": second["proof"]},
            {**first, "public": second["public"]},
            {**first, "public": public[:-width]},
            {**first, "public": public + bytes(width)},
            {**first, "public": b"\xff" * width + public[width:]},
        ],
    }
    return [FalseCase(label, replace(case, instances=made), "answer", REJECTED) for label, made in packed.items()]


TASK = Task(
    id="stark/verify",
    summary="STARK: is this proof of these public elements right?",
    combinations=[Combination(params, prove.SIZES) for params in VERIFY_PARAMS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="queries times log n hashes",
    exponent=0.0,
    size_name="trace length",
)
