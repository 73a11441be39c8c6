"""`halo2/keygen`: the verifying key of a circuit, as the text of halo2's pinned key.

halo2 writes a key in no other form: `format!("{:?}", vk.pinned())` has its columns, gates, queries, arguments and the
commitments to its fixed and permutation columns, and its hash is what halo2 puts into the transcript. A cell has one
right key; its SHA-256 is pinned here (`key_digests`), so that a circuit cannot change unnoticed. A digest only
remembers: that the key is right is shown by two circuits, in Rust and in Python, that come to the same text.
"""

from __future__ import annotations

import hashlib

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.halo2.altered import altered_keys
from zkpair.tasks.halo2.key_digests import DIGESTS
from zkpair.tasks.halo2.proof_layout import key_shape
from zkpair.tasks.halo2.statement import COMBINATIONS, k_of, sizes
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseOutput, Task

WIRE_FORMAT = "halo2-pinned-key"
N_INSTANCES = 2
INDEX_BYTES = 8


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """A cell has one key, and so its instances hold nothing but what tells them apart."""
    first = seed * N_INSTANCES % (1 << 32)
    instances = [{"index": (first + i).to_bytes(INDEX_BYTES, "little")} for i in range(N_INSTANCES)]
    return CaseData(cell, seed, {}, instances)


def digest(cell: Cell) -> str:
    return DIGESTS[cell.parameters["circuit"], cell.parameters["version"]][k_of(cell)]


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    try:
        shape = key_shape(output)
    except EncodingError as error:
        return f"no pinned key: {error}"
    if hashlib.sha256(output).hexdigest() == digest(case.cell):
        return None
    return f"another key than the pinned one, for 2^{shape.k} rows and degree {shape.degree}"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return [FalseOutput(label, instance, wrong) for label, wrong in altered_keys(output).items()]


TASK = Task(
    id="halo2/keygen",
    summary="halo2: the verifying key of a circuit",
    combinations=[Combination(params, sizes(params["circuit"])) for params in COMBINATIONS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    unit="rows",
    work=lambda cell: float(cell.size),
    complexity="a sum of n points for each fixed and permuted column",
    exponent=1.0,
    size_name="rows",
)
