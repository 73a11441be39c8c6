"""`halo/ipa_verify`: does the proof show that the committed polynomial has this value? One byte, 1 or 0."""

from __future__ import annotations

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES
from zkpair.tasks.halo import ipa_commit, ipa_open
from zkpair.tasks.halo.altered import altered_messages, altered_point, altered_scalar, refused_params, shapes
from zkpair.tasks.halo.opening import sections
from zkpair.tasks.halo.soundness import opening_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected


def open_cell(cell: Cell) -> Cell:
    return Cell.of(ipa_open.TASK.id, {}, cell.size)


def needs(cell: Cell) -> dict[str, Need]:
    need = Need(open_cell(cell), ipa_open.WIRE_FORMAT)
    return {f"proof#{i}": need for i in range(ipa_open.n_instances(need.cell))}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Honest proofs of different statements."""
    case = ipa_open.generate(open_cell(cell), seed, {})
    return ipa_open.verify_case(case, [artefacts[f"proof#{i}"] for i in range(len(case.instances))], "")


def false_cases(case: CaseData) -> list[FalseCase]:
    """Altered proofs and statements, packed as instances of a few cases, and parameters that must be refused."""
    first, second = case.instances[0], case.instances[1]
    proof, statement = first["proof"], first["statement"]
    altered = altered_messages(proof, sections(case.cell.size))
    last = 2 * ELEMENT_BYTES
    grafted = [second["proof"], proof[:-last] + second["proof"][-last:], second["proof"][:32] + proof[32:]]
    packed = {
        "altered proofs": [{**first, "proof": wrong} for wrong in [*altered.values(), *grafted]],
        "malformed proofs": [{**first, "proof": wrong} for wrong in shapes(proof).values()],
        "other statements": [{**first, "statement": wrong} for wrong in other_statements(statement)],
    }
    packed["other statements"].append({**first, "statement": second["statement"]})
    return rejected(case, packed) + refused_params(case)


def other_statements(statement: bytes) -> list[bytes]:
    """Another commitment, point or value; not canonical; another length."""
    found = [*altered_point(statement, 0).values(), *shapes(statement).values()]
    for start in (ELEMENT_BYTES, 2 * ELEMENT_BYTES):
        found += altered_scalar(statement, start).values()
    return found


TASK = Task(
    id="halo/ipa_verify",
    summary="Halo: is this opening of a committed polynomial right?",
    combinations=[Combination({}, ipa_commit.SIZES, deciding=(1 << 8,))],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="a sum of n terms: n / log n with buckets",
    exponent=1.0,
    size_name="coefficients",
    security=opening_security,
)
