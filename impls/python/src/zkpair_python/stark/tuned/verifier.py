"""The verifier with its work at the queries over arrays: the transcript and the checks of `verifier`, in its order.

What is done once (constraints at z, the transcript) stays with single elements; what is done at each query (the DEEP
polynomial, folding, the remainder) takes all queries side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.stark.air import Air
from zkpair_python.stark.errors import MalformedProof, RejectedProof
from zkpair_python.stark.extension import Ext, flatten
from zkpair_python.stark.field import GENERATOR, P, inverse, root_of_unity
from zkpair_python.stark.fri import FriProof, fold_positions
from zkpair_python.stark.hashing import Hash, hash_extension
from zkpair_python.stark.merkle import check_opening
from zkpair_python.stark.options import FOLDING, Options
from zkpair_python.stark.proof import Proof
from zkpair_python.stark.tuned.fri import fold_rows
from zkpair_python.stark.tuned.vectors import ExtVector, Vector, add, mul, scaled
from zkpair_python.stark.verifier import outside_of_domains, replay


def verify(proof: Proof, air: Air, options: Options, h: Hash) -> None:
    """As `verifier.verify`: raise `RejectedProof` or `MalformedProof` unless the proof holds."""
    q = replay(proof, air, options, h)
    xs = points_at(q.positions, q.domain_size)
    with outside_of_domains():
        values = deep_at(xs, q.rows, (q.at_z, q.at_gz), q.gammas, (q.z, q.z * air.generator))
    verify_fri(h, proof.fri_commitments, q.alphas, q.domain_size, q.positions, values, proof.fri)


def points_at(positions: Sequence[int], domain_size: int) -> Words:
    """7·ω^i for the positions i."""
    omega = root_of_unity(domain_size)
    return np.array([GENERATOR * pow(omega, position, P) % P for position in positions], dtype=np.uint64)


def deep_at(
    xs: Words,
    rows: Sequence[Sequence[int | Ext]],
    opened: tuple[Sequence[Ext], Sequence[Ext]],
    gammas: Sequence[Ext],
    at: tuple[Ext, Ext],
) -> ExtVector:
    """As `deep.deep_at`. Raises `ZeroDivisionError` when z or g·z is a queried point."""
    zeros = np.zeros(len(xs), np.uint64)
    combined = ExtVector(zeros, zeros)
    for gamma, column in zip(gammas, zip(*rows, strict=True), strict=True):
        if isinstance(column[0], int):
            combined = combined + scaled(np.array(column, dtype=np.uint64), gamma)
        else:
            flat = np.array([(value.a, value.b) for value in column if isinstance(value, Ext)], dtype=np.uint64)
            combined = combined + ExtVector.pairs(flat) * ExtVector.of(gamma)
    result = ExtVector(zeros, zeros)
    for z, values in zip(at, opened, strict=True):
        at_z = sum((gamma * value for gamma, value in zip(gammas, values, strict=True)), Ext(0))
        minus_z = Ext(0) - z
        distances = ExtVector(zeros + np.uint64(minus_z.a), zeros + np.uint64(minus_z.b)) + Vector(xs)
        result = result + (combined - ExtVector.of(at_z)) * distances.inverses()
    return result


def verify_fri(
    h: Hash,
    commitments: Sequence[bytes],
    alphas: Sequence[Ext],
    domain_size: int,
    positions: Sequence[int],
    values: ExtVector,
    proof: FriProof,
) -> None:
    """As `fri.verify_fri`, with the values of the word at the positions as an array."""
    if hash_extension(h, proof.remainder) != commitments[-1]:
        raise RejectedProof("fri: the remainder is not the one that was committed to before the queries")
    for depth, layer in enumerate(proof.layers):
        folded = fold_positions(positions, domain_size)
        if len(layer.rows) != len(folded):
            raise MalformedProof(f"fri layer {depth}: {len(layer.rows)} rows for {len(folded)} positions")
        rows = np.array([flatten(row) for row in layer.rows], dtype=np.uint64)
        encoded = rows.astype("<u8", copy=False).view(f"V{8 * rows.shape[1]}").reshape(-1).tolist()
        leaves = {position: h(row) for position, row in zip(folded, encoded, strict=True)}
        quarter = domain_size // FOLDING
        check_opening(h, commitments[depth], quarter, leaves, layer.opening, f"fri layer {depth}")
        index = {position: i for i, position in enumerate(folded)}
        at = [index[position % quarter] for position in positions]
        column = [2 * (position // quarter) for position in positions]
        found = rows[at, column], rows[at, [place + 1 for place in column]]
        wrong = np.flatnonzero((found[0] != values.a) | (found[1] != values.b))
        if len(wrong):
            position = positions[int(wrong[0])]
            raise RejectedProof(f"fri layer {depth}: the value at position {position} is not the one folded to it")
        omega = root_of_unity(domain_size)
        omega_inverse, offset_inverse = inverse(omega), inverse(GENERATOR)
        xs_inverse = [offset_inverse * pow(omega_inverse, position, P) % P for position in folded]
        y = scaled(np.array(xs_inverse, dtype=np.uint64), alphas[depth])
        values = fold_rows(rows, y, np.uint64(inverse(pow(omega, quarter, P))))
        positions, domain_size = folded, quarter
    expected = remainder_at(proof.remainder, points_at(positions, domain_size))
    wrong = np.flatnonzero((expected.a != values.a) | (expected.b != values.b))
    if len(wrong):
        position = positions[int(wrong[0])]
        raise RejectedProof(f"fri: the remainder has another value at position {position} than what was folded")


def remainder_at(highest_first: Sequence[Ext], xs: Words) -> ExtVector:
    """Σ_k c_k·x^k at each x: a row of products for each k, which are added up by halves of 32 bits."""
    powers = np.empty((len(highest_first), len(xs)), np.uint64)
    power = np.ones_like(xs)
    for k in range(len(powers)):
        powers[k] = power
        power = mul(power, xs)
    coefficients = ExtVector.of_all(highest_first[::-1])
    return ExtVector(*(_sums(mul(powers, part[:, None])) for part in (coefficients.a, coefficients.b)))


def _sums(rows: Words) -> Words:
    """Σ of the rows of a matrix, at most 2^31 of them: low + 2^32·high."""
    low = (rows & np.uint64(0xFFFFFFFF)).sum(axis=0, dtype=np.uint64)
    high = (rows >> np.uint64(32)).sum(axis=0, dtype=np.uint64)
    return add(mul(high, np.uint64(1 << 32)), low)
