"""The verifier: the prover's transcript again, the constraints at x, and one combination of points that must be zero.

The messages in order, for m circuits in one proof (m is 1 in our tasks):

    absorbed   the key's representative; each circuit's instance commitments
    read       each circuit's advice commitments                                        challenge θ
    read       each circuit's lookups: a', s'                                           challenges β, γ
    read       each circuit's permutation products; each circuit's lookup products; a random polynomial   challenge y
    read       the quotient's d − 1 pieces                                              challenge x
    read       evaluations: each circuit's instance queries; each circuit's advice queries; fixed queries; the random
               polynomial's; σ columns; each circuit's permutation products; each circuit's lookups
                                                                                        challenges x_1, x_2
    read       f                                                                        challenge x_3
    read       q_i(x_3) of each set of points                                           challenge x_4
    read       the IPA, see halo/ipa.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.halo import ipa
from zkpair_python.halo.curve import Curve, Point
from zkpair_python.halo.errors import RejectedProof, WrongParameters
from zkpair_python.halo.params import Params

from . import lookup, permutation
from .commitment import Combination, Commitment, Opening
from .domain import RowSelectors, row_selectors
from .expression import Evaluations, Kind
from .final_check import final_check
from .key import VerifyingKey
from .multiopen import final_opening, fold_set, point_sets, quotient_at
from .proof_reader import ProofReader
from .proof_shape import num_elements
from .public import check_public, commit_public, lagrange_generators
from .vanishing import quotient_opening, quotient_value


@dataclass(frozen=True)
class Committed:
    """One circuit's commitments."""

    instance: list[Commitment]
    advice: list[Commitment]
    products: list[Commitment]
    lookups: list[lookup.LookupCommitments]


@dataclass(frozen=True)
class Evaluated:
    """One circuit's evaluations."""

    at: Evaluations
    products: list[permutation.ProductEvaluations]
    lookups: list[lookup.LookupEvaluations]


@dataclass(frozen=True)
class Statement:
    """A key, the parameters for its k, and how many public elements each instance column has."""

    key: VerifyingKey
    params: Params
    public_lengths: Sequence[int]
    lagrange: Sequence[Point]
    """[l_0], [l_1], … as many as the longest column is, see public.py."""


def statement(key: VerifyingKey, params: Params, public_lengths: Sequence[int]) -> Statement:
    """What can be prepared once for all proofs of a key. Raises `WrongParameters`."""
    if params.n != key.domain.n:
        raise WrongParameters(f"parameters for {params.n} rows and a key for {key.domain.n}")
    return Statement(key, params, public_lengths, lagrange_generators(params, max(public_lengths, default=0)))


def verify(s: Statement, circuits: Sequence[Sequence[Sequence[int]]], proof: bytes) -> None:
    """Raise an `InputError` unless the proof holds for the public elements: circuits × columns × elements."""
    for public in circuits:
        check_public(s.key, s.public_lengths, public)
    check = replay(s.key, s.params.curve, [commit_public(s.params, s.lagrange, public) for public in circuits], proof)
    if not check.is_zero(s.params):
        raise RejectedProof("the final combination of points is not zero")


