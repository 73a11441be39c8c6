"""Element-wise multiplication in F_r, the scalar field of BN254: c_i = a_i · b_i."""

from __future__ import annotations

from zkpair.tasks.alterations import false_element_outputs, refused_element_blobs
from zkpair.tasks.arithmetic.field import EncodingError, R, decode_elements, encode_elements, random_elements
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = tuple(1 << k for k in range(8, 21))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of uniform elements (two from 2^16 up)."""
    n = cell.size
    instances = [
        {name: encode_elements(random_elements(f"{cell}/{name}/{i}", seed, n)) for name in ("a", "b")}
        for i in range(4 if n < 1 << 16 else 2)
    ]
    return CaseData(cell, seed, {}, instances)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Recompute every product."""
    n = case.cell.size
    a = decode_elements(case.instances[instance]["a"], R, n)
    b = decode_elements(case.instances[instance]["b"], R, n)
    try:
        products = decode_elements(output, R, n)
    except EncodingError as error:
        return str(error)
    for i, (x, y, product) in enumerate(zip(a, b, products, strict=True)):
        if x * y % R != product:
            return f"product {i} is wrong"
    return None


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return false_element_outputs(case, instance, output, R)


def false_cases(case: CaseData) -> list[FalseCase]:
    return [refusal for name in ("a", "b") for refusal in refused_element_blobs(case, name, R)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """0·x, 1·x, (r−1)·(r−1), and halves, and the neighbours of each."""
    n = cell.size
    half = pow(2, -1, R)
    corners = [(0, R - 1), (1, R - 1), (R - 1, R - 1), (half, 2), (half, R - 2), (0, 0), (1 << 253, 1 << 253)]
    instances = []
    for x, y in corners:
        ascending = [(y - i) % R for i in range(n)]
        instances.append({"a": encode_elements([x] * n), "b": encode_elements(ascending)})
    return [CaseData(cell, 0, {}, instances)]


TASK = Task(
    id="algebra/field_mul",
    summary="element-wise multiplication in the scalar field",
    combinations=[Combination({"field": "bn254_fr"}, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="multiplications",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="elements",
)
