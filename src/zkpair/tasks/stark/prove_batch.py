"""`stark/prove_batch`: many independent Fibonacci traces in one call, for each a proof of its own.

The output is, for each trace in order, u32 LE length and the proof as `stark/prove` has it: what a batch saves is the
cost of calls and set-up, and what runs side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.stark import prove
from zkpair.tasks.stark.air import AIRS
from zkpair.tasks.stark.reader import Reader
from zkpair.tasks.stark.refusals import refused_blobs
from zkpair.tasks.stark.soundness import proof_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = (1, 4, 16, 64)
N_INSTANCES = 2
PARAMS = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256", "trace": "256"}
AIR = AIRS["fibonacci"]


def trace_length(cell: Cell) -> int:
    return int(cell.parameters["trace"])


def single_cell(cell: Cell) -> Cell:
    """The cell of `stark/prove` to which each of the traces belongs."""
    params = {name: value for name, value in cell.params if name != "trace"}
    return Cell.of(prove.TASK.id, params, trace_length(cell))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Two batches of different traces."""
    instances = []
    for i in range(N_INSTANCES):
        names = cell.parameters["air"], cell.parameters["field"], trace_length(cell)
        made = [prove.honest_instance(*names, seed, i * cell.size + j) for j in range(cell.size)]
        instances.append({blobs: b"".join(one[blobs[:-1]] for one in made) for blobs in ("traces", "publics")})
    return CaseData(cell, seed, {}, instances)


def split_proofs(blob: bytes, count: int) -> list[bytes]:
    """EncodingError unless there are exactly that many."""
    reader = Reader(blob, "batch")
    proofs = [reader.take(reader.uint(4)) for _ in range(count)]
    reader.end()
    return proofs


def join_proofs(proofs: Sequence[bytes]) -> bytes:
    return b"".join(len(proof).to_bytes(4, "little") + proof for proof in proofs)


def single_case(case: CaseData, instance: int) -> CaseData:
    """The batch as a case of `stark/prove`, one instance for each trace."""
    blobs = case.instances[instance]
    parts = {name: _parts(blobs[f"{name}s"], case.cell.size) for name in ("trace", "public")}
    instances = [{name: parts[name][i] for name in parts} for i in range(case.cell.size)]
    return CaseData(single_cell(case.cell), case.seed, {}, instances)


def _parts(blob: bytes, count: int) -> list[bytes]:
    length = len(blob) // count
    return [blob[i * length : (i + 1) * length] for i in range(count)]


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    try:
        proofs = split_proofs(output, case.cell.size)
    except EncodingError as error:
        return str(error)
    singles = single_case(case, instance)
    for i, proof in enumerate(proofs):
        fault = prove.judge(singles, i, proof)
        if fault is not None:
            return f"proof {i}: {fault}"
    return None


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """What is wrong with a proof is `stark/prove`'s matter; here what is wrong with their list."""
    proofs = split_proofs(output, case.cell.size)
    wrong = {
        "empty": b"",
        "truncated by one byte": output[:-1],
        "extended by a zero byte": output + b"\0",
        "one proof short": join_proofs(proofs[:-1]),
        "one proof too many": join_proofs([*proofs, proofs[0]]),
        "an empty proof": join_proofs([b"", *proofs[1:]]),
    }
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    """Bad cells in the first and the last of the traces, and blobs of the wrong length."""
    return refused_blobs(case, {"trace": "traces", "public": "publics"})


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str) -> CaseData:
    """One case of all proofs of all instances."""
    singles, outputs = [], []
    for i, output in enumerate(proofs):
        singles += list(single_case(case, i).instances)
        outputs += split_proofs(output, case.cell.size)
    return prove.verify_case(CaseData(single_cell(case.cell), case.seed, {}, singles), outputs, wire_format)


TASK = Task(
    id="stark/prove_batch",
    summary="STARK: a batch of independent traces in one call",
    combinations=[Combination(PARAMS, SIZES, deciding=(64,))],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    verified_by="stark/verify",
    verify_case=verify_case,
    unit="proofs",
    work=lambda cell: float(cell.size),
    complexity="m proofs",
    exponent=1.0,
    size_name="traces",
    concurrent=True,
    security=lambda cell: proof_security(cell, trace_length(cell)),
)
