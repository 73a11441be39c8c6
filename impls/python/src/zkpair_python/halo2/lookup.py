"""Lookups: every row of the inputs is a row of the table (the halo2 book, "Lookup argument"; after plookup, 2020/315).

a = Σ θ^{m−1−i}·input_i, s the same of the table; a' and s' are a and s permuted so that equal inputs stand
together and a new one stands beside its entry of the table.

l_0·(1 − z)
l_last·(z² − z)
(1 − l_last − l_blind)·( z(ωX)·(a' + β)·(s' + γ) − z·(a + β)·(s + γ) )
l_0·(a' − s')
(1 − l_last − l_blind)·(a' − s')·(a' − a'(ω^{−1}X))
"""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_python.halo.field import P

from .commitment import Commitment, Opening
from .constraint_system import Lookup
from .domain import Domain, RowSelectors
from .expression import Evaluations, compress
from .proof_reader import ProofReader

NUM_COMMITMENTS = 3
NUM_EVALUATIONS = 5


@dataclass(frozen=True)
class LookupCommitments:
    """To a', s' and z."""

    permuted_input: Commitment
    permuted_table: Commitment
    product: Commitment


@dataclass(frozen=True)
class LookupEvaluations:
    """In the order in which the proof has them."""

    product: int
    product_next: int
    permuted_input: int
    permuted_input_before: int
    permuted_table: int


def read_lookup(reader: ProofReader) -> LookupEvaluations:
    return LookupEvaluations(*reader.read_scalars(NUM_EVALUATIONS))


def constraints(
    lookup: Lookup,
    at: Evaluations,
    e: LookupEvaluations,
    rows: RowSelectors,
    theta: int,
    beta: int,
    gamma: int,
) -> list[int]:
    """The values at x of the argument's five constraints."""
    left = e.product_next * (e.permuted_input + beta) * (e.permuted_table + gamma)
    inputs, table = compress(lookup.inputs, theta, at), compress(lookup.table, theta, at)
    right = e.product * (inputs + beta) * (table + gamma)
    apart = e.permuted_input - e.permuted_table
    found = [
        rows.first * (1 - e.product),
        rows.last * (e.product * e.product - e.product),
        rows.active * (left - right),
        rows.first * apart,
        rows.active * apart * (e.permuted_input - e.permuted_input_before),
    ]
    return [value % P for value in found]


def openings(c: LookupCommitments, e: LookupEvaluations, domain: Domain, x: int) -> list[Opening]:
    return [
        Opening(c.product, x, e.product),
        Opening(c.permuted_input, x, e.permuted_input),
        Opening(c.permuted_table, x, e.permuted_table),
        Opening(c.permuted_input, domain.rotate(x, -1), e.permuted_input_before),
        Opening(c.product, domain.rotate(x, 1), e.product_next),
    ]
