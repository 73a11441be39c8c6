"""`halo2/prove`: a witness and its public element to a proof in halo2's own bytes (wire format `halo2`).

Everything random comes from `seed` (docs/protocols/halo.md): witness, public element and seed decide each byte. The
judge reads a proof strictly: as many messages as the key says, canonical scalars, points of Vesta. That it convinces
is said by the verify task, which conformance gives every proof to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from zkpair.tasks.alterations import refused_each, refused_element_blobs, refused_instances, replaced
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError, encode_elements, split_elements, stream
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.arithmetic.pasta_points import decompress
from zkpair.tasks.halo.altered import shapes, wrong_seeds
from zkpair.tasks.halo2 import keygen
from zkpair.tasks.halo2.altered import broken_keys, other_publics
from zkpair.tasks.halo2.proof_layout import POINT, proof_bytes, sections
from zkpair.tasks.halo2.soundness import proof_security
from zkpair.tasks.halo2.statement import COMBINATIONS, DECIDING, HEADLINE, circuit_of, k_of, sizes
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Need, Task

WIRE_FORMAT = "halo2"
SEED_BYTES = 32
CORNERS_LIMIT = 1 << 10
"""Corner witnesses are instances of the smaller cells."""


def n_instances(cell: Cell) -> int:
    """A cell may ask for more (`proofs=m`), which is where the batches have their proofs from."""
    return int(cell.parameters.get("proofs", "0")) or 2


def keygen_cell(cell: Cell) -> Cell:
    params = {name: value for name, value in cell.params if name != "proofs"}
    return Cell.of(keygen.TASK.id, params, cell.size)


def instance(cell: Cell, witness: Sequence[int], label: str, seed: int) -> Blobs:
    return {
        "witness": encode_elements(witness),
        "public": encode_elements([circuit_of(cell).evaluate(k_of(cell), witness)]),
        "seed": stream(f"{label}/seed", seed, SEED_BYTES),
    }


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Two random witnesses; in small cells the corners too."""
    circuit, k = circuit_of(cell), k_of(cell)
    name = f"halo2/{cell.parameters['circuit']}/{cell.size}"  # both versions prove the same
    labels = [f"{name}/{i}" for i in range(n_instances(cell))]
    witnesses = [circuit.draw(k, label, seed) for label in labels]
    if "proofs" not in cell.parameters and cell.size <= CORNERS_LIMIT:
        witnesses += circuit.corners(k)
        labels += [f"{name}/corner {i}" for i in range(len(witnesses) - len(labels))]
    instances = [instance(cell, witness, label, seed) for witness, label in zip(witnesses, labels, strict=True)]
    return CaseData(cell, seed, {"key": artefacts["key"]}, instances)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """None, or which message is none."""
    key = case.shared["key"]
    if len(output) != proof_bytes(key):
        return f"{len(output)} bytes where a proof of {proof_bytes(key)} was expected"
    for name, (kind, start) in sections(key).items():
        word = output[start : start + ELEMENT_BYTES]
        try:
            if kind == POINT and decompress(word) is None:
                return f"{name}: infinity"
        except EncodingError as error:
            return f"{name}: {error}"
        if kind != POINT and int.from_bytes(word, "little") >= FP:
            return f"{name}: not canonical"
    return None


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """Other lengths, and each message made no element."""
    wrong = shapes(output)
    for name, (kind, start) in sections(case.shared["key"]).items():
        wrong[f"{name}: all ones"] = replaced(output, start, b"\xff" * ELEMENT_BYTES)
        if kind == POINT:
            wrong[f"{name}: infinity"] = replaced(output, start, bytes(ELEMENT_BYTES))
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    """False statements, witnesses out of range, malformed blobs, other keys; over the two random instances."""
    few = replace(case, instances=case.instances[:2])
    first, second = few.instances
    swapped = [{**first, "public": second["public"]}, {**second, "public": first["public"]}]
    found = [FalseCase("another statement's witness", replace(few, instances=swapped), "refuse")]
    found += refused_each(few, "public", other_publics)
    found += refused_element_blobs(few, "witness", FP)
    for i, name in ((0, "first"), (-1, "last")):
        found.append(refused_instances(f"witness: {name} element plus one", few, "witness", _plus_one(i)))
    for beyond in circuit_of(case.cell).beyond(k_of(case.cell)):
        instances = [_out_of_range(blobs, beyond) for blobs in few.instances]
        found.append(FalseCase(f"witness: {beyond} is out of range", replace(few, instances=instances), "refuse"))
    found += refused_each(few, "seed", wrong_seeds)
    return found + refused_keys(few)


def _plus_one(index: int) -> Callable[[bytes], bytes]:
    def alter(blob: bytes) -> bytes:
        values = split_elements(blob)
        values[index] = (values[index] + 1) % FP
        return encode_elements(values)

    return alter


def _out_of_range(blobs: Blobs, value: int) -> Blobs:
    """An element in the middle that is too large; the public element that would be right if a sum were all."""
    values = split_elements(blobs["witness"])
    middle = len(values) // 2
    [public] = split_elements(blobs["public"])
    public = (public + value - values[middle]) % FP
    values[middle] = value
    return {**blobs, "witness": encode_elements(values), "public": encode_elements([public])}


def refused_keys(case: CaseData) -> list[FalseCase]:
    """Keys that are none."""
    return refused_each(case, "key", broken_keys)


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str) -> CaseData:
    """The verify task's case of these proofs, one for each instance."""
    cell = Cell.of("halo2/verify", keygen_cell(case.cell).parameters, case.cell.size)
    instances = [
        {"proof": proof, "public": blobs["public"]} for proof, blobs in zip(proofs, case.instances, strict=True)
    ]
    return CaseData(cell, case.seed, case.shared, instances)


def needs(cell: Cell) -> dict[str, Need]:
    return {"key": Need(keygen_cell(cell), keygen.WIRE_FORMAT)}


TASK = Task(
    id="halo2/prove",
    summary="halo2: a proof that a witness satisfies a circuit",
    combinations=[
        Combination(
            params,
            sizes(params["circuit"]),
            Headline(1 << 6, 1 << 7) if params == HEADLINE else None,
            deciding=(1 << 12,) if params == DECIDING else (),
        )
        for params in COMBINATIONS
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    verified_by="halo2/verify",
    verify_case=verify_case,
    unit="rows",
    work=lambda cell: float(cell.size),
    complexity="n log n field operations and sums of n points",
    exponent=1.0,
    size_name="rows",
    security=proof_security,
    concurrent=True,
)
