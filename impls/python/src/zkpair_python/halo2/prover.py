"""The prover for circuits without lookups: the messages of verifier.py, byte for byte those of halo2_proofs 0.4.1.

All randomness is drawn in halo2's order, see each step: with the same stream of scalars the proofs are the same.

    advice        each circuit's columns: the b + 1 last rows of each; then a blind for each
    permutation   each circuit's products: b last rows and a blind, set by set
    vanishing     n coefficients of a random polynomial and its blind; later a blind for each piece of the quotient
    multiopen     f's blind; the inner-product argument's
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zkpair_python.halo import ipa
from zkpair_python.halo.errors import UnsupportedCellError
from zkpair_python.halo.field import FP, P
from zkpair_python.halo.params import Params
from zkpair_python.halo.transcript import TranscriptWriter

from .expression import Kind
from .key import VerifyingKey
from .multiopen_prover import Blinded, ProverOpening, folded, open_all
from .permutation_prover import Product, products
from .polynomial import rows_to_coefficients
from .quotient import quotient_pieces

Rows = Sequence[Sequence[int]]
"""Columns by their values on the n rows."""


@dataclass(frozen=True)
class ProvingKey:
    """The key, and the fixed and permutation columns that it commits to."""

    key: VerifyingKey
    fixed: Rows
    sigmas: Rows


@dataclass(frozen=True)
class Witness:
    """One circuit's public and secret columns; what stands in the last b + 1 rows of `advice` is replaced."""

    instance: Rows
    advice: Rows


@dataclass(frozen=True)
class _Circuit:
    """One circuit's columns on the rows, and what is committed to of it."""

    instance: Rows
    advice: Rows
    instance_committed: list[Blinded]
    advice_committed: list[Blinded]


def create_proof(pk: ProvingKey, params: Params, witnesses: Sequence[Witness], draws: Iterator[int]) -> bytes:
    """The proof that all the circuits hold. Raises `UnsupportedCellError` for a key with lookups.

    The witness is not checked here: a false one gives a proof that no verifier accepts.
    """
    key, cs, domain = pk.key, pk.key.cs, pk.key.domain
    if cs.lookups:
        raise UnsupportedCellError("circuits with lookups are not proven here")
    transcript = TranscriptWriter(params.curve)
    transcript.common_scalar(key.transcript_repr)

    instance = [_instance(pk, params, transcript, i, witness) for i, witness in enumerate(witnesses)]
    circuits = [_advice(pk, params, transcript, i, witness, instance[i], draws) for i, witness in enumerate(witnesses)]
    transcript.squeeze_challenge()  # θ, for lookups
    beta, gamma = transcript.squeeze_challenge(), transcript.squeeze_challenge()
    committed_products = [_products(pk, params, transcript, i, c, beta, gamma, draws) for i, c in enumerate(circuits)]
    random = Blinded("random", [next(draws) for _ in range(domain.n)], next(draws))
    transcript.write_point(params.commit(random.polynomial, random.blind))
    y = transcript.squeeze_challenge()

    fixed = [Blinded(("fixed", i), rows_to_coefficients(domain, column), 1) for i, column in enumerate(pk.fixed)]
    sigmas = [Blinded(("sigma", i), rows_to_coefficients(domain, column), 1) for i, column in enumerate(pk.sigmas)]
    columns = [
        {Kind.FIXED: fixed, Kind.ADVICE: c.advice_committed, Kind.INSTANCE: c.instance_committed} for c in circuits
    ]
    pieces = quotient_pieces(
        cs,
        domain,
        [
            ({kind: [b.polynomial for b in of[kind]] for kind in Kind}, [z.polynomial for z in zs])
            for of, zs in zip(columns, committed_products, strict=True)
        ],
        [sigma.polynomial for sigma in sigmas],
        beta,
        gamma,
        y,
    )
    piece_blinds = [next(draws) for _ in pieces]
    for piece, blind in zip(pieces, piece_blinds, strict=True):
        transcript.write_point(params.commit(piece, blind))
    x = transcript.squeeze_challenge()

    def write(blinded: Blinded, rotation: int = 0) -> ProverOpening:
        point = domain.rotate(x, rotation)
        transcript.write_scalar(ipa.evaluate(FP, blinded.polynomial, point))
        return ProverOpening(blinded, point)

    def write_queries(kind: Kind, of: dict[Kind, list[Blinded]]) -> list[ProverOpening]:
        return [write(of[kind][query.column.index], query.rotation) for query in cs.queries[kind]]

    of_instance = [write_queries(Kind.INSTANCE, of) for of in columns]
    of_advice = [write_queries(Kind.ADVICE, of) for of in columns]
    of_fixed = write_queries(Kind.FIXED, {Kind.FIXED: fixed})
    of_random = write(random)
    of_sigmas = [write(sigma) for sigma in sigmas]
    last = -(cs.blinding_factors + 1)
    of_products: list[list[ProverOpening]] = []
    for zs in committed_products:
        now, before = [], []
        for i, z in enumerate(zs):
            now += [write(z), write(z, 1)]
            if i + 1 < len(zs):
                before.append(write(z, last))
        of_products.append([*now, *reversed(before)])

    h = _folded_quotient(pieces, piece_blinds, pow(x, domain.n, P))
    openings = [
        opening for parts in zip(of_instance, of_advice, of_products, strict=True) for part in parts for opening in part
    ]
    open_all(params, draws, transcript, [*openings, *of_fixed, *of_sigmas, ProverOpening(h, x), of_random])
    return transcript.proof


