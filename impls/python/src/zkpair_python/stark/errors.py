"""What can be wrong with the input of a STARK operation, beside the errors of `zkpair_python.errors`."""

from zkpair_python.errors import InputError, UnsupportedCellError

__all__ = [
    "DegreeTooHigh",
    "MalformedProof",
    "RejectedProof",
    "UnsatisfiedTrace",
    "UnsupportedCellError",
]


class UnsatisfiedTrace(InputError):
    """A trace that breaks its AIR: which constraint, and in which row first."""


class DegreeTooHigh(InputError):
    """Evaluations of a polynomial whose degree is not below the bound that FRI is to prove."""


class MalformedProof(InputError):
    """Bytes that no prover writes: a length, an integer or a field element that cannot be."""


class RejectedProof(InputError):
    """A well-formed proof that does not prove the statement: which check failed."""
