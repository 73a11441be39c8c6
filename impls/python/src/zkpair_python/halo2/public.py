"""Instance columns: the statement's public elements as commitments that the verifier makes itself.

    C = Σ_i v_i·[l_i] + W,     [l_i] = 1/n·Σ_j ω^{−ij}·G_j the commitment to the Lagrange polynomial of row i

The blinding factor is 1, so a zero column is committed to as well. halo2 pads short columns with zeros: [v] and [v, 0]
are one statement to it. Here the number of elements in each column is part of what is verified.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.curve import Point
from zkpair_python.halo.errors import RejectedProof, WrongPublicLength
from zkpair_python.halo.field import P
from zkpair_python.halo.params import Params

from .domain import Domain
from .expression import Kind
from .key import VerifyingKey


def lagrange_generators(params: Params, count: int) -> list[Point]:
    """[l_0] to [l_{count−1}]."""
    domain = Domain(params.k)
    over_n = pow(domain.n, -1, P)
    found = []
    for i in range(count):
        step = pow(domain.omega, -i, P)
        powers = [1]
        for _ in range(domain.n - 1):
            powers.append(powers[-1] * step % P)
        found.append(params.curve.multiply(params.curve.msm(powers, params.g), over_n))
    return found


def check_public(key: VerifyingKey, lengths: Sequence[int], public: Sequence[Sequence[int]]) -> None:
    """Exactly `lengths[i]` canonical elements in column i, which fit in the usable rows."""
    usable = key.domain.n - (key.cs.blinding_factors + 1)
    if len(lengths) != key.cs.num_columns[Kind.INSTANCE] or any(length > usable for length in lengths):
        raise WrongPublicLength(f"the key has {key.cs.num_columns[Kind.INSTANCE]} instance columns of {usable} rows")
    if [len(column) for column in public] != list(lengths):
        raise WrongPublicLength(f"columns of {[len(column) for column in public]} elements, expected {list(lengths)}")
    if any(not 0 <= value < P for column in public for value in column):
        raise WrongPublicLength("a public element is not below p")


def commit_public(params: Params, lagrange: Sequence[Point], public: Sequence[Sequence[int]]) -> list[Point]:
    """One circuit's instance commitments."""
    commitments = [params.curve.msm([*column, 1], [*lagrange[: len(column)], params.w]) for column in public]
    if None in commitments:
        raise RejectedProof("the public elements commit to infinity")
    return commitments