def _instance(
    pk: ProvingKey, params: Params, transcript: TranscriptWriter, circuit: int, witness: Witness
) -> list[Blinded]:
    """Absorb the commitments; their blind is 1."""
    found = []
    for i, column in enumerate(witness.instance):
        found.append(Blinded(("instance", circuit, i), rows_to_coefficients(pk.key.domain, column), 1))
        transcript.common_point(params.commit(found[-1].polynomial, 1))
    return found


def _advice(
    pk: ProvingKey,
    params: Params,
    transcript: TranscriptWriter,
    circuit: int,
    witness: Witness,
    instance: list[Blinded],
    draws: Iterator[int],
) -> _Circuit:
    """Blind and commit to the secret columns."""
    unusable = pk.key.cs.blinding_factors + 1
    advice = [[*column[:-unusable], *(next(draws) for _ in range(unusable))] for column in witness.advice]
    blinds = [next(draws) for _ in advice]
    committed = []
    for i, (column, blind) in enumerate(zip(advice, blinds, strict=True)):
        committed.append(Blinded(("advice", circuit, i), rows_to_coefficients(pk.key.domain, column), blind))
        transcript.write_point(params.commit(committed[-1].polynomial, blind))
    return _Circuit(witness.instance, advice, instance, committed)


def _products(
    pk: ProvingKey,
    params: Params,
    transcript: TranscriptWriter,
    circuit: int,
    c: _Circuit,
    beta: int,
    gamma: int,
    draws: Iterator[int],
) -> list[Blinded]:
    """Commit to the permutation products."""
    columns = {Kind.FIXED: pk.fixed, Kind.ADVICE: c.advice, Kind.INSTANCE: c.instance}
    found = []
    product: Product
    for i, product in enumerate(products(pk.key.cs, pk.key.domain, columns, pk.sigmas, beta, gamma, draws)):
        found.append(
            Blinded(("product", circuit, i), rows_to_coefficients(pk.key.domain, product.values), product.blind)
        )
        transcript.write_point(params.commit(found[-1].polynomial, product.blind))
    return found


def _folded_quotient(pieces: Sequence[Sequence[int]], blinds: Sequence[int], x_n: int) -> Blinded:
    """Σ x^{n·i}·h_i."""
    polynomial, blind = [0] * len(pieces[0]), 0
    for piece, piece_blind in zip(reversed(pieces), reversed(blinds), strict=True):
        polynomial = folded(polynomial, x_n, piece)
        blind = (blind * x_n + piece_blind) % P
    return Blinded("quotient", polynomial, blind)
