"""Pointer chasing in a secret read-only memory: "n − 1 reads from `start`, each the address of the next, end at `end`".

That each address always gives the same value is Cairo's continuous read-only memory (ePrint 2021/1063, section 9.7):
the accesses (a, v) in the order in which they are made are a permutation of the same accesses (a', v') sorted by
address, which takes all addresses from 0 up without a gap:

    a_next = v,   d = a'_next − a' ∈ {0, 1},   d = 0 ⇒ v'_next = v'

That they are is a product over random z, α of the extension, the second trace's only column, with p(0) = 1 = p(n − 1):

    p_next · (z − a' − α·v') = p · (z − a − α·v)

Rows 0 to n − 2 are accesses. Row n − 1 has a = end; nothing there is an access.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from .air import Air, Assertion, Degree, F
from .extension import ONE, Ext, batch_inverse_ext


class Permutation(Air):
    name = "permutation"
    main_width = 4
    aux_width = 1
    num_random = 2
    num_public = 2
    main_degrees: ClassVar = (Degree(1), Degree(2), Degree(2))
    aux_degrees: ClassVar = (Degree(2),)
    constraint_names: ClassVar = ("a_next − v", "d(d − 1)", "(v'_next − v')(d − 1)")

    def transition(self, row: Sequence[F], following: Sequence[F], periodic: Sequence[F]) -> list[F]:
        _, v, sorted_a, sorted_v = row
        a_next, _, sorted_a_next, sorted_v_next = following
        d = sorted_a_next - sorted_a
        return [a_next - v, d * (d - 1), (sorted_v_next - sorted_v) * (d - 1)]

    def assertions(self) -> list[Assertion]:
        start, end = self.public
        return [Assertion(0, 0, start), Assertion(2, 0, 0), Assertion(0, self.length - 1, end)]

    def aux_transition(
        self, main: Sequence[Any], aux: Sequence[Ext], aux_following: Sequence[Ext], random: Sequence[Ext]
    ) -> list[Ext]:
        z, alpha = random
        a, v, sorted_a, sorted_v = main
        return [aux_following[0] * (z - sorted_a - alpha * sorted_v) - aux[0] * (z - a - alpha * v)]

    def aux_assertions(self) -> list[Assertion]:
        return [Assertion(0, 0, 1), Assertion(0, self.length - 1, 1)]

    def aux_columns(self, main: Sequence[Sequence[int]], random: Sequence[Ext]) -> list[list[Ext]]:
        """p, row by row. Raises `ZeroDivisionError` when z hits one of the n terms: a chance of n in 2^128."""
        z, alpha = random
        a, v, sorted_a, sorted_v = (column[:-1] for column in main)
        numerators = [z - alpha * value - address for address, value in zip(a, v, strict=True)]
        denominators = [z - alpha * value - address for address, value in zip(sorted_a, sorted_v, strict=True)]
        p = [ONE]
        for numerator, inverse in zip(numerators, batch_inverse_ext(denominators), strict=True):
            p.append(p[-1] * numerator * inverse)
        return [p]

    def violation(self, columns: Sequence[Sequence[int]]) -> str | None:
        """As `Air.violation`. The product is 1 for all z, α exactly when (a', v') are the accesses in another order."""
        found = super().violation(columns)
        if found is not None:
            return found
        a, v, sorted_a, sorted_v = (column[:-1] for column in columns)
        pairs = zip(sorted(zip(a, v, strict=True)), zip(sorted_a, sorted_v, strict=True), strict=True)
        for i, (expected, claimed) in enumerate(pairs):
            if expected != claimed:
                return (
                    f"row {i}: aux transition constraint 0 (p_next·(z − a' − α·v') − p·(z − a − α·v)) cannot hold:"
                    f" a', v' are {claimed}, but the accesses in order of address have {expected} there"
                )
        return None
