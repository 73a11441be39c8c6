"""Multi-scalar multiplication: Σ s_i · P_i in a group of BN254.

The bases' discrete logarithms are known from the seed (`known_logs`), so that the judge sums s_i · k_i in F_r
and does one scalar multiplication.
"""

from __future__ import annotations

from typing import TypeVar

from zkpair.tasks.algebra.false_points import false_point_outputs, refused_point_blobs
from zkpair.tasks.alterations import refused_element_blobs
from zkpair.tasks.arithmetic.curve import G1, G2, Curve
from zkpair.tasks.arithmetic.field import R, decode_elements, encode_elements, random_elements
from zkpair.tasks.arithmetic.known_logs import known_logs, known_points
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

T = TypeVar("T")

SIZES = tuple(1 << k for k in range(4, 19))

# The seed of the case whose bases are infinity, P, −P and another point in turn (never one of a measured case).
CORNER_BASES_SEED = -1


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of uniform scalars (two from 2^16 up) over the same bases."""
    n = cell.size
    instances = [
        {"scalars": encode_elements(random_elements(f"{cell}/scalars/{i}", seed, n))}
        for i in range(4 if n < 1 << 16 else 2)
    ]
    return CaseData(cell, seed, {"bases": bases(cell, seed)}, instances)


def bases(cell: Cell, seed: int) -> bytes:
    """The encoded bases; for CORNER_BASES_SEED those of `corner_logs`."""
    return _bases_in(G1, cell, seed) if cell.parameters["curve"] == G1.name else _bases_in(G2, cell, seed)


def _bases_in(curve: Curve[T], cell: Cell, seed: int) -> bytes:
    points = known_points(curve, f"{cell}/bases", seed, cell.size)
    if seed != CORNER_BASES_SEED:
        return curve.encode_all(points)
    corners = [None, points[0], curve.negate(points[0])]
    return curve.encode_all(corners[i % 4] if i % 4 < 3 else point for i, point in enumerate(points))


def logs(cell: Cell, seed: int) -> list[int]:
    """The discrete logarithms of `bases`, 0 for infinity."""
    plain = known_logs(f"{cell}/bases", seed, cell.size)
    if seed != CORNER_BASES_SEED:
        return plain
    corners = [0, plain[0], R - plain[0]]
    return [corners[i % 4] if i % 4 < 3 else log for i, log in enumerate(plain)]


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Σ s_i P_i = (Σ s_i k_i) · G, byte for byte."""
    scalars = decode_elements(case.instances[instance]["scalars"], R, case.cell.size)
    total = sum(s * k for s, k in zip(scalars, logs(case.cell, case.seed), strict=True)) % R
    if case.cell.parameters["curve"] == G1.name:
        expected = G1.encode(G1.multiply(G1.generator, total))
    else:
        expected = G2.encode(G2.multiply(G2.generator, total))
    if len(output) != len(expected):
        return f"{len(output)} bytes where a point of {len(expected)} bytes was expected"
    return None if output == expected else "the point is not Σ scalar·base"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return false_point_outputs(case, instance, output, case.cell.parameters["curve"])


def false_cases(case: CaseData) -> list[FalseCase]:
    return [
        *refused_element_blobs(case, "scalars", R),
        *refused_point_blobs(case, "bases", case.cell.parameters["curve"]),
    ]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Corner scalars over plain bases, and over bases with infinity, repetitions and opposites."""
    n = cell.size
    equal = random_elements(f"{cell}/scalars/equal", 0, 1)
    corners = [
        [0] * n,
        [1] * n,
        [R - 1] * n,
        equal * n,
        [0] * (n - 1) + [1],
        [1, R - 1] * (n // 2) + [1] * (n % 2),
        [1 << 253] * n,
    ]
    instances = [{"scalars": encode_elements(corner)} for corner in corners]
    return [CaseData(cell, seed, {"bases": bases(cell, seed)}, instances) for seed in (0, CORNER_BASES_SEED)]


TASK = Task(
    id="algebra/msm",
    summary="multi-scalar multiplication over points of a curve",
    combinations=[
        Combination({"curve": "bn254_g1"}, SIZES, Headline(quick_size=1 << 5, full_size=1 << 7)),
        Combination({"curve": "bn254_g2"}, SIZES),
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="points",
    work=lambda cell: float(cell.size),
    complexity="n / log n with buckets, n without",
    exponent=1.0,
    size_name="points",
)
