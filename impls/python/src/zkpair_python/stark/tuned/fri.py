"""FRI over arrays: `..fri` with the rows of a word as a matrix of eight words (four elements) each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import GENERATOR, P, inverse, root_of_unity
from zkpair_python.stark.fri import QUARTER, FriProof, FriProver, LayerOpening, fold_positions
from zkpair_python.stark.hashing import hash_extension
from zkpair_python.stark.options import BLOWUP, FOLDING, num_fri_layers
from zkpair_python.stark.transcript import Coin

from .commitment import FastHash, FastMerkleTree, tree_of_rows
from .domains import interpolate, powers
from .vectors import ExtVector, mul, scaled

ROWS = 1 << 12
"""Folded at a time."""


class ArrayLayer(NamedTuple):
    rows: Words
    tree: FastMerkleTree


def rows_of(values: Words) -> Words:
    """(m, 2) to (m/4, 8): row i has the elements i, i + m/4, i + m/2, i + 3m/4."""
    quarter = len(values) // FOLDING
    return np.ascontiguousarray(values.reshape(FOLDING, quarter, 2).transpose(1, 0, 2)).reshape(quarter, 2 * FOLDING)


def fold(rows: Words, alpha: Ext) -> Words:
    """The next word."""
    count = len(rows)
    omega = root_of_unity(count * FOLDING)
    iota_inverse = np.uint64(inverse(pow(omega, count, P)))
    xs_inverse = powers(inverse(omega), count, inverse(GENERATOR))
    values = np.empty((count, 2), np.uint64)
    for start in range(0, count, ROWS):
        part = slice(start, start + ROWS)
        values[part] = fold_rows(rows[part], scaled(xs_inverse[part], alpha), iota_inverse).matrix()
    return values


def fold_rows(rows: Words, y: ExtVector, iota_inverse: np.uint64) -> ExtVector:
    """The values at α of the polynomials through the rows, for y = α/x in each."""
    columns = np.ascontiguousarray(rows.T)
    v0, v1, v2, v3 = (ExtVector(columns[2 * j], columns[2 * j + 1]) for j in range(FOLDING))
    even, odd, even_difference, difference = v0 + v2, v1 + v3, v0 - v2, v1 - v3
    odd_difference = ExtVector(mul(difference.a, iota_inverse), mul(difference.b, iota_inverse))
    low = even + odd + y * (even_difference + odd_difference)
    high = even - odd + y * (even_difference - odd_difference)
    return (low + y.squared() * high) * QUARTER


class TunedFriProver(FriProver):
    """Words are (m, 2) matrices."""

    h: FastHash

    def __init__(self, h: FastHash, coin: Coin) -> None:
        super().__init__(h, coin)
        self.array_layers: list[ArrayLayer] = []

    def commit(self, values: Any) -> None:
        for _ in range(num_fri_layers(len(values))):
            rows = rows_of(values)
            tree = tree_of_rows(self.h, rows)
            self.array_layers.append(ArrayLayer(rows, tree))
            self._send(tree.root)
            values = fold(rows, self.coin.draw())
        coefficients = ExtVector.pairs(interpolate(values, GENERATOR)[: len(values) // BLOWUP])
        self.remainder = [coefficients.element(i) for i in range(len(coefficients) - 1, -1, -1)]
        self._send(hash_extension(self.h, self.remainder))

    def open(self, positions: Sequence[int]) -> FriProof:
        opened = []
        for rows, tree in self.array_layers:
            positions = fold_positions(positions, len(rows) * FOLDING)
            found = rows[positions].tolist()
            elements = [tuple(Ext(row[2 * j], row[2 * j + 1]) for j in range(FOLDING)) for row in found]
            opened.append(LayerOpening(elements, tree.open_batch(positions)))
        return FriProof(opened, self.remainder)
