"""The four AIRs: what a proof of each must look like, and how their traces are made.

The numbers follow from the constraints (docs/protocols/stark.md). The composition polynomial of degree
below c·n is committed to as c columns, c = ceil((largest degree of a constraint − (n − 1))/n), at least 1:
    fibonacci     degree n − 1                          c = 1
    hash_chain    degree 7(n − 1) + 31n/32              c = 7
    permutation   degree 2(n − 1)                       c = 1
    chain         degree 2(n − 1)                       c = 1
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.small_field import SmallField
from zkpair.tasks.stark import chain, fibonacci, hash_chain, permutation
from zkpair.tasks.task import Cell

Columns = list[list[int]]


@dataclass(frozen=True)
class Air:
    """Widths in columns; `constraints` counts transition constraints and assertions, of main and auxiliary trace."""

    name: str
    width: int
    aux_width: int
    aux_randoms: int
    constraints: int
    composition_columns: int
    public_elements: int
    degree: int
    generate: Callable[[SmallField, int, str, int], tuple[Columns, list[int]]]
    broken: Callable[[SmallField, Sequence[Sequence[int]], Sequence[int]], str | None]

    @property
    def segments(self) -> int:
        return 2 if self.aux_width else 1


AIRS = {
    air.name: air
    for air in (
        Air("fibonacci", 2, 0, 0, 5, 1, 3, 1, fibonacci.generate, fibonacci.broken),
        Air("hash_chain", 8, 0, 0, 16, 7, 4, 8, hash_chain.generate, hash_chain.broken),
        Air("permutation", 4, 1, 2, 9, 1, 2, 2, permutation.generate, permutation.broken),
        Air("chain", 2, 0, 0, 3, 1, 1, 2, chain.generate, chain.broken),
    )
}


def air_of(cell: Cell) -> Air:
    return AIRS[cell.parameters["air"]]
