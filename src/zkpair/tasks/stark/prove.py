"""`stark/prove`: an execution trace and public elements to a proof that the trace satisfies the AIR.

The judge reads the proof strictly: parameters exactly as the cell demands, every length, every element canonical. A
proof in winterfell's format it also ties to the case's own trace (zkpair.tasks.stark.winter_judge). That the proof
convinces is said by the verify task: conformance lets every verifier of the format decide about every proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from zkpair.tasks.alterations import refused_instances
from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.small_field import FIELDS, SmallField
from zkpair.tasks.stark.air import AIRS, Columns, air_of
from zkpair.tasks.stark.envelope import MAGIC, envelope_fault
from zkpair.tasks.stark.setting import field_of, setting_of
from zkpair.tasks.stark.winter_proof import read_proof
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = tuple(1 << k for k in range(6, 19))
GOLDILOCKS_HASHES = ("sha3_256", "blake3")
WINTERFELL = "winterfell"
PROVE_PARAMS: tuple[dict[str, str], ...] = (
    *({"air": air, "field": "goldilocks", "hash": name} for air in AIRS for name in GOLDILOCKS_HASHES),
    *({"air": "fibonacci", "field": "koalabear", "hash": name} for name in ("blake3", "poseidon2")),
    *({"air": "fibonacci", "field": "goldilocks", "hash": name, "setting": "queries28"} for name in GOLDILOCKS_HASHES),
)


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
    return proof_fault(case.cell, case.cell.size, output)


def proof_fault(cell: Cell, n: int, output: bytes) -> str | None:
    """What in the proof of a trace of length n is not as the cell demands, or None."""
    if output.startswith(MAGIC):
        return envelope_fault(cell, n, output)
    if cell.parameters["field"] != "goldilocks":
        return "a proof over this field comes in an envelope"
    try:
        read_proof(output, air_of(cell), n, setting_of(cell))
    except EncodingError as error:
        return str(error)
    return None


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str) -> CaseData:
    """The verify task's case of these proofs, one for each instance."""
    cell = Cell.of("stark/verify", {**case.cell.parameters, "format": wire_format}, case.cell.size)
    instances = [
        {"proof": proof, "public": blobs["public"]} for proof, blobs in zip(proofs, case.instances, strict=True)
    ]
    return CaseData(cell, case.seed, {}, instances)


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    wrong = {"empty": b"", "truncated by one byte": output[:-1], "one byte only": output[:1]}
    if not output.startswith(MAGIC):
        wrong["extended by a zero byte"] = output + b"\0"
    for i in range(12):
        wrong[f"header byte {i} altered"] = output[:i] + bytes([output[i] ^ 1]) + output[i + 1 :]
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items() if blob != output]


def false_cases(case: CaseData) -> list[FalseCase]:
    """What every prover must refuse, over two instances: what it refuses it refuses for the whole case."""
    few = replace(case, instances=case.instances[:2])
    return refused_blobs(few, "trace", "public", field_of(case.cell).element_bytes)


def refused_blobs(case: CaseData, trace: str, public: str, width: int) -> list[FalseCase]:
    """Traces and public elements that are not what they should be; the blobs have these names, elements this width."""
    modulus = field_of(case.cell).modulus

    def plus_one(place: Callable[[int], int]) -> Callable[[bytes], bytes]:
        """The element at place(number of elements) plus one."""

        def alter(blob: bytes) -> bytes:
            start = place(len(blob) // width) * width
            value = (int.from_bytes(blob[start : start + width], "little") + 1) % modulus
            return blob[:start] + value.to_bytes(width, "little") + blob[start + width :]

        return alter

    alterations: dict[str, dict[str, Callable[[bytes], bytes]]] = {
        trace: {
            "first cell plus one": plus_one(lambda count: 0),
            "a cell in the middle plus one": plus_one(lambda count: count // 2 + 5),
            "last cell plus one": plus_one(lambda count: count - 1),
            "all zeros": lambda blob: bytes(len(blob)),
            "not canonical": lambda blob: b"\xff" * width + blob[width:],
            "last element not canonical": lambda blob: blob[:-width] + modulus.to_bytes(width, "little"),
            "one element short": lambda blob: blob[:-width],
            "one element too many": lambda blob: blob + bytes(width),
            "one byte short": lambda blob: blob[:-1],
            "empty": lambda blob: b"",
        },
        public: {
            "first plus one": plus_one(lambda count: 0),
            "last plus one": plus_one(lambda count: count - 1),
            "not canonical": lambda blob: b"\xff" * width + blob[width:],
            "one element short": lambda blob: blob[:-width],
            "one element too many": lambda blob: blob + bytes(width),
            "one byte short": lambda blob: blob[:-1],
            "empty": lambda blob: b"",
        },
    }
    return [
        refused_instances(f"{name}: {label}", case, name, alter)
        for name, group in alterations.items()
        for label, alter in group.items()
    ]


TASK = Task(
    id="stark/prove",
    summary="STARK: a proof that an execution trace satisfies its constraints",
    combinations=[Combination(params, SIZES) for params in PROVE_PARAMS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    verified_by="stark/verify",
    verify_case=verify_case,
    unit="trace cells",
    work=lambda cell: float(cell.size * (air_of(cell).width + air_of(cell).aux_width)),
    complexity="n log n field operations and 8n hashes",
    exponent=1.0,
    size_name="trace length",
    concurrent=True,
)
