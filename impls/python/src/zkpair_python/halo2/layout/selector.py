"""Selectors: flags that switch gates on, row by row. They are no columns yet; packing.py makes columns of them."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_python.halo2.expression import Evaluations, Expression


@dataclass(frozen=True)
class Selector(Expression):
    """`simple` ones stand as factors of gates alone, and may share a column; others may stand anywhere."""

    index: int
    simple: bool

    def evaluate(self, at: Evaluations) -> int:
        raise TypeError("a selector has no value until it is packed into a column")

    @property
    def degree(self) -> int:
        return 1
