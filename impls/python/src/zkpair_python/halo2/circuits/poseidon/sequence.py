"""The partial rounds as a sequence of one element a round.

A partial round has one S-box, so the two other elements u_i of the state follow linearly from what the S-boxes did:

    x_i the S-box's input of partial round i, y_i = x_i^5
    (x_{i+1}, u_{i+1}) = M·(y_i, u_i) + c_{i+1}

The equations for x_{i+1} and x_{i+2} are linear in u_i and determine it; put into the one for x_{i+3} they leave
x_{i+3} as a linear combination of x_{i+1}, x_{i+2}, y_i, y_{i+1}, y_{i+2} and a constant: one cell a round, three
rounds a row of three columns. The same way lead from the last full round before into x_0, x_1, x_2, and out of
x_54, x_55, x_56 (the first element before the S-boxes of round 60) into the full rounds after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from zkpair_python.halo.field import P
from zkpair_python.halo2.expression import Constant, Expression

from .expressions import combination
from .hash import CAPACITY
from .parameters import HALF_FULL_ROUNDS, PARTIAL_ROUNDS, State, added, fifth, parameters


@dataclass(frozen=True)
class Affine:
    """Σ coefficients·inputs + constant."""

    coefficients: tuple[int, ...]
    constant: int

    @staticmethod
    def each(f: Callable[[Sequence[int]], Sequence[int]], inputs: int) -> list[Affine]:
        """Of the results of a function that is affine, from its values at 0 and the unit vectors."""
        constants = f([0] * inputs)
        at_units = [f([int(i == j) for i in range(inputs)]) for j in range(inputs)]
        return [
            Affine(tuple((results[i] - constant) % P for results in at_units), constant)
            for i, constant in enumerate(constants)
        ]

    def linear(self, inputs: Sequence[Expression]) -> Expression:
        """Without the constant, which a fixed column supplies."""
        return combination(self.coefficients, inputs)

    def whole(self, inputs: Sequence[Expression]) -> Expression:
        return self.linear(inputs) + Constant(self.constant)


def constants(i: int) -> State:
    """c_i of partial round i; c_56 is that of the full round after the last."""
    return parameters().round(HALF_FULL_ROUNDS + i)


def step(i: int, y: int, u: Sequence[int]) -> State:
    """(x_{i+1}, u_{i+1}) from y_i and u_i."""
    return added(parameters().multiply([y, *u]), constants(i + 1))


def hidden(i: int, x1: int, x2: int, y0: int, y1: int) -> State:
    """u_i from x_{i+1}, x_{i+2}, y_i, y_{i+1}.

    x_{i+1} = (its value for u_i = 0) + m·u_i and x_{i+2} = (the same) + m·A·u_i: two equations for two unknowns.
    """
    (_, m1, m2), (_, a11, a12), (_, a21, a22) = parameters().matrix
    n1, n2 = m1 * a11 + m2 * a21, m1 * a12 + m2 * a22
    x1_without, *others = step(i, y0, [0, 0])
    x2_without, *_ = step(i + 1, y1, others)
    r1, r2 = x1 - x1_without, x2 - x2_without
    over = pow(m1 * n2 - m2 * n1, -1, P)
    return [(r1 * n2 - m2 * r2) * over % P, (m1 * r2 - r1 * n1) * over % P]


@cache
def successor(i: int) -> Affine:
    """x_{i+3} from x_{i+1}, x_{i+2}, y_i, y_{i+1}, y_{i+2}; all i have the same coefficients."""

    def x3(inputs: Sequence[int]) -> State:
        x1, x2, y0, y1, y2 = inputs
        _, *u1 = step(i, y0, hidden(i, x1, x2, y0, y1))
        _, *u2 = step(i + 1, y1, u1)
        return step(i + 2, y2, u2)[:1]

    [x] = Affine.each(x3, 5)
    return x


def entry() -> list[Affine]:
    """x_0, x_1, x_2 from a^5, b^5, c^5 of the full round before, y_0, y_1."""

    def xs(inputs: Sequence[int]) -> State:
        *s_boxes, y0, y1 = inputs
        x0, *u0 = added(parameters().multiply(s_boxes), constants(0))
        x1, *u1 = step(0, y0, u0)
        return [x0, x1, step(1, y1, u1)[0]]

    return Affine.each(xs, 5)


def exit_() -> list[Affine]:
    """The second and third element before the S-boxes of the full round after, from x_55, x_56, y_54, y_55."""
    i = PARTIAL_ROUNDS - 2

    def others(inputs: Sequence[int]) -> State:
        x55, x56, y54, y55 = inputs
        _, *u = step(i, y54, hidden(i, x55, x56, y54, y55))
        return step(i + 1, y55, u)[1:]

    return Affine.each(others, 4)


def first_round() -> tuple[int, list[Affine]]:
    """c of h + c, the S-box's input of round 0, and that round's result from its fifth power.

    The other two elements of a hash's initial state are constants.
    """
    c, *others = added([0, 0, CAPACITY], parameters().round(0))

    def after(inputs: Sequence[int]) -> State:
        return added(parameters().multiply([*inputs, *map(fifth, others)]), parameters().round(1))

    return c, Affine.each(after, 1)
