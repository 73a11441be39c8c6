"""`halo/ipa_open`: a polynomial, its blind and a point to commitment ‖ value ‖ proof (wire format `halo2-ipa`).

The judge computes the value, and checks the commitment and the verifier's whole equation in one sum: the second is
weighted by a hash of the output.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.alterations import refused_each, refused_element_blobs
from zkpair.tasks.arithmetic.field import (
    ELEMENT_BYTES,
    EncodingError,
    challenge,
    decode_elements,
    encode_elements,
    random_elements,
    stream,
)
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.arithmetic.pasta_points import decompress
from zkpair.tasks.halo import ipa_commit
from zkpair.tasks.halo.altered import (
    altered_messages,
    altered_point,
    altered_scalar,
    refused_params,
    shapes,
    wrong_seeds,
)
from zkpair.tasks.halo.opening import (
    Statement,
    Terms,
    equation,
    folding_coefficients,
    read_stated,
    sections,
    total,
)
from zkpair.tasks.halo.params import params_blob, params_points
from zkpair.tasks.halo.soundness import opening_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

SEED_BYTES = 32
WIRE_FORMAT = "halo2-ipa"
HEAD = 2 * ELEMENT_BYTES  # commitment ‖ value


def n_instances(cell: Cell) -> int:
    """A cell may ask for more (`openings=m`), which is where accumulation has its openings from."""
    return int(cell.parameters.get("openings", "0")) or ipa_commit.n_instances(cell)


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    instances = []
    for i in range(n_instances(cell)):
        label = f"{cell}/{i}"
        [point] = random_elements(f"{label}/point", seed, 1, FP)
        drawn = {"point": encode_elements([point]), "seed": stream(f"{label}/seed", seed, SEED_BYTES)}
        instances.append({**ipa_commit.polynomial(label, seed, cell.size), **drawn})
    return CaseData(cell, seed, {"params": params_blob(cell.size)}, instances)


def evaluate(instance: Blobs, n: int) -> tuple[int, int]:
    """The point and the polynomial's value there."""
    [x] = decode_elements(instance["point"], FP, 1)
    value = 0
    for coefficient in reversed(decode_elements(instance["polynomial"], FP, n)):
        value = (value * x + coefficient) % FP
    return x, value


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    n, blobs = case.cell.size, case.instances[instance]
    try:
        commitment = decompress(output[:ELEMENT_BYTES])
        [claimed] = decode_elements(output[ELEMENT_BYTES:HEAD], FP, 1)
        x, value = evaluate(blobs, n)
        if claimed != value:
            return "the value is not the polynomial's"
        opening = read_stated(n, Statement(commitment, x, value), output[HEAD:])
    except EncodingError as error:
        return str(error)
    weight = challenge(FP, b"halo/ipa_open", output)
    *g, _, _ = params_points(n)
    linear = [(point, -opening.c * s) for point, s in zip(g, folding_coefficients(opening.u), strict=True)]
    committed: Terms = [*ipa_commit.commitment_terms(n, blobs), (commitment, -1)]
    weighted = [(point, weight * scalar) for point, scalar in committed]
    if total([*equation(n, opening), *linear, *weighted]) is not None:
        return "the commitment is not the polynomial's, or the proof does not show its value"
    return None


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    wrong = shapes(output)
    wrong |= {f"commitment: {label}": blob for label, blob in altered_point(output, 0).items()}
    wrong |= {f"value: {label}": blob for label, blob in altered_scalar(output, ELEMENT_BYTES).items()}
    altered = altered_messages(output[HEAD:], sections(case.cell.size))
    wrong |= {label: output[:HEAD] + blob for label, blob in altered.items()}
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items() if blob != output]


def false_cases(case: CaseData) -> list[FalseCase]:
    elements = [case_ for name in ("polynomial", "blind", "point") for case_ in refused_element_blobs(case, name, FP)]
    return [
        *elements,
        *refused_params(case),
        *refused_each(case, "seed", wrong_seeds),
    ]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Corner polynomials at 0, 1 and p − 1."""
    instances = []
    for i, (coefficients, blind) in enumerate(ipa_commit.corner_polynomials(cell.size)):
        blobs = {"polynomial": coefficients, "blind": [blind], "point": [(0, 1, FP - 1)[i % 3]]}
        encoded = {name: encode_elements(values) for name, values in blobs.items()}
        instances.append({**encoded, "seed": bytes([255 * (i % 2)]) * SEED_BYTES})
    return [CaseData(cell, 0, {"params": params_blob(cell.size)}, instances)]


def statement_blob(instance: Blobs, output: bytes) -> bytes:
    """commitment ‖ point ‖ value."""
    return output[:ELEMENT_BYTES] + instance["point"] + output[ELEMENT_BYTES:HEAD]


def verify_case(case: CaseData, outputs: Sequence[bytes], wire_format: str) -> CaseData:
    """The verify task's case of these proofs, one for each instance."""
    instances = [
        {"statement": statement_blob(instance, output), "proof": output[HEAD:]}
        for instance, output in zip(case.instances, outputs, strict=True)
    ]
    return CaseData(Cell.of("halo/ipa_verify", {}, case.cell.size), case.seed, case.shared, instances)


TASK = Task(
    id="halo/ipa_open",
    summary="Halo: a proof that a committed polynomial has its value at a point",
    combinations=[Combination({}, ipa_commit.SIZES, Headline(1 << 5, 1 << 7), deciding=(1 << 8,))],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    verified_by="halo/ipa_verify",
    verify_case=verify_case,
    unit="coefficients",
    work=lambda cell: float(cell.size),
    complexity="n point multiplications for folding, sums of 4n terms",
    exponent=1.0,
    size_name="coefficients",
    security=opening_security,
)
