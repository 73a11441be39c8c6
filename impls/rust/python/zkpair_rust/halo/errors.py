"""What the Halo functions refuse. Each error is a ValueError and says what is wrong, where, and what to do; `place` is
the index of the element, point or opening."""

from zkpair_rust.errors import InputError, NonCanonicalFieldElementError, NotOnCurveError, WrongLengthError

__all__ = [
    "CacheError",
    "NonCanonicalFieldElementError",
    "NotOnCurveError",
    "OpeningRejectedError",
    "PointAtInfinityError",
    "ProofRejectedError",
    "ProverError",
    "UnsupportedCellError",
    "UnsupportedSizeError",
    "WrongLengthError",
    "WrongParametersError",
]


class UnsupportedCellError(InputError):
    """A cell (its parameters) that this implementation does not do."""


class UnsupportedSizeError(InputError):
    """A size that is not a power of two in range."""


class WrongParametersError(InputError):
    """Generators that are not those of halo2 for this size."""


class PointAtInfinityError(InputError):
    """A point at infinity where the transcript needs coordinates."""


class OpeningRejectedError(InputError):
    """An opening among many that does not hold; `place` is its index."""


class CacheError(InputError):
    """A directory for parameters that cannot be written."""


class ProverError(InputError):
    """A message that no transcript can absorb."""


class ProofRejectedError(InputError):
    """A proof that is malformed, or does not prove the statement."""
