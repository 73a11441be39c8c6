"""The chain in rows of six steps, with neither copies nor cells for what a gate can work out.

f²(x) = y·(y + b),  y = x·(x + b)                     degree 4: every other state needs no cell

| u       | v       | w       | b |
| x_m     |         |         | b |                   later states stand above earlier ones, so that x_m lies in
| x_{m−6} | x_{m−4} | x_{m−2} | b |                   row 0, as it does in the public column
| …       |         |         | b |                   v = f²(u), w = f²(v), u above = f²(w)
| x_0     | x_2     | x_4     | b |
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.expression import Expression
from zkpair_python.halo2.layout.circuit import Circuit, smallest_k
from zkpair_python.halo2.layout.region import Layout

from .statement import STEPS_A_ROW, WITNESS_LENGTH, states, steps

STATES_A_ROW = STEPS_A_ROW // 2


def two_steps(x: Expression, b: Expression) -> Expression:
    """f²(x)."""
    y = x * (x + b)
    return y * (y + b)


class Optimised(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(smallest_k(steps(k) // STEPS_A_ROW + 1), WITNESS_LENGTH)
        self.steps = steps(k)
        meta = self.meta
        self.states = meta.advice(STATES_A_ROW)
        [self.addend] = meta.advice(1)
        public = meta.instance()
        self.step, self.last = meta.selector(), meta.selector()

        later, b_later = meta.query(self.states[0]), meta.query(self.addend)
        u, v, w, b = (meta.query(column, 1) for column in (*self.states, self.addend))
        meta.gate(
            [two_steps(u, b) - v, two_steps(v, b) - w, two_steps(w, b) - later, b - b_later],
            self.step,
        )
        meta.gate([meta.query(self.states[0]) - meta.query(public)], self.last)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        start, addend = witness
        x = states(start, addend, self.steps)
        rows = self.steps // STEPS_A_ROW
        with layout.region() as region:
            region.enable(self.last, 0)
            for row in range(rows + 1):
                first = STEPS_A_ROW * (rows - row)
                for i, column in enumerate(self.states if row else self.states[:1]):
                    region.assign(column, row, x[first + 2 * i])
                region.assign(self.addend, row, addend)
                if row < rows:
                    region.enable(self.step, row)
