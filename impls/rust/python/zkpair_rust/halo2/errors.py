"""What the halo2 functions refuse. Each error is a ValueError and says what is wrong, where, and what to do; `place` is
the index of the element."""

from zkpair_rust.errors import InputError, NonCanonicalFieldElementError, WrongLengthError
from zkpair_rust.halo.errors import (
    CacheError,
    ProofRejectedError,
    ProverError,
    UnsupportedCellError,
    UnsupportedSizeError,
    WrongParametersError,
)

__all__ = [
    "CacheError",
    "FalseWitnessError",
    "NonCanonicalFieldElementError",
    "ProofRejectedError",
    "ProverError",
    "UnsupportedCellError",
    "UnsupportedSizeError",
    "WrongKeyError",
    "WrongLengthError",
    "WrongParametersError",
]


class WrongKeyError(InputError):
    """A key that is not the cell's."""


class FalseWitnessError(InputError):
    """A witness that does not give the public element, or an element of it that is out of range."""
