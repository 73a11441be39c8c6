"""Traces of corner values that satisfy their AIR.

Not among them: traces all of whose columns have degree below n − 1, such as Fibonacci from (0, 0) or a chain from 0.
winterfell demands that some column has degree n − 1 exactly and cannot prove them; nobody is asked to
(docs/contract.md).
"""

from __future__ import annotations

from zkpair.tasks.arithmetic.small_field import SmallField
from zkpair.tasks.stark import chain, fibonacci, hash_chain, permutation
from zkpair.tasks.stark.air import Columns


def corner_traces(air: str, field: SmallField, n: int) -> list[tuple[Columns, list[int]]]:
    """Fibonacci from (1, 1), (0, 1) and (p − 1, p − 1); chains that are 0, 1 and 2 from the second row on;
    chains of hashes from corner inputs; memories that point to the next cell, to the one before, and one of two cells.
    """
    top = field.modulus - 1
    if air == "fibonacci":
        return [fibonacci.trace(field, n, a, b) for a, b in ((1, 1), (0, 1), (top, top))]
    if air == "chain":
        return [chain.trace(field, n, x, b) for x, b in ((1, top), (top, 0), (top, top))]
    if air == "hash_chain":
        rest = [0] * hash_chain.DIGEST
        return [hash_chain.trace(n, [*start, *rest]) for start in ([0] * 4, [top] * 4, [0, 0, 0, 1])]
    orders = (range(n // 4), range(n // 4, 0, -1), range(2))
    return [permutation.trace(*permutation.cycle(order), n) for order in orders]
