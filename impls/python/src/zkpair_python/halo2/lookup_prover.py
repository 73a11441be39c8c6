"""The prover's side of lookup.py: the permuted columns and the product, on the rows, blinded.

a' is a sorted, so that equal values stand together. Where a value of a' comes first, s' has it too; the table's other
values fill the rest of s', the smallest into the last row that is left. Then

    z(ω^0) = 1,    z(ω^{j+1}) = z(ω^j)·(a + β)(s + γ)/((a' + β)(s' + γ))(ω^j)

up to the row *last*; a' and s' fill the rows above it. What follows is random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zkpair_python.halo.errors import FalseWitness
from zkpair_python.halo.field import FP, P

from .constraint_system import ConstraintSystem, Lookup
from .domain import Domain
from .expression import Kind, compress
from .permutation_prover import Columns


@dataclass(frozen=True)
class Permuted:
    """a and s folded by θ, and permuted, on the rows; the blinds of the permuted columns' commitments."""

    inputs: list[int]
    table: list[int]
    permuted_inputs: list[int]
    permuted_table: list[int]
    input_blind: int
    table_blind: int


def permute(inputs: Sequence[int], table: Sequence[int]) -> tuple[list[int], list[int]]:
    """(a', s'). Raises `FalseWitness` for an input that is not in the table."""
    permuted_inputs = sorted(inputs)
    left = Counter(table)
    permuted_table, repeated = [0] * len(table), []
    for row, value in enumerate(permuted_inputs):
        if row > 0 and value == permuted_inputs[row - 1]:
            repeated.append(row)
            continue
        if value not in left:
            raise FalseWitness(f"a lookup of {value:#x}, which is not in the table")
        permuted_table[row] = value
        left[value] -= 1
    for value in sorted(left.elements()):
        permuted_table[repeated.pop()] = value
    return permuted_inputs, permuted_table


def permuted_columns(
    cs: ConstraintSystem, domain: Domain, lookup: Lookup, columns: Columns, theta: int, draws: Iterator[int]
) -> Permuted:
    """Draws, in order: the b + 1 last rows of a', those of s', their blinds."""
    inputs, table = [], []
    for row in range(domain.n):
        at = {
            kind: [columns[kind][q.column.index][(row + q.rotation) % domain.n] for q in cs.queries[kind]]
            for kind in Kind
        }
        inputs.append(compress(lookup.inputs, theta, at))
        table.append(compress(lookup.table, theta, at))
    unusable = cs.blinding_factors + 1
    permuted_inputs, permuted_table = permute(inputs[:-unusable], table[:-unusable])
    permuted_inputs += [next(draws) for _ in range(unusable)]
    permuted_table += [next(draws) for _ in range(unusable)]
    return Permuted(inputs, table, permuted_inputs, permuted_table, next(draws), next(draws))


def product(
    cs: ConstraintSystem, domain: Domain, of: Permuted, beta: int, gamma: int, draws: Iterator[int]
) -> list[int]:
    """z on the rows. Draws its b blinding rows; the blind of its commitment comes after."""
    last = domain.n - (cs.blinding_factors + 1)
    below = [
        (a + beta) * (s + gamma) % P for a, s in zip(of.permuted_inputs[:last], of.permuted_table[:last], strict=True)
    ]
    z = [1]
    for a, s, inverse in zip(of.inputs[:last], of.table[:last], FP.batch_inverse(below), strict=True):
        z.append(z[-1] * (a + beta) * (s + gamma) * inverse % P)
    return z + [next(draws) for _ in range(cs.blinding_factors)]
