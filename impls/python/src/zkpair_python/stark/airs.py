"""The AIRs by the name that a cell gives them."""

from collections.abc import Mapping, Sequence

from .air import Air
from .chain import Chain
from .errors import UnsupportedCellError
from .fibonacci import Fibonacci
from .hash_chain import HashChain
from .permutation import Permutation

AIRS: Mapping[str, type[Air]] = {air.name: air for air in (Fibonacci, HashChain, Permutation, Chain)}


def air_class(name: str | None) -> type[Air]:
    """Raises `UnsupportedCellError` for an AIR that is not here."""
    if name is None or name not in AIRS:
        raise UnsupportedCellError(f"air={name!r} is not done here; use {' or '.join(AIRS)}")
    return AIRS[name]


def make_air(name: str | None, length: int, public: Sequence[int]) -> Air:
    return air_class(name)(length, public)
