"""Multi-scalar multiplication: Σ s_i · P_i in a group of BN254, on Pallas or on Vesta.

The bases' discrete logarithms are known from the seed (`known_logs`), so that the judge sums s_i · k_i mod the order
and does one scalar multiplication.
"""

from __future__ import annotations

from typing import TypeVar

from zkpair.tasks.algebra.false_points import PRIME_FIELD_CURVES, false_point_outputs, refused_point_blobs
from zkpair.tasks.alterations import refused_element_blobs
from zkpair.tasks.arithmetic.curve import G2, Curve
from zkpair.tasks.arithmetic.field import decode_elements, encode_elements, random_elements
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
        {"scalars": encode_elements(random_elements(f"{cell}/scalars/{i}", seed, n, order_of(cell)))}
        for i in range(4 if n < 1 << 16 else 2)
    ]
    return CaseData(cell, seed, {"bases": bases(cell, seed)}, instances)


def bases(cell: Cell, seed: int) -> bytes:
    """The encoded bases; for CORNER_BASES_SEED those of `corner_logs`."""
    known = PRIME_FIELD_CURVES.get(cell.parameters["curve"])
    return _bases_in(G2, cell, seed) if known is None else _bases_in(known, cell, seed)


def order_of(cell: Cell) -> int:
    """The order of the group, below which scalars are."""
    return PRIME_FIELD_CURVES.get(cell.parameters["curve"], G2).order


def _bases_in(curve: Curve[T], cell: Cell, seed: int) -> bytes:
    points = known_points(curve, f"{cell}/bases", seed, cell.size)
    if seed != CORNER_BASES_SEED:
        return curve.encode_all(points)
    corners = [None, points[0], curve.negate(points[0])]
    return curve.encode_all(corners[i % 4] if i % 4 < 3 else point for i, point in enumerate(points))


def logs(cell: Cell, seed: int) -> list[int]:
    """The discrete logarithms of `bases`, 0 for infinity."""
    order = order_of(cell)
    plain = known_logs(f"{cell}/bases", seed, cell.size, order)
    if seed != CORNER_BASES_SEED:
        return plain
    corners = [0, plain[0], order - plain[0]]
    return [corners[i % 4] if i % 4 < 3 else log for i, log in enumerate(plain)]


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Σ s_i P_i = (Σ s_i k_i) · G, byte for byte."""
    order = order_of(case.cell)
    scalars = decode_elements(case.instances[instance]["scalars"], order, case.cell.size)
    total = sum(s * k for s, k in zip(scalars, logs(case.cell, case.seed), strict=True)) % order
    known = PRIME_FIELD_CURVES.get(case.cell.parameters["curve"])
    if known is None:
        expected = G2.encode(G2.multiply(G2.generator, total))
    else:
        expected = known.encode(known.multiply(known.generator, total))
    if len(output) != len(expected):
        return f"{len(output)} bytes where a point of {len(expected)} bytes was expected"
    return None if output == expected else "the point is not Σ scalar·base"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return false_point_outputs(case, instance, output, case.cell.parameters["curve"])


def false_cases(case: CaseData) -> list[FalseCase]:
    return [
        *refused_element_blobs(case, "scalars", order_of(case.cell)),
        *refused_point_blobs(case, "bases", case.cell.parameters["curve"]),
    ]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Corner scalars over plain bases, and over bases with infinity, repetitions and opposites."""
    n, order = cell.size, order_of(cell)
    equal = random_elements(f"{cell}/scalars/equal", 0, 1, order)
    corners = [
        [0] * n,
        [1] * n,
        [order - 1] * n,
        equal * n,
        [0] * (n - 1) + [1],
        [1, order - 1] * (n // 2) + [1] * (n % 2),
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
        Combination({"curve": "pallas"}, SIZES[2:]),
        Combination({"curve": "vesta"}, SIZES[2:]),
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
