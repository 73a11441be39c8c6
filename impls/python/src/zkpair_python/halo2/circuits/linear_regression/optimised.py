"""The regression in seven rows a row of data: two limbs in each, both looked up; one running sum for
Σ w·x − r − 2^8·y, which has to be zero at the end of every row of data, and one for the predictions.

    row  | p     | q      | weight of p | of q   | end | difference        | total        |
     0   | low y | high y | −2^8        | −2^16  |  1  | 0                 | Σ y so far   |   later rows stand above
     1   | r     | 0      | −1          | 0      |     | Σ w·x − r         | Σ y before   |   earlier ones: the public
     2   | x_8   | x_9    | w_8         | w_9    |     | Σ w·x             |              |   sum lies in row 0
     …   |       |        |             |        |     |                   |              |
     6   | x_0   | x_1    | w_0         | w_1    |     | w_0·x_0 + w_1·x_1 | Σ y before   |

The offset b + 2^7 is added where a row of data ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zkpair_python.halo.field import P
from zkpair_python.halo2.layout.circuit import Circuit, smallest_k
from zkpair_python.halo2.layout.region import Layout

from .model import FEATURES, LIMB_BITS, OFFSET, PREDICTION_LIMBS, WEIGHTS, predict
from .statement import rows_of_data, samples

COEFFICIENTS = (*WEIGHTS, -1, 0, -(1 << LIMB_BITS), -(1 << PREDICTION_LIMBS * LIMB_BITS))
"""What each limb counts for in the difference, in time: ten features, the remainder, a zero, the prediction's two."""
LIMBS_A_ROW = 2
ROWS_A_SAMPLE = len(COEFFICIENTS) // LIMBS_A_ROW


class Row(NamedTuple):
    """Limbs and their coefficients; `difference` and `total` with them; `end` of a row of data."""

    limbs: Sequence[int]
    coefficients: Sequence[int]
    difference: int
    total: int
    end: bool


class Optimised(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(smallest_k(max(ROWS_A_SAMPLE * samples(k), 1 << LIMB_BITS)), FEATURES * samples(k))
        meta = self.meta
        self.limbs, self.weights = meta.advice(LIMBS_A_ROW), meta.fixed(LIMBS_A_ROW)
        self.difference, self.total = meta.advice(2)
        self.on, self.more, self.end, self.table = meta.fixed(4)
        public = meta.instance()
        self.last = meta.selector()
        for limb in self.limbs:
            meta.lookup(meta.query(limb), self.table)

        on, more, end = (meta.query(column) for column in (self.on, self.more, self.end))
        w_p, w_q = (meta.query(column) for column in self.weights)
        p, q = (meta.query(column) for column in self.limbs)
        d, t = meta.query(self.difference), meta.query(self.total)
        d_before, t_before = meta.query(self.difference, 1), meta.query(self.total, 1)
        prediction = p + q * (1 << LIMB_BITS)
        meta.gate(
            [
                on * d - more * d_before - w_p * p - w_q * q - end * OFFSET,
                on * t - more * t_before - end * prediction,
                end * d,
            ]
        )
        meta.gate([meta.query(self.total) - meta.query(public)], self.last)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        layout.table(self.table, range(1 << LIMB_BITS))
        rows = list(running_sums(witness))
        with layout.region() as region:
            region.enable(self.last, 0)
            for time, row in enumerate(rows):
                at = len(rows) - 1 - time
                for column, limb in zip(self.limbs, row.limbs, strict=True):
                    region.assign(column, at, limb)
                for column, coefficient in zip(self.weights, row.coefficients, strict=True):
                    region.assign(column, at, coefficient)
                region.assign(self.difference, at, row.difference)
                region.assign(self.total, at, row.total)
                for column, flag in ((self.on, True), (self.more, time > 0), (self.end, row.end)):
                    region.assign(column, at, int(flag))


def limbs_of(features: Sequence[int]) -> list[int]:
    """The limbs of a row of data, in time."""
    prediction, remainder = predict(features)
    return [*features, remainder, 0, prediction % (1 << LIMB_BITS), prediction >> LIMB_BITS]


def running_sums(witness: Sequence[int]) -> Iterator[Row]:
    """All rows in time."""
    difference = total = 0
    for features in rows_of_data(witness):
        limbs = limbs_of(features)
        for i in range(0, len(limbs), LIMBS_A_ROW):
            two, weights = limbs[i : i + LIMBS_A_ROW], COEFFICIENTS[i : i + LIMBS_A_ROW]
            end = i + LIMBS_A_ROW == len(limbs)
            difference += sum(limb * weight for limb, weight in zip(two, weights, strict=True))
            if end:
                difference += OFFSET
                total += two[0] + (two[1] << LIMB_BITS)
            yield Row(two, weights, difference % P, total, end)
