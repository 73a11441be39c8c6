"""`stark/prove`: an execution trace and public elements to a proof that the trace satisfies the AIR.

The judge reads the proof strictly: parameters exactly as the cell demands, every length, every element canonical. A
proof in winterfell's format it also ties to the case's own trace (zkpair.tasks.stark.winter_judge). That the proof
convinces is said by the verify task: conformance lets every verifier of the format decide about every proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from zkpair.tasks.alterations import shapes
from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.small_field import FIELDS, GOLDILOCKS, SmallField
from zkpair.tasks.stark.air import AIRS, Columns, air_of
from zkpair.tasks.stark.altered import altered_header, altered_sections, is_envelope
from zkpair.tasks.stark.corners import corner_traces
from zkpair.tasks.stark.envelope import envelope_fault
from zkpair.tasks.stark.hashing import HASHES, Hash
from zkpair.tasks.stark.refusals import false_witnesses, refused_blobs
from zkpair.tasks.stark.setting import field_of, setting_of
from zkpair.tasks.stark.soundness import proof_security
from zkpair.tasks.stark.winter_judge import Statement, winter_fault
from zkpair.tasks.stark.winter_proof import read_proof
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

SIZES = tuple(1 << k for k in range(6, 19))
WINTERFELL = "winterfell"
PROVE_PARAMS: tuple[dict[str, str], ...] = (
    *({"air": air, "field": "goldilocks", "hash": name} for air in AIRS for name in HASHES),
    *({"air": "fibonacci", "field": "koalabear", "hash": name} for name in ("blake3", "poseidon2")),
    *({"air": "fibonacci", "field": "goldilocks", "hash": name, "setting": "queries28"} for name in HASHES),
)


HEADLINE_PARAMS = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256"}
DECIDING_PARAMS = tuple({"air": "fibonacci", "field": "goldilocks", "hash": name} for name in HASHES)
HEADLINE = Headline(quick_size=1 << 9, full_size=1 << 10)
EDGE_SIZE_LIMIT = 1 << 10


def sizes(params: Mapping[str, str]) -> tuple[int, ...]:
    """Proofs with few queries from 2^7 on: there the remainder has more coefficients than the queries fix, and a
    verifier must notice another remainder (zkpair.tasks.stark.free_remainder)."""
    return SIZES[1:] if "setting" in params else SIZES


def n_instances(n: int) -> int:
    return 4 if n < 1 << 14 else 2


def trace_blob(field: SmallField, columns: Columns) -> bytes:
    """Column after column."""
    return np.array(columns, dtype=field.dtype).tobytes()


def split_trace(field: SmallField, blob: bytes, columns: int) -> Columns:
    values = field.split(blob)
    n = len(values) // columns
    return [values[i * n : (i + 1) * n] for i in range(columns)]


@lru_cache(maxsize=4)
def honest_instance(air: str, field: str, n: int, seed: int, index: int) -> Blobs:
    """A satisfying trace with its public elements; the same for every hash, so that proofs can be compared."""
    columns, public = AIRS[air].generate(FIELDS[field], n, f"stark/{air}/{field}/{n}/{index}", seed)
    return {"trace": trace_blob(FIELDS[field], columns), "public": FIELDS[field].encode(public)}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four traces, two from 2^14 rows up."""
    names = cell.parameters["air"], cell.parameters["field"]
    instances = [honest_instance(*names, cell.size, seed, i) for i in range(n_instances(cell.size))]
    return CaseData(cell, seed, {}, instances)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """None, or what in the proof is not as the cell demands, or not of this instance's trace."""
    cell, blobs = case.cell, case.instances[instance]
    if is_envelope(output):
        return envelope_fault(cell, cell.size, output)
    if cell.parameters["field"] != GOLDILOCKS.name or cell.parameters["hash"] not in HASHES:
        return "a proof over this field and with this hash comes in an envelope"
    air = air_of(cell)
    try:
        columns = GOLDILOCKS.array(blobs["trace"], air.width * cell.size).reshape(air.width, cell.size)
        public = GOLDILOCKS.decode(blobs["public"], air.public_elements)
    except EncodingError as error:
        return f"the case's own blobs: {error}"
    return winter_fault(Statement(air, setting_of(cell), Hash(cell.parameters["hash"]), columns, public), output)


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str) -> CaseData:
    """The verify task's case of these proofs, one for each instance."""
    cell = Cell.of("stark/verify", {**case.cell.parameters, "format": wire_format}, case.cell.size)
    instances = [
        {"proof": proof, "public": blobs["public"]} for proof, blobs in zip(proofs, case.instances, strict=True)
    ]
    return CaseData(cell, case.seed, {}, instances)


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """Every section of a proof in winterfell's format altered; of an envelope the header, all that a judge reads."""
    if is_envelope(output):
        wrong = dict(altered_header(output)) | {"empty": b"", "first half of the header": output[:14]}
    else:
        proof = read_proof(output, air_of(case.cell), case.cell.size, setting_of(case.cell))
        wrong = shapes(output) | altered_sections(output, proof.sections, per_section=3)
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items() if blob != output]


def false_cases(case: CaseData) -> list[FalseCase]:
    """What every prover must refuse, over two instances: what it refuses it refuses for the whole case."""
    few = replace(case, instances=case.instances[:2])
    blobs = refused_blobs(few, {"trace": "trace", "public": "public"})
    return [*blobs, *false_witnesses(few, *_columns_and_public(few))]


def _columns_and_public(case: CaseData) -> tuple[list[Columns], list[list[int]]]:
    field, air = field_of(case.cell), air_of(case.cell)
    columns = [split_trace(field, blobs["trace"], air.width) for blobs in case.instances]
    return columns, [field.split(blobs["public"]) for blobs in case.instances]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Traces of corner values."""
    if cell.size > EDGE_SIZE_LIMIT:
        return []
    field = field_of(cell)
    instances = [
        {"trace": trace_blob(field, columns), "public": field.encode(public)}
        for columns, public in corner_traces(cell.parameters["air"], field, cell.size)
    ]
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="stark/prove",
    summary="STARK: a proof that an execution trace satisfies its constraints",
    combinations=[
        Combination(
            params,
            sizes(params),
            HEADLINE if params == HEADLINE_PARAMS else None,
            (1 << 10, 1 << 14) if params in DECIDING_PARAMS else (),
        )
        for params in PROVE_PARAMS
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    verified_by="stark/verify",
    verify_case=verify_case,
    unit="trace cells",
    work=lambda cell: float(cell.size * (air_of(cell).width + air_of(cell).aux_width)),
    complexity="n log n field operations and 8n hashes",
    exponent=1.0,
    size_name="trace length",
    concurrent=True,
    security=lambda cell: proof_security(cell, cell.size),
)
