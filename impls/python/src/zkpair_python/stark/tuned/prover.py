"""The prover over arrays: the messages of `..prover`, its steps on whole columns.

Columns are (n, w) matrices of coefficients and (8n, w) matrices of values, two columns for one over the extension, so
that a row's bytes are what is hashed. The DEEP polynomial is computed on the n points 7·⟨g⟩ alone and extended from
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.stark.air import Air
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import GENERATOR
from zkpair_python.stark.hashing import hash_extension
from zkpair_python.stark.options import BLOWUP, Options
from zkpair_python.stark.permutation import Permutation
from zkpair_python.stark.proof import ExtQueries, Frame, MainQueries, Proof, seed_elements
from zkpair_python.stark.prover import frame_message
from zkpair_python.stark.transcript import Coin

from .commitment import FastHash, FastMerkleTree, tree_of_rows
from .composition import composition_columns, running_products
from .domains import extend, extension_powers, interpolate, points
from .fri import TunedFriProver
from .vectors import ExtVector, Vector, mul, scaled, total

POINTS = 1 << 12
"""Of the DEEP polynomial at a time."""


@dataclass(frozen=True)
class CommittedArrays:
    """Coefficients, values on the evaluation domain, and the tree over the rows of values."""

    coefficients: Words
    values: Words
    tree: FastMerkleTree

    def rows_at(self, positions: Sequence[int]) -> list[list[int]]:
        rows: list[list[int]] = self.values[positions].tolist()
        return rows

    def extension_rows_at(self, positions: Sequence[int]) -> list[list[Ext]]:
        return [[Ext(a, b) for a, b in zip(row[::2], row[1::2], strict=True)] for row in self.rows_at(positions)]


class TunedProver:
    def __init__(self, air: Air, options: Options, h: FastHash) -> None:
        self.air, self.options, self.h = air, options, h
        self.coin = Coin(h, seed_elements(air, options))
        self.domain_size = air.length * BLOWUP

    def commit(self, coefficients: Words) -> CommittedArrays:
        values = extend(coefficients, self.domain_size)
        return CommittedArrays(coefficients, values, tree_of_rows(self.h, values))

    def prove(self, trace: Words) -> Proof:
        """A proof of the trace, (n, w). That it satisfies the AIR is not checked: if not, the proof is rejected."""
        coin, air = self.coin, self.air

        main = self.commit(interpolate(trace, 1))
        coin.reseed(main.tree.root)
        commitments, random, aux = [main.tree.root], list[Ext](), None
        if air.aux_width:
            random = coin.draw_many(air.num_random)
            aux = self.commit(interpolate(aux_trace(air, trace, random), 1))
            coin.reseed(aux.tree.root)
            commitments.append(aux.tree.root)

        coefficients = coin.draw_many(air.num_constraints)
        aux_values = None if aux is None else aux.values
        composition = self.commit(composition_columns(air, main.values, aux_values, random, coefficients))
        coin.reseed(composition.tree.root)

        z = coin.draw()
        over_extension = [*([aux] if aux else []), composition]
        gz = z * air.generator
        at_z, at_gz = (frame_values(main, over_extension, x) for x in (z, gz))
        width = air.main_width + air.aux_width
        trace_frame = Frame(at_z[:width], at_gz[:width])
        constraint_frame = Frame(at_z[width:], at_gz[width:])
        coin.reseed(hash_extension(self.h, frame_message(trace_frame, constraint_frame)))

        gammas = coin.draw_many(len(at_z))
        fri = TunedFriProver(self.h, coin)
        fri.commit(self.deep_values(main, over_extension, gammas, (z, gz), (at_z, at_gz)))

        nonce = self.nonce()
        positions = sorted(set(coin.draw_positions(self.options.num_queries, self.domain_size, nonce)))
        return Proof(
            num_unique=len(positions),
            trace_commitments=commitments,
            constraint_commitment=composition.tree.root,
            fri_commitments=fri.commitments,
            main=MainQueries(main.rows_at(positions), main.tree.open_batch(positions)),
            aux=ExtQueries(aux.extension_rows_at(positions), aux.tree.open_batch(positions)) if aux else None,
            constraints=ExtQueries(composition.extension_rows_at(positions), composition.tree.open_batch(positions)),
            trace_frame=trace_frame,
            constraint_frame=constraint_frame,
            fri=fri.open(positions),
            nonce=nonce,
        )

    def deep_values(
        self,
        main: CommittedArrays,
        over_extension: Sequence[CommittedArrays],
        gammas: Sequence[Ext],
        at: tuple[Ext, Ext],
        opened: tuple[Sequence[Ext], Sequence[Ext]],
    ) -> Words:
        """D(x) = Σ_k (A(x) − A(z_k))/(x − z_k), A = Σ γ_i·T_i, on 7·⟨g⟩, then everywhere: its degree is below n."""
        n = self.air.length
        xs = points(n)
        at_points = [_combined(gammas, values) for values in opened]
        deep = np.empty((n, 2), np.uint64)
        main_rows = main.values[::BLOWUP]
        extension_rows = [committed.values[::BLOWUP] for committed in over_extension]
        for start in range(0, n, POINTS):
            part = slice(start, start + POINTS)
            columns = np.ascontiguousarray(main_rows[part].T)
            combined = scaled(columns[0], gammas[0])
            for column, gamma in zip(columns[1:], gammas[1:], strict=False):
                combined = combined + scaled(column, gamma)
            rest = iter(gammas[len(columns) :])
            for rows in extension_rows:
                pairs = np.ascontiguousarray(rows[part].T)
                for i in range(0, len(pairs), 2):
                    combined = combined + ExtVector(pairs[i], pairs[i + 1]) * ExtVector.of(next(rest))
            value = ExtVector(np.zeros_like(combined.a), np.zeros_like(combined.b))
            for z, at_z in zip(at, at_points, strict=True):
                distances = ExtVector.of(Ext(0) - z) + Vector(xs[part])
                distances = ExtVector(distances.a, np.repeat(distances.b, len(distances.a)))
                value = value + (combined - ExtVector.of(at_z)) * distances.inverses()
            deep[part] = value.matrix()
        return extend(interpolate(deep, GENERATOR), self.domain_size)

    def nonce(self) -> int:
        """The smallest from 1 up whose digest ends in enough zero bits, read as `Coin.work` reads it."""
        bits, seed, constructor = self.options.grinding_bits, self.coin.seed, self.h.constructor
        mask, nonce = (1 << bits) - 1, 1
        while int.from_bytes(constructor(seed + nonce.to_bytes(8, "little")).digest()[:8], "little") & mask:
            nonce += 1
        return nonce


def frame_values(main: CommittedArrays, over_extension: Sequence[CommittedArrays], z: Ext) -> list[Ext]:
    """All columns at z: Σ_k c_k·z^k."""
    power = extension_powers(z, len(main.coefficients))
    columns = np.ascontiguousarray(main.coefficients.T)
    values = [Ext(total(mul(column, power.a)), total(mul(column, power.b))) for column in columns]
    for committed in over_extension:
        pairs = np.ascontiguousarray(committed.coefficients.T)
        values += [(ExtVector(pairs[i], pairs[i + 1]) * power).total() for i in range(0, len(pairs), 2)]
    return values


def _combined(gammas: Sequence[Ext], values: Sequence[Ext]) -> Ext:
    result = Ext(0)
    for gamma, value in zip(gammas, values, strict=True):
        result = result + gamma * value
    return result


def aux_trace(air: Air, trace: Words, random: Sequence[Ext]) -> Words:
    """The second trace, (n, 2·aux_width)."""
    if not isinstance(air, Permutation):
        raise NotImplementedError(f"{air.name} has a second trace that no array formula is written for")
    z, alpha = random
    a, v, sorted_a, sorted_v = (Vector(np.ascontiguousarray(column)) for column in trace[:-1].T)
    numerators = _difference(z, alpha, a, v)
    denominators = _difference(z, alpha, sorted_a, sorted_v)
    return running_products(numerators * denominators.inverses()).matrix()


def _difference(z: Ext, alpha: Ext, address: Vector, value: Vector) -> ExtVector:
    """z − a − α·v."""
    term = scaled(value.words, alpha)
    whole = ExtVector(np.full_like(term.a, z.a), np.full_like(term.b, z.b))
    return whole - term - address