def replay(
    key: VerifyingKey, curve: Curve, instance_commitments: Sequence[Sequence[Point]], proof: bytes
) -> Combination:
    """What must be zero for the proof to hold: all is checked but this one combination of points.

    `instance_commitments`: of each circuit, of each of its instance columns. Raises `MalformedProof`, `RejectedProof`.
    """
    cs, domain = key.cs, key.domain
    circuits = range(len(instance_commitments))
    reader = ProofReader(curve, proof, num_elements(key, len(circuits)))

    reader.common_scalar(key.transcript_repr)
    instance = [_named("instance", c, points) for c, points in enumerate(instance_commitments)]
    for points in instance_commitments:
        for point in points:
            reader.common_point(point)
    advice = [_named("advice", c, reader.read_points(cs.num_columns[Kind.ADVICE])) for c in circuits]
    theta = reader.squeeze_challenge()
    permuted = [[reader.read_points(2) for _ in cs.lookups] for _ in circuits]
    beta, gamma = reader.squeeze_challenge(), reader.squeeze_challenge()
    products = [_named("product", c, reader.read_points(len(cs.permutation_sets))) for c in circuits]
    lookups = [
        [_lookup_commitments(c, i, [*two, reader.read_point()]) for i, two in enumerate(permuted[c])] for c in circuits
    ]
    random = Commitment.of("random", reader.read_point())
    y = reader.squeeze_challenge()
    pieces = reader.read_points(cs.num_quotient_pieces)
    x = reader.squeeze_challenge()

    instance_at = [reader.read_scalars(len(cs.queries[Kind.INSTANCE])) for _ in circuits]
    advice_at = [reader.read_scalars(len(cs.queries[Kind.ADVICE])) for _ in circuits]
    fixed_at = reader.read_scalars(len(cs.queries[Kind.FIXED]))
    random_at = reader.read_scalar()
    sigmas_at = reader.read_scalars(len(cs.permutation))
    products_at = [permutation.read_products(reader, len(cs.permutation_sets)) for _ in circuits]
    lookups_at = [[lookup.read_lookup(reader) for _ in cs.lookups] for _ in circuits]

    committed = [Committed(instance[c], advice[c], products[c], lookups[c]) for c in circuits]
    evaluated = [
        Evaluated(
            {Kind.INSTANCE: instance_at[c], Kind.ADVICE: advice_at[c], Kind.FIXED: fixed_at},
            products_at[c],
            lookups_at[c],
        )
        for c in circuits
    ]
    try:
        rows = row_selectors(domain, cs.blinding_factors, x)
        values = [value for e in evaluated for value in _constraints(key, e, sigmas_at, rows, theta, beta, gamma, x)]
        quotient = quotient_opening(pieces, quotient_value(values, domain, y, x), domain, x)
    except ZeroDivisionError:
        raise RejectedProof("x is a row of the domain: make the proof again") from None

    openings = [opening for c, e in zip(committed, evaluated, strict=True) for opening in _openings(key, c, e, x)]
    fixed = _named("fixed", 0, key.fixed_commitments)
    for query, value in zip(cs.queries[Kind.FIXED], fixed_at, strict=True):
        openings.append(Opening(fixed[query.column.index], x, value))
    sigmas = _named("sigma", 0, key.permutation_commitments)
    openings += [Opening(sigma, x, value) for sigma, value in zip(sigmas, sigmas_at, strict=True)]
    openings += [quotient, Opening(random, x, random_at)]
    return _open_all(reader, openings, domain.k)


def _named(name: str, circuit: int, points: Sequence[Point]) -> list[Commitment]:
    return [Commitment.of((name, circuit, i), point) for i, point in enumerate(points)]


def _lookup_commitments(circuit: int, i: int, points: Sequence[Point]) -> lookup.LookupCommitments:
    return lookup.LookupCommitments(*_named(f"lookup {i}", circuit, points))


def _constraints(
    key: VerifyingKey,
    e: Evaluated,
    sigmas: Sequence[int],
    rows: RowSelectors,
    theta: int,
    beta: int,
    gamma: int,
    x: int,
) -> list[int]:
    """One circuit's: gates, permutation, lookups."""
    found = [gate.evaluate(e.at) for gate in key.cs.gates]
    found += permutation.constraints(key.cs, e.at, sigmas, e.products, rows, beta, gamma, x)
    for argument, values in zip(key.cs.lookups, e.lookups, strict=True):
        found += lookup.constraints(argument, e.at, values, rows, theta, beta, gamma)
    return found


def _openings(key: VerifyingKey, c: Committed, e: Evaluated, x: int) -> list[Opening]:
    """One circuit's: instance, advice, permutation, lookups."""
    found = []
    for kind, commitments in ((Kind.INSTANCE, c.instance), (Kind.ADVICE, c.advice)):
        for query, value in zip(key.cs.queries[kind], e.at[kind], strict=True):
            found.append(Opening(commitments[query.column.index], key.domain.rotate(x, query.rotation), value))
    found += permutation.openings(c.products, e.products, key.domain, key.cs.blinding_factors, x)
    for commitments_of, values_of in zip(c.lookups, e.lookups, strict=True):
        found += lookup.openings(commitments_of, values_of, key.domain, x)
    return found


def _open_all(reader: ProofReader, openings: Sequence[Opening], k: int) -> Combination:
    """The multiopen argument and its IPA."""
    x_1, x_2 = reader.squeeze_challenge(), reader.squeeze_challenge()
    sets = [fold_set(point_set, x_1) for point_set in point_sets(openings)]
    f = reader.read_point()
    x_3 = reader.squeeze_challenge()
    at_x_3 = reader.read_scalars(len(sets))
    x_4 = reader.squeeze_challenge()
    try:
        f_at_x_3 = quotient_at(sets, at_x_3, x_2, x_3)
    except ZeroDivisionError:
        raise RejectedProof("x_3 is one of the points: make the proof again") from None
    commitment, value = final_opening(sets, at_x_3, f, f_at_x_3, x_4)
    opening = ipa.read_opening(k, reader, ipa.Statement(None, x_3, value))  # the commitment is a combination
    return final_check(commitment, opening)
