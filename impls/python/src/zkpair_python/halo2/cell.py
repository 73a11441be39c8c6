"""What a halo2 cell's parameters say: the statement, how it is laid out, how many rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zkpair_python.case import Case
from zkpair_python.halo.curve import Curve
from zkpair_python.halo.errors import UnsupportedCellError

from .circuits.statements import STATEMENTS, Statement
from .keys import Keys, make_keys
from .layout.circuit import Circuit
from .params_cache import cached_params

MAX_K = 14
PUBLIC_LENGTHS = (1,)
"""Elements in each instance column: every circuit has one, the last state, a sum or the last hash."""
KEYS_KEPT = 2


@dataclass(frozen=True)
class Cell:
    """A statement's version at the size 2^k."""

    circuit_name: str
    version: str
    k: int

    @property
    def statement(self) -> Statement:
        return STATEMENTS[self.circuit_name]

    def circuit(self) -> Circuit:
        """The circuit, configured anew."""
        return self.statement.versions[self.version](self.k)


def cell_of(case: Case) -> Cell:
    """Raises `UnsupportedCellError`."""
    name = _one_of(case.params, "circuit", STATEMENTS)
    statement = STATEMENTS[name]
    version = _one_of(case.params, "version", statement.versions)
    k = case.size.bit_length() - 1
    if case.size != 1 << k or not statement.min_k <= k <= MAX_K:
        raise UnsupportedCellError(f"{case.size} rows: {name} is done for 2^{statement.min_k} to 2^{MAX_K}")
    return Cell(name, version, k)


def _one_of(params: Mapping[str, str], parameter: str, supported: Mapping[str, object]) -> str:
    got = params.get(parameter, "")
    if got not in supported:
        raise UnsupportedCellError(f"{parameter}={got!r} is not done here; use {' or '.join(supported)}")
    return got


@lru_cache(maxsize=KEYS_KEPT)
def keys_of(cell: Cell, curve: Curve) -> Keys:
    """The cell's keys; those made last are kept."""
    circuit = cell.circuit()
    return make_keys(circuit, cached_params(circuit.log_rows, curve))
