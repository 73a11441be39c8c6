"""Two Fibonacci numbers in each row: "the 2n-th number of the sequence that starts with a, b is `result`".

s0' = s0 + s1,   s1' = s1 + s0'            public: a, b, result
"""

from collections.abc import Sequence
from typing import ClassVar

from .air import Air, Assertion, Degree, F


class Fibonacci(Air):
    name = "fibonacci"
    main_width = 2
    num_public = 3
    main_degrees: ClassVar = (Degree(1), Degree(1))
    constraint_names: ClassVar = ("s0' − (s0 + s1)", "s1' − (s1 + s0')")

    def transition(self, row: Sequence[F], following: Sequence[F], periodic: Sequence[F]) -> list[F]:
        s0, s1 = row
        s0_next, s1_next = following
        return [s0_next - (s0 + s1), s1_next - (s1 + s0_next)]

    def assertions(self) -> list[Assertion]:
        a, b, result = self.public
        return [Assertion(0, 0, a), Assertion(1, 0, b), Assertion(1, self.length - 1, result)]
