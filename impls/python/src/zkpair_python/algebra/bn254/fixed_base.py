"""Many multiples of one point, as a trusted setup needs them: a table of d·2^(cw)·P, then one addition for each window.

k·P = Σ_w table[w][d_w] with the base-2^c digits d_w of k (Brickell, Gordon, McCurley, Wilson, EUROCRYPT 1992). All
scalars go through a window together and share its inversion: about 254/c batched additions for each multiple.
"""

from collections.abc import Sequence
from typing import Generic

from zkpair_python.algebra.bn254.constants import R
from zkpair_python.algebra.group import Group, Point
from zkpair_python.algebra.number import mpz
from zkpair_python.algebra.pippenger import digits

SCALAR_BITS = 254


class FixedBase(Generic[Point]):
    """The table of one point. `num_scalars`, how many multiples are wanted in all, sets its size."""

    def __init__(self, group: Group[Point], base: Point, num_scalars: int) -> None:
        # 2^c additions a window build the table and num_scalars use it.
        self.group = group
        self.c = min(range(1, 15), key=lambda c: -(-SCALAR_BITS // c) * ((1 << c) + num_scalars))
        self.windows = -(-SCALAR_BITS // self.c)

        firsts: list[Point | None] = [base]  # 2^(cw)·P
        for _ in range(self.windows - 1):
            shifted = firsts[-1:]
            for _ in range(self.c):
                shifted = group.double_each(shifted)
            firsts += shifted
        columns: list[list[Point | None]] = [[None] * self.windows]  # d·2^(cw)·P, for each d over all w
        for _ in range(1, 1 << self.c):
            columns.append(group.add_pairs(columns[-1], firsts))
        self.columns = columns

    def multiply_each(self, scalars: Sequence[int]) -> list[Point | None]:
        """[k]P for each k (taken mod r)."""
        rows = [digits(mpz(k) % R, self.c, self.windows) for k in scalars]
        results: list[Point | None] = [None] * len(rows)
        for w in range(self.windows):
            results = self.group.add_pairs(results, [self.columns[row[w]][w] for row in rows])
        return results
