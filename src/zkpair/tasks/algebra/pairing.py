"""Product of pairings: Π e(P_i, Q_i) in F_p12, e the reduced optimal ate pairing of BN254, f^((p¹² − 1)/r).

P_i = a_i·G1 and Q_i = b_i·G2 with a_i, b_i from the seed, so that the product is e(G1, G2)^(Σ a_i·b_i)
(Vercauteren, "Optimal pairings", 2010, for the pairing; bilinearity for the judge).
"""

from __future__ import annotations

from zkpair.tasks.algebra.false_points import refused_point_blobs
from zkpair.tasks.alterations import altered_elements
from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.extension import (
    FP12_BYTES,
    FP12_ONE,
    fp12_decode,
    fp12_encode,
    fp12_mul,
    fp12_of_tower,
    fp12_pow,
)
from zkpair.tasks.arithmetic.field import P, R, random_elements
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

SIZES = (1, 2, 4, 16)

# e(G1, G2), the twelve coefficients in the tower's order; tests/tasks recompute it with py_ecc.
GENERATOR_PAIRING = fp12_of_tower(
    (
        8493334370784016972005089913588211327688223499729897951716206968320726508021,
        3758435817766288188804561253838670030762970764366672594784247447067868088068,
        6565798094314091391201231504228224566495939541538094766881371862976727043038,
        14656606573936501743457633041048024656612227301473084805627390748872617280984,
        634997487638609332803583491743335852620873788902390365055086820718589720118,
        19455424343576886430889849773367397946457449073528455097210946839000147698372,
        20049218015652006197026173611347504489508678646783216776320737476707192559881,
        18059168546148152671857026372711724379319778306792011146784665080987064164612,
        12145052038566888241256672223106590273978429515702193755778990643425246950730,
        17918828665069491344039743589118342552553375221610735811112289083834142789347,
        6223602427219597392892794664899549544171383137467762280768257680446283161705,
        7484542354754424633621663080190936924481536615300815203692506276894207018007,
    )
)

# The seed of the case of corner points (never one of a measured case).
CORNER_SEED = -1
_A, _B = random_elements("algebra/pairing/corner", 0, 2)
CORNER_LOGS = ((0, _B), (_A, 0), (0, 0), (1, 1), (R - 1, 1), (_A, _B))
OPPOSITE_LOGS = ((R - _A, _B), (_A, _B), (_A, R - _B), (R - _A, R - _B))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of `size` pairs of uniform points."""
    return _case(cell, seed, 4)


def _case(cell: Cell, seed: int, n_instances: int) -> CaseData:
    instances = []
    for i in range(n_instances):
        pairs = logs(cell, seed, i)
        instances.append(
            {
                "g1": G1.encode_all(G1.multiply(G1.generator, a) for a, _ in pairs),
                "g2": G2.encode_all(G2.multiply(G2.generator, b) for _, b in pairs),
            }
        )
    return CaseData(cell, seed, {}, instances)


def logs(cell: Cell, seed: int, instance: int) -> list[tuple[int, int]]:
    """(a_i, b_i) of each pair; 0 stands for infinity."""
    k = cell.size
    if seed == CORNER_SEED and instance < len(CORNER_LOGS):
        return [CORNER_LOGS[(instance + i) % len(CORNER_LOGS)] for i in range(k)]
    if seed == CORNER_SEED:
        return [OPPOSITE_LOGS[i % len(OPPOSITE_LOGS)] for i in range(k)]
    a = random_elements(f"{cell}/g1/{instance}", seed, k)
    b = random_elements(f"{cell}/g2/{instance}", seed, k)
    return list(zip(a, b, strict=True))


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """e(G1, G2)^(Σ a_i·b_i), byte for byte."""
    exponent = sum(a * b for a, b in logs(case.cell, case.seed, instance)) % R
    if len(output) != FP12_BYTES:
        return f"{len(output)} bytes where an element of F_p12 of {FP12_BYTES} bytes was expected"
    if output != fp12_encode(fp12_pow(GENERATOR_PAIRING, exponent)):
        return "the element is not the product of the pairings"
    return None


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """Altered coefficients, and elements of the right subgroup that are another power."""
    value = fp12_decode(output)
    altered = {
        **altered_elements(output, P),
        "squared": fp12_encode(fp12_mul(value, value)),
        "inverted": fp12_encode(fp12_pow(value, R - 1)),
        "times e(G1, G2)": fp12_encode(fp12_mul(value, GENERATOR_PAIRING)),
        "one": fp12_encode(FP12_ONE),
        "zero": bytes(FP12_BYTES),
    }
    return [FalseOutput(label, instance, blob) for label, blob in altered.items() if blob != output]


def false_cases(case: CaseData) -> list[FalseCase]:
    return [*refused_point_blobs(case, "g1", G1.name), *refused_point_blobs(case, "g2", G2.name)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Infinity on either side and both, the generators, opposites that cancel (e(P, Q)·e(−P, Q) = 1)."""
    return [_case(cell, CORNER_SEED, len(CORNER_LOGS) + 1)]


TASK = Task(
    id="algebra/pairing",
    summary="product of optimal ate pairings",
    combinations=[Combination({"curve": "bn254"}, SIZES, Headline(quick_size=1, full_size=4))],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="pairings",
    work=lambda cell: float(cell.size),
    complexity="k Miller loops and one final exponentiation",
    exponent=1.0,
    size_name="pairs",
)
