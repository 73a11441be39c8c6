"""`stark/verify`: does the proof convince? One byte, 1 or 0; whatever comes as proof or public elements is answered."""

from __future__ import annotations

from dataclasses import replace

from zkpair.tasks.alterations import shapes
from zkpair.tasks.stark import prove
from zkpair.tasks.stark.air import air_of
from zkpair.tasks.stark.altered import (
    altered_header,
    altered_payload,
    altered_sections,
    grafted_sections,
    is_envelope,
    not_canonical,
)
from zkpair.tasks.stark.free_remainder import another_remainder
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.setting import field_of, setting_of
from zkpair.tasks.stark.soundness import proof_security
from zkpair.tasks.stark.winter_proof import read_proof
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Need, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected

PLONKY3 = "plonky3"
SAMPLED_BYTES = 48
FRAMES = {"out-of-domain trace frame": 3, "out-of-domain constraint frame": 3}
"""Where the first element lies in a section: after the length (2 bytes here) and the number of rows."""
VERIFY_PARAMS = (
    *({**p, "format": prove.WINTERFELL} for p in prove.PROVE_PARAMS if p["field"] == "goldilocks"),
    *({**p, "format": PLONKY3} for p in prove.PROVE_PARAMS),
)
DECIDING_PARAMS = tuple({**p, "format": prove.WINTERFELL} for p in prove.DECIDING_PARAMS)


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


def false_cases(case: CaseData) -> list[FalseCase]:
    """Altered proofs and other statements, packed as instances of a few cases (a worker each is expensive)."""
    first, second = case.instances[0], case.instances[1]
    proof, public = first["proof"], first["public"]
    if is_envelope(proof):
        altered = dict(altered_header(proof)) | dict(altered_payload(proof, SAMPLED_BYTES))
    else:
        air, setting = air_of(case.cell), setting_of(case.cell)
        sections, others = (read_proof(b["proof"], air, case.cell.size, setting).sections for b in (first, second))
        altered = altered_sections(proof, sections, per_section=4)
        altered |= grafted_sections(proof, sections, second["proof"], others)
        hash_ = Hash(case.cell.parameters["hash"])
        values = field_of(case.cell).split(public)
        if (other := another_remainder(proof, air, case.cell.size, setting, hash_, values)) is not None:
            altered["another remainder through the same values"] = other
        altered |= not_canonical(proof, sections, {"main trace queries": 3, "constraint queries": 3, **FRAMES})
    packed = {
        "altered proofs": [{**first, "proof": wrong} for wrong in altered.values()],
        "malformed proofs": [{**first, "proof": wrong} for wrong in shapes(proof).values()],
        "other statements": [{**first, "public": wrong} for wrong in other_statements(case.cell, public)],
    }
    if second["public"] != public:
        packed["other statements"] += [{**first, "public": second["public"]}, {**second, "public": public}]
    return rejected(case, packed)


def other_statements(cell: Cell, public: bytes) -> list[bytes]:
    """Each element plus one, each no longer canonical; a wrong number of elements, of bytes."""
    field = field_of(cell)
    width, values = field.element_bytes, field.split(public)
    found = [public + bytes(width), public[:-width], public[:-1], public + b"\0", b""]
    for i in range(len(values)):
        found.append(field.encode(field.altered(values, i)))
        found += [public[: width * i] + wrong + public[width * (i + 1) :] for wrong in _aliases(cell, values[i])]
    return found


def _aliases(cell: Cell, value: int) -> list[bytes]:
    """Words that are not canonical: the largest, and the value plus the modulus where it fits."""
    field = field_of(cell)
    words = [2 ** (8 * field.element_bytes) - 1, value + field.modulus]
    return [word.to_bytes(field.element_bytes, "little") for word in words if word <= words[0]]


TASK = Task(
    id="stark/verify",
    summary="STARK: is this proof of these public elements right?",
    combinations=[
        Combination(params, prove.sizes(params), deciding=(1 << 10, 1 << 16) if params in DECIDING_PARAMS else ())
        for params in VERIFY_PARAMS
    ],
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
    security=lambda cell: proof_security(cell, cell.size),
)
