"""Poseidon in 27 rows a hash instead of 65, without copies: three partial rounds a row (sequence.py), the digest of a
hash the first cell of the next, no cells for constants.

    row in time   a         b        c         the gate between it and the row after
     0            h                            first: the other two elements of round 0 are constants
     1 … 3        S-box inputs of rounds 1…3   full, full, enter
     4 … 22       x_0 x_1 x_2, x_3 x_4 x_5 …   partial (18 times), exit
    23 … 26       S-box inputs of rounds 60…63 full (4 times; after the last without constants)
    27            h' …                         row 0 of the next hash

Later rows stand above earlier ones, so that h_m lies in row 0, as it does in the public column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from zkpair_python.halo2.expression import Constant, Expression
from zkpair_python.halo2.layout.circuit import Circuit, smallest_k
from zkpair_python.halo2.layout.region import Layout
from zkpair_python.halo2.layout.selector import Selector

from .expressions import combination, fifth_power
from .hash import CAPACITY, states
from .parameters import HALF_FULL_ROUNDS, PARTIAL_ROUNDS, ROUNDS, WIDTH, State, added, parameters
from .sequence import entry, exit_, first_round, successor
from .statement import WITNESS_LENGTH, hashes

PARTIAL_ROWS = (PARTIAL_ROUNDS + 1) // WIDTH
ROWS_A_HASH = 2 * HALF_FULL_ROUNDS + PARTIAL_ROWS
ENTRY_ROW = HALF_FULL_ROUNDS - 1
EXIT_ROW = HALF_FULL_ROUNDS + PARTIAL_ROWS - 1

Row = list[Expression]


class Optimised(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(smallest_k(ROWS_A_HASH * hashes(k) + 1), WITNESS_LENGTH)
        self.hashes = hashes(k)
        meta = self.meta
        self.state, self.constants = meta.advice(WIDTH), meta.fixed(WIDTH)
        public = meta.instance()
        self.first = self._gate(first_gate)
        self.full = self._gate(full_gate)
        self.enter = self._gate(enter_gate)
        self.partial = self._gate(partial_gate)
        self.exit = self._gate(exit_gate)
        self.last = meta.selector()
        meta.gate([meta.query(self.state[0]) - meta.query(public)], self.last)

    def _gate(self, constraints: Callable[[Row, Row, Row], Row]) -> Selector:
        """Between a row, the one before it in time (that is, below it), and the fixed columns."""
        meta = self.meta
        selector = meta.selector()
        before: Row = [meta.query(column, 1) for column in self.state]
        after: Row = [meta.query(column) for column in self.state]
        constants: Row = [meta.query(column) for column in self.constants]
        meta.gate(constraints(before, after, constants), selector)
        return selector

    def _after(self, row: int) -> tuple[Selector, State]:
        """The gate after a row of a hash, and the constants that it takes from the fixed columns."""
        nothing = [0] * WIDTH
        if row == 0:
            return self.first, nothing
        if row < ENTRY_ROW:
            return self.full, parameters().round(row + 1)
        if row == ENTRY_ROW:
            return self.enter, nothing
        if row < EXIT_ROW:
            i = WIDTH * (row - HALF_FULL_ROUNDS)
            return self.partial, [successor(i + j).constant for j in range(WIDTH)]
        if row == EXIT_ROW:
            return self.exit, nothing
        return self.full, parameters().round(row + 1 + ROUNDS - ROWS_A_HASH)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        rows = all_rows(witness[0], self.hashes)
        last = len(rows) - 1
        with layout.region() as region:
            region.enable(self.last, 0)
            for time, row in enumerate(rows):
                for column, s in zip(self.state, row, strict=True):
                    region.assign(column, last - time, s)
                if time < last:
                    selector, constants = self._after(time % ROWS_A_HASH)
                    region.enable(selector, last - time - 1)
                    for column, constant in zip(self.constants, constants, strict=True):
                        region.assign(column, last - time - 1, constant)


def first_gate(before: Row, after: Row, _: Row) -> Row:
    constant, outputs = first_round()
    y = fifth_power(before[0] + Constant(constant))
    return [output.whole([y]) - s for output, s in zip(outputs, after, strict=True)]


def full_gate(before: Row, after: Row, constants: Row) -> Row:
    s_boxes = [fifth_power(x) for x in before]
    rows = zip(parameters().matrix, constants, after, strict=True)
    return [combination(row, s_boxes) + constant - s for row, constant, s in rows]


def enter_gate(before: Row, after: Row, _: Row) -> Row:
    inputs = [fifth_power(x) for x in (*before, after[0], after[1])]
    return [x.whole(inputs) - s for x, s in zip(entry(), after, strict=True)]


def partial_gate(before: Row, after: Row, constants: Row) -> Row:
    x = [*before, *after]
    y = [fifth_power(s) for s in x[:5]]
    following = successor(0)  # the coefficients are those of all rounds
    return [
        following.linear([x[i + 1], x[i + 2], y[i], y[i + 1], y[i + 2]]) + constants[i] - x[i + 3] for i in range(WIDTH)
    ]


def exit_gate(before: Row, after: Row, _: Row) -> Row:
    x_54, x_55, x_56 = before
    inputs = [x_55, x_56, fifth_power(x_54), fifth_power(x_55)]
    second, third = exit_()
    return [x_56 - after[0], second.whole(inputs) - after[1], third.whole(inputs) - after[2]]


def all_rows(start: int, count: int) -> list[State]:
    """All rows in time; the last is the state in which the last hash ends."""
    rows, end = [], [start, 0, 0]
    for _ in range(count):
        own, following = rows_of_hash(end[0])
        rows += [end, *own]
        end = following
    return [*rows, end]


def rows_of_hash(h: int) -> tuple[list[State], State]:
    """The rows of one hash after its first, in time, and the state in which it ends."""
    *before_rounds, end = states([h, 0, CAPACITY])
    s_boxes = [added(s, parameters().round(number)) for number, s in enumerate(before_rounds)]
    partial_end = HALF_FULL_ROUNDS + PARTIAL_ROUNDS
    cells = [
        *chain(*s_boxes[1:HALF_FULL_ROUNDS]),
        *(x for x, _, _ in s_boxes[HALF_FULL_ROUNDS : partial_end + 1]),
        *chain(*s_boxes[partial_end:]),
    ]
    return [cells[i : i + WIDTH] for i in range(0, len(cells), WIDTH)], end
