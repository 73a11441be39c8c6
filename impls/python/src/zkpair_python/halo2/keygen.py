"""`halo2/keygen`: the verifying key of a circuit, as the text of halo2's pinned key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.halo.curve import VESTA, Curve
from zkpair_python.halo.params import Params
from zkpair_python.versions import LANGUAGE

from .cell import Cell, cell_of
from .keys import make_keys
from .params_cache import cached_params


@dataclass(frozen=True)
class KeygenInput:
    cell: Cell
    params: Params


class Python:
    """`halo2/keygen:python`: the rows laid out, selectors packed, a commitment to each fixed and permuted column."""

    wire_format = "halo2-pinned-key"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "simple floor planner, radix-2 transforms; double and add for each of n points",
        "simd": "none",
    }
    parallel = False
    curve: Curve = VESTA

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[KeygenInput]:
        """halo2's parameters read from the disk, or made and kept there."""
        cell = cell_of(case)
        params = cached_params(cell.circuit().log_rows, self.curve)
        return [KeygenInput(cell, params)] * len(case.instances)

    def run(self, state: KeygenInput) -> str:
        """The key anew."""
        return make_keys(state.cell.circuit(), state.params).text

    def encode(self, output: str) -> bytes:
        return output.encode()
