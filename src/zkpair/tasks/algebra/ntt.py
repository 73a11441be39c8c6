"""Number-theoretic transform: a polynomial's coefficients to its values at the n-th roots of unity.

    y_i = f(ω^i) = Σ_j c_j · ω^(ij),   ω = 5^((r−1)/n),   i = 0 … n − 1 in natural order

over F_r, the scalar field of BN254.
"""

from __future__ import annotations

from zkpair.tasks.alterations import false_element_outputs, refused_element_blobs
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


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of uniform coefficients (two from 2^16 up)."""
    n = cell.size
    instances = [
        {"coefficients": encode_elements(random_elements(f"{cell}/coefficients/{i}", seed, n))}
        for i in range(4 if n < 1 << 16 else 2)
    ]
    return CaseData(cell, seed, {}, instances)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Compare the values with the coefficients at a point z drawn from a hash of both.

    Two polynomials of degree below n that agree at z are equal but for a chance of n/r (Schwartz–Zippel):
        Σ c_j z^j  =  (z^n − 1)/n · Σ_i y_i ω^i / (z − ω^i)          (barycentric form)
    """
    n = case.cell.size
    coefficients_blob = case.instances[instance]["coefficients"]
    coefficients = decode_elements(coefficients_blob, R, n)
    try:
        values = decode_elements(output, R, n)
    except EncodingError as error:
        return str(error)
    z = challenge(R, b"zkpair/ntt", coefficients_blob, output)
    if horner(coefficients, z) != barycentric(values, z):
        return "the values are not those of the polynomial: they differ from it at a random point"
    return None


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
    return false_element_outputs(case, instance, output, R)


def false_cases(case: CaseData) -> list[FalseCase]:
    return refused_element_blobs(case, "coefficients", R)


def edge_cases(cell: Cell) -> list[CaseData]:
    """f = 0, 1, X^(n−1), Σ X^j, and all coefficients r − 1."""
    n = cell.size
    corners = [[0] * n, [1] + [0] * (n - 1), [0] * (n - 1) + [1], [1] * n, [R - 1] * n]
    return [CaseData(cell, 0, {}, [{"coefficients": encode_elements(corner)} for corner in corners])]


TASK = Task(
    id="algebra/ntt",
    summary="number-theoretic transform: coefficients to values at the n-th roots of unity",
    combinations=[Combination({"field": "bn254_fr"}, SIZES, Headline(quick_size=1 << 14, full_size=1 << 16))],
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
