"""What a STARK cell's parameters say (AIR, field, hash, options), and the checks of sizes that all operations make."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_python.case import Case
from zkpair_python.errors import UnsupportedParameterError

from .air import MAX_LOG_LENGTH, MIN_LOG_LENGTH, Air
from .airs import air_class
from .errors import UnsupportedCellError
from .hashing import Hash, hash_named
from .options import Options, options_of


@dataclass(frozen=True)
class StarkCell:
    air: type[Air]
    length: int
    hash: Hash
    options: Options


def require_field(case: Case) -> None:
    if case.params.get("field") != "goldilocks":
        raise UnsupportedCellError(f"field={case.params.get('field')!r} is not done here; use goldilocks")


def require_power_of_two(size: int, low: int, high: int, what: str) -> int:
    """size = 2^k with low ≤ k ≤ high."""
    if size & (size - 1) or not 1 << low <= size <= 1 << high:
        raise UnsupportedParameterError(f"{what} {size} is not a power of two from 2^{low} to 2^{high}")
    return size


def stark_cell(case: Case) -> StarkCell:
    """The cell of `stark/prove` or `stark/verify`. Raises `UnsupportedCellError` for what is not done here."""
    require_field(case)
    length = require_power_of_two(case.size, MIN_LOG_LENGTH, MAX_LOG_LENGTH, "trace length")
    return StarkCell(
        air_class(case.params.get("air")), length, hash_named(case.params.get("hash", "")), options_of(case.params)
    )
