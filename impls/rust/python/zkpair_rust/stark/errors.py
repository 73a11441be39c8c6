"""What the STARK functions refuse. Each error is a ValueError and says what is wrong, where, and what to do; `place` is
the index of the element or the row of the trace."""

from zkpair_rust.errors import InputError, NonCanonicalFieldElementError, WrongLengthError

__all__ = [
    "DegenerateTraceError",
    "DegreeTooHighError",
    "NonCanonicalFieldElementError",
    "ProofRejectedError",
    "ProverError",
    "UnsatisfiedTraceError",
    "UnsupportedCellError",
    "UnsupportedSizeError",
    "WrongLengthError",
]


class UnsupportedCellError(InputError):
    """A cell (its parameters) that this implementation does not do."""


class UnsupportedSizeError(InputError):
    """A size that is not a power of two in range."""


class UnsatisfiedTraceError(InputError):
    """A trace that breaks its AIR; `place` is the first row that fails."""


class DegenerateTraceError(InputError):
    """A trace whose columns all have a degree below n - 1, such as constants: winterfell cannot prove it."""


class DegreeTooHighError(InputError):
    """Evaluations of a polynomial of degree n/8 or more."""


class ProverError(InputError):
    """What winterfell's prover answers instead of a proof."""


class ProofRejectedError(InputError):
    """A proof that is malformed, or does not prove the statement."""
