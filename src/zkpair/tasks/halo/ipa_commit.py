"""`halo/ipa_commit`: n coefficients and a blind to the commitment Σ p_i·g_i + r·w, compressed (32 bytes)."""

from __future__ import annotations

from zkpair.tasks.alterations import refused_element_blobs
from zkpair.tasks.arithmetic.field import decode_elements, encode_elements, random_elements
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.arithmetic.pasta_points import Point, compress
from zkpair.tasks.halo.altered import altered_point, refused_params, shapes
from zkpair.tasks.halo.opening import Terms, total
from zkpair.tasks.halo.params import params_blob, params_points
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = tuple(1 << k for k in range(4, 17))


def n_instances(cell: Cell) -> int:
    return 4 if cell.size < 1 << 14 else 2


def polynomial(label: str, seed: int, n: int) -> Blobs:
    """Uniform coefficients and blind."""
    *coefficients, blind = random_elements(label, seed, n + 1, FP)
    return {"polynomial": encode_elements(coefficients), "blind": encode_elements([blind])}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    instances = [polynomial(f"{cell}/{i}", seed, cell.size) for i in range(n_instances(cell))]
    return CaseData(cell, seed, {"params": params_blob(cell.size)}, instances)


def commitment_terms(n: int, instance: Blobs) -> Terms:
    """Σ p_i·g_i + r·w as terms."""
    coefficients = decode_elements(instance["polynomial"], FP, n)
    [blind] = decode_elements(instance["blind"], FP, 1)
    *g, w, _ = params_points(n)
    return [*zip(g, coefficients, strict=True), (w, blind)]


def commitment(n: int, instance: Blobs) -> Point:
    return total(commitment_terms(n, instance))


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """The one commitment, byte for byte."""
    expected = compress(commitment(case.cell.size, case.instances[instance]))
    if len(output) != len(expected):
        return f"{len(output)} bytes where a point of {len(expected)} bytes was expected"
    return None if output == expected else "the point is not the commitment"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    wrong = shapes(output)
    if any(output):
        wrong |= altered_point(output, 0)
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items() if blob != output]


def false_cases(case: CaseData) -> list[FalseCase]:
    return [
        *refused_element_blobs(case, "polynomial", FP),
        *refused_element_blobs(case, "blind", FP),
        *refused_params(case),
    ]


def corner_polynomials(n: int) -> list[tuple[list[int], int]]:
    """Coefficients and blind: zero, one, p − 1 throughout, the highest power alone."""
    return [([0] * n, 1), ([1] * n, 0), ([FP - 1] * n, FP - 1), ([0] * (n - 1) + [1], 2), ([1] + [0] * (n - 1), 0)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """The corners, and the zero polynomial with the blind zero, whose commitment is infinity."""
    corners = [*corner_polynomials(cell.size), ([0] * cell.size, 0)]
    instances = [{"polynomial": encode_elements(p), "blind": encode_elements([blind])} for p, blind in corners]
    return [CaseData(cell, 0, {"params": params_blob(cell.size)}, instances)]


TASK = Task(
    id="halo/ipa_commit",
    summary="Halo: a polynomial to its commitment over Vesta",
    combinations=[Combination({}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="coefficients",
    work=lambda cell: float(cell.size),
    complexity="n / log n with buckets, n without",
    exponent=1.0,
    size_name="coefficients",
)
