"""Number-theoretic transform: a polynomial's coefficients to its values at the n-th roots of unity.

    y_i = f(ω^i) = Σ_j c_j · ω^(ij),   ω = g^((p−1)/n),   i = 0 … n − 1 in natural order

over a prime field: BN254's scalars (g = 5), Goldilocks (g = 7), KoalaBear (g = 3).
"""

from __future__ import annotations

import numpy as np

from zkpair.tasks.algebra.ntt_narrow import NARROW, NarrowField, Words, altered, malformed
from zkpair.tasks.alterations import false_element_outputs, refused_element_blobs, refused_instances
from zkpair.tasks.arithmetic.field import (
    EncodingError,
    R,
    batch_inverse,
    challenge,
    decode_elements,
    encode_elements,
    random_elements,
    root_of_unity,
)
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Headline, Task

SIZES = tuple(1 << k for k in range(8, 21))
NARROW_SIZES = tuple(1 << k for k in range(8, 23))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of uniform coefficients (two from 2^16 up)."""
    n, field = cell.size, narrow(cell)

    def coefficients(i: int) -> bytes:
        label = f"{cell}/coefficients/{i}"
        if field is None:
            return encode_elements(random_elements(label, seed, n))
        return field.encode(field.random_elements(label, seed, n))

    instances = [{"coefficients": coefficients(i)} for i in range(4 if n < 1 << 16 else 2)]
    return CaseData(cell, seed, {}, instances)


def narrow(cell: Cell) -> NarrowField | None:
    """The field of a cell if it fits one machine word, None for BN254's scalars."""
    return NARROW.get(cell.parameters["field"])


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Over a small field: transform the coefficients and compare. Over BN254's scalars: compare the values with the
    coefficients at a point z drawn from a hash of both.

    Two polynomials of degree below n that agree at z are equal but for a chance of n/r (Schwartz–Zippel):
        Σ c_j z^j  =  (z^n − 1)/n · Σ_i y_i ω^i / (z − ω^i)          (barycentric form)
    """
    n = case.cell.size
    coefficients_blob = case.instances[instance]["coefficients"]
    if (field := narrow(case.cell)) is not None:
        return judge_narrow(field, field.decode(coefficients_blob, n), output)
    coefficients = decode_elements(coefficients_blob, R, n)
    try:
        values = decode_elements(output, R, n)
    except EncodingError as error:
        return str(error)
    z = challenge(R, b"zkpair/ntt", coefficients_blob, output)
    if horner(coefficients, z) != barycentric(values, z):
        return "the values are not those of the polynomial: they differ from it at a random point"
    return None


def judge_narrow(field: NarrowField, coefficients: Words, output: bytes) -> str | None:
    """Every value against the judge's own."""
    try:
        values = field.decode(output, len(coefficients))
    except EncodingError as error:
        return str(error)
    wrong = np.flatnonzero(values != field.ntt(coefficients))
    return f"value {wrong[0]} is not the polynomial's" if len(wrong) else None


def horner(coefficients: list[int], z: int) -> int:
    result = 0
    for coefficient in reversed(coefficients):
        result = (result * z + coefficient) % R
    return result


def barycentric(values: list[int], z: int) -> int:
    """f(z) from f(ω^i); z may be any point."""
    n = len(values)
    omega = root_of_unity(n)
    point, points = 1, []
    for _ in range(n):
        points.append(point)
        point = point * omega % R
    if pow(z, n, R) == 1:
        return values[points.index(z)]
    inverses = batch_inverse([z - point for point in points], R)
    total = sum(value * point % R * inverse % R for value, point, inverse in zip(values, points, inverses, strict=True))
    return (pow(z, n, R) - 1) * pow(n, -1, R) * total % R


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    field = narrow(case.cell)
    if field is None:
        return false_element_outputs(case, instance, output, R)
    return [FalseOutput(label, instance, blob) for label, blob in altered(output, field).items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    field = narrow(case.cell)
    if field is None:
        return refused_element_blobs(case, "coefficients", R)

    def refused(label: str) -> FalseCase:
        return refused_instances(
            f"coefficients: {label}", case, "coefficients", lambda blob: malformed(blob, field)[label]
        )

    return [refused(label) for label in malformed(case.instances[0]["coefficients"], field)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """f = 0, 1, X^(n−1), Σ X^j, and all coefficients p − 1."""
    n, field = cell.size, narrow(cell)
    top = R - 1 if field is None else field.modulus - 1
    corners = [[0] * n, [1] + [0] * (n - 1), [0] * (n - 1) + [1], [1] * n, [top] * n]

    def encoded(corner: list[int]) -> bytes:
        return encode_elements(corner) if field is None else field.encode(np.array(corner, dtype=np.uint64))

    return [CaseData(cell, 0, {}, [{"coefficients": encoded(corner)} for corner in corners])]


TASK = Task(
    id="algebra/ntt",
    summary="number-theoretic transform: coefficients to values at the n-th roots of unity",
    combinations=[
        Combination({"field": "bn254_fr"}, SIZES, Headline(quick_size=1 << 14, full_size=1 << 16)),
        *(Combination({"field": name}, NARROW_SIZES) for name in NARROW),
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="elements",
    work=lambda cell: float(cell.size),
    complexity="n log n",
    exponent=1.0,
    size_name="coefficients",
)
