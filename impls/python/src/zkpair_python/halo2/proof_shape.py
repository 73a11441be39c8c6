"""How many points and scalars a key's proof has: all of it follows from the key and the number of circuits."""

from __future__ import annotations

from zkpair_python.halo import ipa
from zkpair_python.halo.field import ELEMENT_BYTES

from . import lookup, permutation
from .expression import Kind
from .key import VerifyingKey


def opened_rotations(key: VerifyingKey) -> list[frozenset[int]]:
    """The distinct sets of rotations at which commitments are opened: one evaluation q_i(x_3) each."""
    cs = key.cs
    sets: set[frozenset[int]] = {frozenset([0])}  # the quotient and the random polynomial
    for queries in cs.queries.values():
        for column in {query.column for query in queries}:
            sets.add(frozenset(query.rotation for query in queries if query.column == column))
    num_sets = len(cs.permutation_sets)
    if num_sets > 0:
        sets.add(frozenset([0, 1]))
    if num_sets > 1:
        sets.add(frozenset([0, 1, -(cs.blinding_factors + 1)]))
    if cs.lookups:
        sets |= {frozenset([0, 1]), frozenset([0, -1])}
    return list({frozenset(r % key.domain.n for r in rotations) for rotations in sets})  # ω^n = 1


def num_elements(key: VerifyingKey, num_circuits: int) -> int:
    """Points and scalars of 32 bytes each in a proof for `num_circuits` circuits."""
    cs = key.cs
    num_sets = len(cs.permutation_sets)
    a_circuit = (
        cs.num_columns[Kind.ADVICE]
        + lookup.NUM_COMMITMENTS * len(cs.lookups)
        + num_sets
        + len(cs.queries[Kind.INSTANCE])
        + len(cs.queries[Kind.ADVICE])
        + permutation.num_product_evaluations(num_sets)
        + lookup.NUM_EVALUATIONS * len(cs.lookups)
    )
    once = 1 + cs.num_quotient_pieces + len(cs.queries[Kind.FIXED]) + 1 + len(cs.permutation)
    multiopen = 1 + len(opened_rotations(key))
    return num_circuits * a_circuit + once + multiopen + ipa.proof_bytes(key.domain.k) // ELEMENT_BYTES
