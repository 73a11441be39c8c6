"""`halo2/verify`: does the proof convince? One byte, 1 or 0; whatever comes as proof or public element is
answered, what is no key is refused."""

from __future__ import annotations

from dataclasses import replace

from zkpair.tasks.halo.altered import shapes
from zkpair.tasks.halo2 import prove
from zkpair.tasks.halo2.altered import altered_messages, grafted_messages, other_publics, swapped_messages
from zkpair.tasks.halo2.soundness import proof_security
from zkpair.tasks.halo2.statement import COMBINATIONS, DECIDING, sizes
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected

WHOLE_LIMIT = 1 << 9
"""Up to this size every message is altered; above it the alterations are thinned out."""
THINNED = 40
WAYS = 2
GRAFTED = 16


def prove_cell(cell: Cell) -> Cell:
    return Cell.of(prove.TASK.id, cell.parameters, cell.size)


def needs(cell: Cell) -> dict[str, Need]:
    """The key, and the prover's output for two instances."""
    prover = prove_cell(cell)
    proofs = {f"proof#{i}": Need(prover, prove.WIRE_FORMAT) for i in range(prove.n_instances(prover))}
    return {**prove.needs(prover), **proofs}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Honest proofs of different statements."""
    case = prove.generate(prove_cell(cell), seed, artefacts)
    count = prove.n_instances(prove_cell(cell))
    proofs = [artefacts[f"proof#{i}"] for i in range(count)]
    return prove.verify_case(replace(case, instances=case.instances[:count]), proofs, prove.WIRE_FORMAT)


def false_cases(case: CaseData) -> list[FalseCase]:
    """Altered proofs and other statements, packed as instances of a few cases (a worker each is expensive)."""
    key, first, second = case.shared["key"], case.instances[0], case.instances[1]
    proof = first["proof"]
    others = grafted_messages(key, proof, second["proof"]) | swapped_messages(key, proof)
    wrong = list(altered_messages(key, proof, WAYS).values())
    wrong += list(others.values())[:: max(1, len(others) // GRAFTED)]
    if case.cell.size > WHOLE_LIMIT:
        wrong = wrong[:: max(1, len(wrong) // THINNED)]
    packed = {
        "altered proofs": [{**first, "proof": blob} for blob in wrong],
        "malformed proofs": [{**first, "proof": blob} for blob in shapes(proof).values()],
        "other statements": [{**first, "public": blob} for blob in other_publics(first["public"]).values()],
    }
    packed["other statements"] += [{**first, "public": second["public"]}, {**second, "public": first["public"]}]
    return rejected(case, packed) + prove.refused_keys(replace(case, instances=case.instances[:2]))


TASK = Task(
    id="halo2/verify",
    summary="halo2: is this proof of this public element right?",
    combinations=[
        Combination(params, sizes(params["circuit"]), deciding=(1 << 8, 1 << 11) if params == DECIDING else ())
        for params in COMBINATIONS
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="a sum of n points: n / log n with buckets",
    exponent=1.0,
    size_name="rows",
    security=proof_security,
)
