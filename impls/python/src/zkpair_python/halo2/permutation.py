"""Copy constraints: PLONK's permutation argument in sets of columns (Gabizon, Williamson, Ciobotaru 2019, section 5).

Columns p_0, p_1, …, in sets of d − 2; σ_i the permutation's columns, δ^i·ω^j the name of row j of column i
(δ = 5^(2^32) has the odd order (p − 1)/2^32, so the names are distinct).

l_0·(1 − z_0)                              the first product starts at 1
l_last·(z_l² − z_l)                        the last one ends at 1 (or 0: then some factor is 0, of negligible chance)
l_0·(z_i − z_{i−1}(ω^last X))              each other one starts where the one before it ends
(1 − l_last − l_blind)·( z_i(ωX)·Π (p_j + β·σ_j + γ) − z_i·Π (p_j + β·δ^j·X + γ) )       for each set i
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zkpair_python.halo.field import FP, P

from .commitment import Commitment, Opening
from .constraint_system import ConstraintSystem
from .domain import Domain, RowSelectors
from .expression import Evaluations
from .proof_reader import ProofReader


@dataclass(frozen=True)
class ProductEvaluations:
    """z_i at x and ωx, and at ω^last·x for all sets but the last (None there)."""

    current: int
    next: int
    last: int | None


def num_product_evaluations(num_sets: int) -> int:
    return max(0, 3 * num_sets - 1)


def read_products(reader: ProofReader, num_sets: int) -> list[ProductEvaluations]:
    """The evaluations of one circuit's permutation products."""
    return [
        ProductEvaluations(
            reader.read_scalar(), reader.read_scalar(), reader.read_scalar() if i + 1 < num_sets else None
        )
        for i in range(num_sets)
    ]


def constraints(
    cs: ConstraintSystem,
    at: Evaluations,
    sigmas: Sequence[int],
    products: Sequence[ProductEvaluations],
    rows: RowSelectors,
    beta: int,
    gamma: int,
    x: int,
) -> list[int]:
    """The values at x of the argument's constraints, in halo2's order."""
    if not products:
        return []
    last = products[-1].current
    found = [rows.first * (1 - products[0].current), rows.last * (last * last - last)]
    for before, product in pairwise(products):
        assert before.last is not None
        found.append(rows.first * (product.current - before.last))

    sigma = iter(sigmas)
    name = x  # δ^i·x for column i
    for product, columns in zip(products, cs.permutation_sets, strict=True):
        left, right = product.next, product.current
        for column in columns:
            value = at[column.kind][cs.current_query[column]]
            left = left * (value + beta * next(sigma) + gamma) % P
            right = right * (value + beta * name + gamma) % P
            name = name * FP.delta % P
        found.append(rows.active * (left - right))
    return [value % P for value in found]


def openings(
    commitments: Sequence[Commitment], products: Sequence[ProductEvaluations], domain: Domain, blinding: int, x: int
) -> list[Opening]:
    """Each z at x and ωx; then, from the last but one back to the first, at ω^last·x = ω^{−(b+1)}·x."""
    x_next, x_last = domain.rotate(x, 1), domain.rotate(x, -(blinding + 1))
    found = []
    for commitment, product in zip(commitments, products, strict=True):
        found += [Opening(commitment, x, product.current), Opening(commitment, x_next, product.next)]
    for commitment, product in reversed(list(zip(commitments, products, strict=True))[:-1]):
        assert product.last is not None
        found.append(Opening(commitment, x_last, product.last))
    return found
