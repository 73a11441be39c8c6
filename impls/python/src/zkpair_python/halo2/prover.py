"""The prover: the messages of verifier.py, byte for byte those of halo2_proofs 0.4.1.

All randomness is drawn in halo2's order, see each step: with the same stream of scalars the proofs are the same.

    advice        each circuit's columns: the b + 1 last rows of each; then a blind for each
    lookups       each circuit's, each: the b + 1 last rows of a', those of s', the two blinds
    permutation   each circuit's products: b last rows and a blind, set by set
    lookups       each circuit's, each: the product's b last rows and its blind
    vanishing     n coefficients of a random polynomial and its blind; later a blind for each piece of the quotient
    multiopen     f's blind; the inner-product argument's
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from zkpair_python.halo import ipa
from zkpair_python.halo.field import FP
from zkpair_python.halo.params import Params
from zkpair_python.halo.transcript import TranscriptWriter

from . import lookup_prover
from .expression import Kind
from .key import VerifyingKey
from .multiopen_prover import Blinded, ProverOpening, open_all
from .permutation_prover import products
from .polynomial import rows_to_coefficients
from .quotient import Challenges, CircuitPolynomials, LookupPolynomials, quotient_pieces
from .vanishing_prover import folded_quotient

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
class LookupCommitted:
    permuted_inputs: Blinded
    permuted_table: Blinded
    product: Blinded


@dataclass(frozen=True)
class Committed:
    """What is committed to of one circuit."""

    columns: dict[Kind, list[Blinded]]
    products: list[Blinded]
    lookups: list[LookupCommitted]

    @property
    def polynomials(self) -> CircuitPolynomials:
        return CircuitPolynomials(
            {kind: [b.polynomial for b in of] for kind, of in self.columns.items()},
            [z.polynomial for z in self.products],
            [
                LookupPolynomials(
                    found.permuted_inputs.polynomial, found.permuted_table.polynomial, found.product.polynomial
                )
                for found in self.lookups
            ],
        )


def create_proof(pk: ProvingKey, params: Params, witnesses: Sequence[Witness], draws: Iterator[int]) -> bytes:
    """The proof that all the circuits hold.

    A false witness is not looked for here: it gives a proof that no verifier accepts. Only a lookup of what is not in
    the table stops the prover, with `FalseWitness`.
    """
    return _Proof(pk, params, draws).create(witnesses)


class _Proof:
    """A proof on its way: the key, the parameters, the stream of scalars, the transcript."""

    def __init__(self, pk: ProvingKey, params: Params, draws: Iterator[int]) -> None:
        self.pk, self.params, self.draws = pk, params, draws
        self.cs, self.domain = pk.key.cs, pk.key.domain
        self.transcript = TranscriptWriter(params.curve)

    def create(self, witnesses: Sequence[Witness]) -> bytes:
        transcript, domain = self.transcript, self.domain
        transcript.common_scalar(self.pk.key.transcript_repr)
        fixed = [self.blinded(("fixed", i), column, 1) for i, column in enumerate(self.pk.fixed)]
        sigmas = [self.blinded(("sigma", i), column, 1) for i, column in enumerate(self.pk.sigmas)]

        instance = [self.instance(c, witness.instance) for c, witness in enumerate(witnesses)]
        blinded_advice = [self.advice(c, witness.advice) for c, witness in enumerate(witnesses)]
        rows = [
            {Kind.FIXED: self.pk.fixed, Kind.ADVICE: advice, Kind.INSTANCE: witness.instance}
            for witness, (advice, _) in zip(witnesses, blinded_advice, strict=True)
        ]
        theta = transcript.squeeze_challenge()
        permuted = [self.permuted(c, columns, theta) for c, columns in enumerate(rows)]
        beta, gamma = transcript.squeeze_challenge(), transcript.squeeze_challenge()
        permutations = [self.products(c, columns, beta, gamma) for c, columns in enumerate(rows)]
        lookups = [self.lookup_products(c, found, beta, gamma) for c, found in enumerate(permuted)]
        random = Blinded("random", [next(self.draws) for _ in range(domain.n)], next(self.draws))
        self.commit(random)
        y = transcript.squeeze_challenge()

        circuits = [
            Committed({Kind.FIXED: fixed, Kind.ADVICE: of_advice, Kind.INSTANCE: of_instance}, of_products, of_lookups)
            for of_instance, (_, of_advice), of_products, of_lookups in zip(
                instance, blinded_advice, permutations, lookups, strict=True
            )
        ]
        challenges = Challenges(theta, beta, gamma, y)
        pieces = quotient_pieces(
            self.cs, domain, [c.polynomials for c in circuits], [s.polynomial for s in sigmas], challenges
        )
        blinds = [next(self.draws) for _ in pieces]
        for i, (piece, blind) in enumerate(zip(pieces, blinds, strict=True)):
            self.commit(Blinded(("piece", i), piece, blind))
        x = transcript.squeeze_challenge()

        openings = self.openings(circuits, fixed, random, sigmas, x)
        h = folded_quotient(pieces, blinds, pow(x, domain.n, FP.modulus))
        open_all(self.params, self.draws, transcript, [*openings, ProverOpening(h, x), ProverOpening(random, x)])
        return transcript.proof

    def blinded(self, name: Hashable, column: Sequence[int], blind: int) -> Blinded:
        return Blinded(name, rows_to_coefficients(self.domain, column), blind)

    def commit(self, blinded: Blinded) -> Blinded:
        self.transcript.write_point(self.params.commit(blinded.polynomial, blinded.blind))
        return blinded

    def instance(self, circuit: int, columns: Rows) -> list[Blinded]:
        """Absorb the commitments; their blind is 1."""
        found = [self.blinded(("instance", circuit, i), column, 1) for i, column in enumerate(columns)]
        for blinded in found:
            self.transcript.common_point(self.params.commit(blinded.polynomial, 1))
        return found

    def advice(self, circuit: int, columns: Rows) -> tuple[Rows, list[Blinded]]:
        """Blind and commit to the secret columns."""
        unusable = self.cs.blinding_factors + 1
        rows = [[*column[:-unusable], *(next(self.draws) for _ in range(unusable))] for column in columns]
        blinds = [next(self.draws) for _ in rows]
        return rows, [
            self.commit(self.blinded(("advice", circuit, i), column, blind))
            for i, (column, blind) in enumerate(zip(rows, blinds, strict=True))
        ]

    def permuted(
        self, circuit: int, columns: dict[Kind, Rows], theta: int
    ) -> list[tuple[lookup_prover.Permuted, Blinded, Blinded]]:
        """Commit to each lookup's permuted columns."""
        found = []
        for i, argument in enumerate(self.cs.lookups):
            p = lookup_prover.permuted_columns(self.cs, self.domain, argument, columns, theta, self.draws)
            inputs = self.commit(self.blinded(("a'", circuit, i), p.permuted_inputs, p.input_blind))
            table = self.commit(self.blinded(("s'", circuit, i), p.permuted_table, p.table_blind))
            found.append((p, inputs, table))
        return found

    def products(self, circuit: int, columns: dict[Kind, Rows], beta: int, gamma: int) -> list[Blinded]:
        """Commit to the permutation products."""
        return [
            self.commit(self.blinded(("product", circuit, i), product.values, product.blind))
            for i, product in enumerate(
                products(self.cs, self.domain, columns, self.pk.sigmas, beta, gamma, self.draws)
            )
        ]

    def lookup_products(
        self, circuit: int, permuted: Sequence[tuple[lookup_prover.Permuted, Blinded, Blinded]], beta: int, gamma: int
    ) -> list[LookupCommitted]:
        """Commit to each lookup's product."""
        found = []
        for i, (p, inputs, table) in enumerate(permuted):
            z = lookup_prover.product(self.cs, self.domain, p, beta, gamma, self.draws)
            product = self.commit(self.blinded(("lookup product", circuit, i), z, next(self.draws)))
            found.append(LookupCommitted(inputs, table, product))
        return found

    def openings(
        self,
        circuits: Sequence[Committed],
        fixed: Sequence[Blinded],
        random: Blinded,
        sigmas: Sequence[Blinded],
        x: int,
    ) -> list[ProverOpening]:
        """Write all evaluations; what is opened where, but for the quotient and the random polynomial.

        The order in which values are written is not the order in which they are opened.
        """

        def write(blinded: Blinded, rotation: int = 0) -> ProverOpening:
            point = self.domain.rotate(x, rotation)
            self.transcript.write_scalar(ipa.evaluate(FP, blinded.polynomial, point))
            return ProverOpening(blinded, point)

        def write_queries(kind: Kind, of: Sequence[Blinded]) -> list[ProverOpening]:
            return [write(of[query.column.index], query.rotation) for query in self.cs.queries[kind]]

        def write_products(zs: Sequence[Blinded]) -> list[ProverOpening]:
            last = -(self.cs.blinding_factors + 1)
            now, before = [], []
            for i, z in enumerate(zs):
                now += [write(z), write(z, 1)]
                if i + 1 < len(zs):
                    before.append(write(z, last))
            return [*now, *reversed(before)]

        def write_lookup(found: LookupCommitted) -> list[ProverOpening]:
            z, z_next = write(found.product), write(found.product, 1)
            inputs, inputs_before = write(found.permuted_inputs), write(found.permuted_inputs, -1)
            return [z, inputs, write(found.permuted_table), inputs_before, z_next]

        of_instance = [write_queries(Kind.INSTANCE, c.columns[Kind.INSTANCE]) for c in circuits]
        of_advice = [write_queries(Kind.ADVICE, c.columns[Kind.ADVICE]) for c in circuits]
        of_fixed = write_queries(Kind.FIXED, fixed)
        write(random)
        of_sigmas = [write(sigma) for sigma in sigmas]
        of_products = [write_products(c.products) for c in circuits]
        of_lookups = [[opening for found in c.lookups for opening in write_lookup(found)] for c in circuits]
        by_circuit = zip(of_instance, of_advice, of_products, of_lookups, strict=True)
        return [*(opening for parts in by_circuit for part in parts for opening in part), *of_fixed, *of_sigmas]
