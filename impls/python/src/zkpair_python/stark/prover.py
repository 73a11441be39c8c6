"""The prover (Ben-Sasson et al. 2018, ePrint 2018/046, with DEEP and FRI; the order of messages is winterfell 0.13's).

    1  commit to the main trace's low-degree extension on 7·⟨ω_8n⟩; if there is a second trace, draw its random
       elements, build it and commit to it
    2  draw α, β; build the composition polynomial and commit to its columns
    3  draw z; send all columns' values at z and g·z
    4  draw γ; the DEEP polynomial on 7·⟨ω_8n⟩ goes into FRI
    5  find the nonce; draw the queries; open everything there

Every step is a method: a faster prover takes other ones, and so does a cheating one in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .air import Air
from .composition import composition_columns, composition_values
from .deep import deep_polynomial
from .extension import Ext, encode_extension
from .field import GENERATOR, encode_elements
from .fri import FriProver
from .grinding import find_nonce
from .hashing import Hash, hash_extension
from .merkle import MerkleTree
from .options import BLOWUP, Options
from .polynomial import (
    Polynomial,
    evaluate,
    evaluate_ext_on_coset,
    evaluate_on_coset,
    interpolate_ext_on_coset,
    interpolate_on_coset,
)
from .proof import ExtQueries, Frame, MainQueries, Proof, seed_elements
from .transcript import Coin

E = TypeVar("E", int, Ext)


@dataclass(frozen=True)
class Committed(Generic[E]):
    """Columns as polynomials (coefficients), as values on the evaluation domain, and the tree over its rows."""

    polynomials: list[list[E]]
    columns: list[list[E]]
    tree: MerkleTree

    def rows_at(self, positions: Sequence[int]) -> list[list[E]]:
        return [[column[position] for column in self.columns] for position in positions]


class Prover:
    def __init__(self, air: Air, options: Options, h: Hash) -> None:
        self.air = air
        self.options = options
        self.h = h
        self.coin = Coin(h, seed_elements(air, options))
        self.domain_size = air.length * BLOWUP

    # ---- the steps ----

    def commit_main(self, columns: Sequence[Sequence[int]]) -> Committed[int]:
        """Interpolate the trace's columns on ⟨g⟩, extend them, commit to the rows."""
        polynomials = [interpolate_on_coset(column, 1) for column in columns]
        extended = [evaluate_on_coset(f, GENERATOR, self.domain_size) for f in polynomials]
        leaves = [self.h(encode_elements(row)) for row in zip(*extended, strict=True)]
        return Committed(polynomials, extended, MerkleTree(self.h, leaves))

    def commit_ext(self, polynomials: list[list[Ext]]) -> Committed[Ext]:
        """The same for polynomials over the extension."""
        extended = [evaluate_ext_on_coset(f, GENERATOR, self.domain_size) for f in polynomials]
        leaves = [self.h(encode_extension(row)) for row in zip(*extended, strict=True)]
        return Committed(polynomials, extended, MerkleTree(self.h, leaves))

    def build_aux(self, columns: Sequence[Sequence[int]], random: Sequence[Ext]) -> list[list[Ext]]:
        """The second trace's columns as polynomials."""
        return [interpolate_ext_on_coset(column, 1) for column in self.air.aux_columns(columns, random)]

    def compose(
        self, main: Committed[int], aux: Committed[Ext] | None, random: Sequence[Ext], coefficients: Sequence[Ext]
    ) -> list[list[Ext]]:
        """The columns of the composition polynomial."""
        aux_columns = aux.columns if aux else []
        values = composition_values(self.air, main.columns, aux_columns, random, coefficients)
        return composition_columns(self.air, values)

    def frame(self, polynomials: Sequence[Polynomial], z: Ext) -> Frame:
        """The values at z and at g·z."""
        gz = z * self.air.generator
        return Frame([evaluate(f, z) for f in polynomials], [evaluate(f, gz) for f in polynomials])

    def deep_values(self, polynomials: Sequence[Polynomial], gammas: Sequence[Ext], z: Ext) -> list[Ext]:
        """The DEEP polynomial on the evaluation domain."""
        deep = deep_polynomial(polynomials, gammas, z, z * self.air.generator)
        return evaluate_ext_on_coset(deep, GENERATOR, self.domain_size)

    def fri(self) -> FriProver:
        return FriProver(self.h, self.coin)

    def nonce(self) -> int:
        return find_nonce(self.coin, self.options.grinding_bits)

    # ---- all of them ----

    def prove(self, trace: Sequence[Sequence[int]]) -> Proof:
        """A proof of the trace's columns. That they satisfy the AIR is not checked: if not, the proof is rejected."""
        coin, air = self.coin, self.air

        main = self.commit_main(trace)
        coin.reseed(main.tree.root)
        commitments, random, aux = [main.tree.root], list[Ext](), None
        if air.aux_width:
            random = coin.draw_many(air.num_random)
            aux = self.commit_ext(self.build_aux(trace, random))
            coin.reseed(aux.tree.root)
            commitments.append(aux.tree.root)

        coefficients = coin.draw_many(air.num_constraints)
        composition = self.commit_ext(self.compose(main, aux, random, coefficients))
        coin.reseed(composition.tree.root)

        z = coin.draw()
        trace_polynomials: list[Polynomial] = [*main.polynomials, *(aux.polynomials if aux else [])]
        trace_frame = self.frame(trace_polynomials, z)
        constraint_frame = self.frame(composition.polynomials, z)
        coin.reseed(hash_extension(self.h, frame_message(trace_frame, constraint_frame)))

        polynomials: list[Polynomial] = [*trace_polynomials, *composition.polynomials]
        gammas = coin.draw_many(len(polynomials))
        fri = self.fri()
        fri.commit(self.deep_values(polynomials, gammas, z))

        nonce = self.nonce()
        positions = sorted(set(coin.draw_positions(self.options.num_queries, self.domain_size, nonce)))
        return Proof(
            num_unique=len(positions),
            trace_commitments=commitments,
            constraint_commitment=composition.tree.root,
            fri_commitments=fri.commitments,
            main=MainQueries(main.rows_at(positions), main.tree.open_batch(positions)),
            aux=ExtQueries(aux.rows_at(positions), aux.tree.open_batch(positions)) if aux else None,
            constraints=ExtQueries(composition.rows_at(positions), composition.tree.open_batch(positions)),
            trace_frame=trace_frame,
            constraint_frame=constraint_frame,
            fri=fri.open(positions),
            nonce=nonce,
        )


def frame_message(trace: Frame, constraints: Frame) -> list[Ext]:
    """The opened values as the transcript absorbs them: everything at z, then everything at g·z."""
    return [*trace.at_z, *constraints.at_z, *trace.at_gz, *constraints.at_gz]
