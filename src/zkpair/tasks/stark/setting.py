"""The parameters of a proof: what a cell demands of the prover, and all that a verifier may accept.

The default proves at least 100 bits by unique decoding (zkpair.tasks.stark.soundness). `setting=queries28` is a common
choice of published benchmarks, which proves about 39.
"""

from __future__ import annotations

from dataclasses import dataclass

from zkpair.tasks.arithmetic.small_field import FIELDS, SmallField
from zkpair.tasks.task import Cell

EXTENSION_DEGREE = {"goldilocks": 2, "koalabear": 4}


@dataclass(frozen=True)
class Setting:
    """Rate 1/blowup, number of queries, grinding in bits; FRI folds by four down to at most 32 coefficients."""

    queries: int
    grinding: int
    blowup: int = 8
    folding: int = 4
    remainder_max_degree: int = 31

    def fri_layers(self, domain: int) -> int:
        """How often a function on a domain of that size is folded."""
        layers = 0
        while domain > (self.remainder_max_degree + 1) * self.blowup:
            domain //= self.folding
            layers += 1
        return layers


DEFAULT = Setting(queries=121, grinding=0)
SETTINGS = {"": DEFAULT, "queries28": Setting(queries=28, grinding=16)}


def setting_of(cell: Cell) -> Setting:
    """ValueError for a setting that does not exist."""
    name = cell.parameters.get("setting", "")
    if name not in SETTINGS:
        raise ValueError(f"{cell}: setting={name} does not exist; there is {', '.join(s for s in SETTINGS if s)}")
    return SETTINGS[name]


def field_of(cell: Cell) -> SmallField:
    return FIELDS[cell.parameters["field"]]


def extension_degree(cell: Cell) -> int:
    return EXTENSION_DEGREE[cell.parameters["field"]]
