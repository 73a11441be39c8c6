"""`halo2/verify_batch`: do all of m proofs of one circuit hold, each for its public element? One byte, 1 or 0.

A verifier's last step is a sum over all n generators. Those of many proofs can be combined by random factors into one
sum, which is what halo2's `BatchVerifier` does; the variant `one-by-one` makes one for each.
"""

from __future__ import annotations

from zkpair.tasks.alterations import flipped
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES
from zkpair.tasks.halo.altered import shapes
from zkpair.tasks.halo2 import prove
from zkpair.tasks.halo2.altered import other_publics
from zkpair.tasks.halo2.soundness import batch_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected

SIZES = (1, 4, 16, 64)
N_INSTANCES = 2
PARAMS = tuple(
    {"circuit": circuit, "version": version, "rows": str(rows)}
    for circuit, version in (("chain", "plain"), ("range_lookup", "optimised"))
    for rows in (1 << 8, 1 << 11)
)


def rows(cell: Cell) -> int:
    return int(cell.parameters["rows"])


def prove_cell(cell: Cell) -> Cell:
    """One cell makes the proofs of all sizes."""
    params = {name: value for name, value in cell.params if name != "rows"}
    return Cell.of(prove.TASK.id, {**params, "proofs": str(max(SIZES))}, rows(cell))


def needs(cell: Cell) -> dict[str, Need]:
    prover = prove_cell(cell)
    used = range(min(max(SIZES), cell.size + N_INSTANCES - 1))
    return {**prove.needs(prover), **{f"proof#{i}": Need(prover, prove.WIRE_FORMAT) for i in used}}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Instance j holds the proofs from the j-th on, around the end."""
    case = prove.generate(prove_cell(cell), seed, artefacts)
    count = len(needs(cell)) - len(prove.needs(prove_cell(cell)))
    instances = []
    for j in range(N_INSTANCES):
        places = [(i + j) % count for i in range(cell.size)]
        proofs = b"".join(artefacts[f"proof#{i}"] for i in places)
        instances.append({"proofs": proofs, "publics": b"".join(case.instances[i]["public"] for i in places)})
    return CaseData(cell, seed, case.shared, instances)


def false_cases(case: CaseData) -> list[FalseCase]:
    """One proof among many altered, first, middle and last; publics of others; wrong lengths."""
    first = case.instances[0]
    proofs, publics = first["proofs"], first["publics"]
    length, m = len(proofs) // case.cell.size, case.cell.size
    places = sorted({0, m // 2, m - 1})
    altered = []
    for i in places:
        for offset in (0, length // 2, length - 1):
            at = i * length + offset
            altered.append({**first, "proofs": flipped(proofs, at)})
    statements = []
    for i in places:
        start, end = i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES
        others = other_publics(publics[start:end]).values()
        statements += [{**first, "publics": publics[:start] + other + publics[end:]} for other in others]
    if m > 1:
        statements.append({**first, "publics": publics[ELEMENT_BYTES:] + publics[:ELEMENT_BYTES]})
        altered.append({**first, "proofs": proofs[:length] + proofs[:length] + proofs[2 * length :]})
    packed = {
        "a proof altered": altered,
        "malformed batches": [{**first, "proofs": wrong} for wrong in shapes(proofs).values()],
        "another statement": statements,
    }
    return rejected(case, packed) + prove.refused_keys(case)


TASK = Task(
    id="halo2/verify_batch",
    summary="halo2: do all of these proofs hold?",
    combinations=[Combination(params, SIZES, deciding=(max(SIZES),)) for params in PARAMS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: float(cell.size),
    complexity="m times n field operations and one sum of n points",
    exponent=1.0,
    size_name="proofs",
    security=batch_security,
)
