"""A circuit: what it says of itself, and how it lays out a witness."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from .configuration import Configuration
from .region import Layout, usable_rows

MIN_K = 4


def smallest_k(rows: int) -> int:
    """The smallest k whose usable rows suffice."""
    k = MIN_K
    while usable_rows(k) < rows:
        k += 1
    return k


class Circuit(ABC):
    """Of 2^log_rows rows; `witness_length` elements are laid out. Subclasses configure `meta` when they are made."""

    def __init__(self, log_rows: int, witness_length: int) -> None:
        self.log_rows = log_rows
        self.witness_length = witness_length
        self.meta = Configuration()

    @abstractmethod
    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        """Fill the rows. Which cells are filled, and what is copied, does not depend on the witness."""

    def lay_out(self, witness: Sequence[int]) -> Layout:
        """All rows filled."""
        layout = Layout(self.meta, self.log_rows)
        self.synthesize(layout, witness)
        return layout
