"""A chain of multiplications: "I know x_0 and b such that n − 1 steps of x → x·(x + b) end at y".

x' = x·(x + b),   b' = b            public: y = x(n − 1)
"""

from collections.abc import Sequence
from typing import ClassVar

from .air import Air, Assertion, Degree, F


class Chain(Air):
    name = "chain"
    main_width = 2
    num_public = 1
    main_degrees: ClassVar = (Degree(2), Degree(1))
    constraint_names: ClassVar = ("x' − x·(x + b)", "b' − b")

    def transition(self, row: Sequence[F], following: Sequence[F], periodic: Sequence[F]) -> list[F]:
        x, b = row
        x_next, b_next = following
        return [x_next - x * (x + b), b_next - b]

    def assertions(self) -> list[Assertion]:
        (y,) = self.public
        return [Assertion(0, self.length - 1, y)]
