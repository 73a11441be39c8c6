"""FRI, the fast Reed-Solomon proof of proximity (Ben-Sasson et al. 2018, ECCC TR17-134), folding by 4, as winter-fri.

A word f of m values on 7·⟨ω⟩, ω = ω_m, is committed to in rows of the four points whose fourth power is the same,
x_i, ιx_i, ι²x_i, ι³x_i with x_i = 7ω^i, ι = ω^(m/4), i < m/4:

    row_i = (f_i, f_{i+m/4}, f_{i+m/2}, f_{i+3m/4})

With α random, the next word has at i the value at α of the polynomial of degree below 4 through row_i. It is taken as
a word on 7·⟨ω^4⟩ again (its points are 7^4·ω^(4i); a constant factor in the variable does not change a degree). When
the degree bound is at most 32 the coefficients of the last word, highest first, are the remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import MalformedProof, RejectedProof
from .extension import ZERO, Ext
from .field import GENERATOR, P, inverse, powers, root_of_unity
from .hashing import Hash, hash_extension
from .merkle import BatchOpening, MerkleTree, check_opening
from .options import BLOWUP, FOLDING, num_fri_layers
from .polynomial import interpolate_ext_on_coset
from .transcript import Coin

Row = tuple[Ext, ...]


def rows_of(values: Sequence[Ext]) -> list[Row]:
    """The word's rows of four."""
    quarter = len(values) // FOLDING
    return [tuple(values[i + j * quarter] for j in range(FOLDING)) for i in range(quarter)]


def fold_row(row: Row, y: Ext, iota_inverse: int) -> Ext:
    """The value at α of the polynomial through row at x, ιx, ι²x, ι³x, for y = α/x.

    Its coefficients are c_k = x^(−k)/4 · Σ_j ι^(−jk)·row_j, with ι² = −1.
    """
    v0, v1, v2, v3 = row
    even, odd = v0 + v2, v1 + v3
    even_difference, odd_difference = v0 - v2, (v1 - v3) * iota_inverse
    y2 = y * y
    low = (even + odd) + y * (even_difference + odd_difference)
    high = (even - odd) + y * (even_difference - odd_difference)
    return (low + y2 * high) * QUARTER


QUARTER = inverse(FOLDING)


def fold(rows: Sequence[Row], alpha: Ext) -> list[Ext]:
    """The next word, a quarter as long."""
    omega = root_of_unity(len(rows) * FOLDING)
    iota_inverse = inverse(pow(omega, len(rows), P))
    xs_inverse = powers(inverse(omega), len(rows), inverse(GENERATOR))
    return [fold_row(row, alpha * x_inverse, iota_inverse) for row, x_inverse in zip(rows, xs_inverse, strict=True)]


def fold_positions(positions: Sequence[int], domain_size: int) -> list[int]:
    """Where the positions are in the next word: modulo its size, without repetitions, in order of appearance."""
    return list(dict.fromkeys(position % (domain_size // FOLDING) for position in positions))


@dataclass(frozen=True)
class LayerOpening:
    """The rows of one word at the folded positions, in their order, and the Merkle opening."""

    rows: list[Row]
    opening: BatchOpening


@dataclass(frozen=True)
class FriProof:
    layers: list[LayerOpening]
    remainder: list[Ext]
    """Coefficients, the highest first."""


@dataclass(frozen=True)
class Layer:
    """A word as committed to."""

    rows: list[Row]
    tree: MerkleTree


class FriProver:
    """The commit phase, then the query phase. Each step is a method, so that a test can take another one."""

    def __init__(self, h: Hash, coin: Coin) -> None:
        self.h = h
        self.coin = coin
        self.layers: list[Layer] = []
        self.commitments: list[bytes] = []
        self.remainder: list[Ext] = []

    def commit_row(self, rows: list[Row]) -> MerkleTree:
        return MerkleTree(self.h, [hash_extension(self.h, row) for row in rows])

    def fold(self, rows: list[Row], alpha: Ext) -> list[Ext]:
        return fold(rows, alpha)

    def remainder_of(self, values: Sequence[Ext]) -> list[Ext]:
        """The coefficients below the degree bound. Those above it are 0 for a word of low degree."""
        return interpolate_ext_on_coset(values, GENERATOR)[: len(values) // BLOWUP][::-1]

    def commit(self, values: Sequence[Ext]) -> None:
        """The commit phase: fold, commit, draw, until the degree bound is small."""
        for _ in range(num_fri_layers(len(values))):
            rows = rows_of(values)
            tree = self.commit_row(rows)
            self.layers.append(Layer(rows, tree))
            self._send(tree.root)
            values = self.fold(rows, self.coin.draw())
        self.remainder = self.remainder_of(values)
        self._send(hash_extension(self.h, self.remainder))

    def _send(self, commitment: bytes) -> None:
        self.commitments.append(commitment)
        self.coin.reseed(commitment)

    def open(self, positions: Sequence[int]) -> FriProof:
        """The query phase."""
        opened = []
        for layer in self.layers:
            positions = fold_positions(positions, len(layer.rows) * FOLDING)
            rows = [layer.rows[position] for position in positions]
            opened.append(LayerOpening(rows, layer.tree.open_batch(positions)))
        return FriProof(opened, self.remainder)


def draw_alphas(coin: Coin, commitments: Sequence[bytes]) -> list[Ext]:
    """The verifier's side of the commit phase. One challenge follows the remainder too; nothing uses it."""
    alphas = []
    for commitment in commitments:
        coin.reseed(commitment)
        alphas.append(coin.draw())
    return alphas


def verify_fri(
    h: Hash,
    commitments: Sequence[bytes],
    alphas: Sequence[Ext],
    domain_size: int,
    positions: Sequence[int],
    values: Sequence[Ext],
    proof: FriProof,
) -> None:
    """Raise `RejectedProof` unless the word with these values at these positions is close to degree < domain_size/8.

    Raises `MalformedProof` when the proof has not as many rows or coefficients as the positions make it have.
    """
    if hash_extension(h, proof.remainder) != commitments[-1]:
        raise RejectedProof("fri: the remainder is not the one that was committed to before the queries")
    for depth, layer in enumerate(proof.layers):
        folded = fold_positions(positions, domain_size)
        if len(layer.rows) != len(folded):
            raise MalformedProof(f"fri layer {depth}: {len(layer.rows)} rows for {len(folded)} positions")
        row_at = dict(zip(folded, layer.rows, strict=True))
        leaves = {position: hash_extension(h, row) for position, row in row_at.items()}
        quarter = domain_size // FOLDING
        check_opening(h, commitments[depth], quarter, leaves, layer.opening, f"fri layer {depth}")
        for position, value in zip(positions, values, strict=True):
            if row_at[position % quarter][position // quarter] != value:
                raise RejectedProof(f"fri layer {depth}: the value at position {position} is not the one folded to it")
        omega = root_of_unity(domain_size)
        iota_inverse = inverse(pow(omega, quarter, P))
        values = [
            fold_row(row, alphas[depth] * inverse(GENERATOR * pow(omega, position, P)), iota_inverse)
            for position, row in row_at.items()
        ]
        positions, domain_size = folded, quarter
    omega = root_of_unity(domain_size)
    for position, value in zip(positions, values, strict=True):
        if horner(proof.remainder, GENERATOR * pow(omega, position, P) % P) != value:
            raise RejectedProof(f"fri: the remainder has another value at position {position} than what was folded")


def horner(highest_first: Sequence[Ext], x: int) -> Ext:
    value = ZERO
    for coefficient in highest_first:
        value = value * x + coefficient
    return value
