"""The permutation products on the rows, blinded: the prover's side of permutation.py.

    z_i(ω^{j+1}) = z_i(ω^j)·Π (p(ω^j) + β·δ^c·ω^j + γ)/(p(ω^j) + β·σ_c(ω^j) + γ)        over the set's columns c

z_0 starts at 1 and every other one where the one before it ends, in the row *last*. The b rows after it are random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zkpair_python.halo.field import FP, P

from .constraint_system import ConstraintSystem
from .domain import Domain
from .expression import Kind

Columns = Mapping[Kind, Sequence[Sequence[int]]]
"""All columns' values on the rows."""


@dataclass(frozen=True)
class Product:
    """One set's z on the rows, and the blind of its commitment."""

    values: list[int]
    blind: int


def products(
    cs: ConstraintSystem,
    domain: Domain,
    columns: Columns,
    sigmas: Sequence[Sequence[int]],
    beta: int,
    gamma: int,
    draws: Iterator[int],
) -> Iterator[Product]:
    """Each set's. Draws for each, in order: its b blinding rows from the first to the last, its blind."""
    start, number = 1, 0
    for permuted in cs.permutation_sets:
        above, below = [1] * domain.n, [1] * domain.n
        for column in permuted:
            name = pow(FP.delta, number, P)
            values = columns[column.kind][column.index]
            for row, (value, sigma) in enumerate(zip(values, sigmas[number], strict=True)):
                above[row] = above[row] * (value + beta * name + gamma) % P
                below[row] = below[row] * (value + beta * sigma + gamma) % P
                name = name * domain.omega % P
            number += 1

        z = [start]
        for numerator, inverse in zip(above[:-1], FP.batch_inverse(below)[:-1], strict=True):
            z.append(z[-1] * numerator * inverse % P)
        last = domain.n - (cs.blinding_factors + 1)
        z[last + 1 :] = [next(draws) for _ in range(cs.blinding_factors)]
        start = z[last]
        yield Product(z, next(draws))
