"""What the Groth16 functions refuse. Each error is a ValueError and names the file, the section, the element, and what
to do; `place` is the index of the element or of the constraint."""

from zkpair_rust.errors import (
    InputError,
    NonCanonicalFieldElementError,
    NotInSubgroupError,
    NotOnCurveError,
)

__all__ = [
    "CircuitMismatchError",
    "InvalidTrapdoorError",
    "MalformedFileError",
    "NonCanonicalFieldElementError",
    "NotInSubgroupError",
    "NotOnCurveError",
    "ProofRejectedError",
    "UnsatisfiedWitnessError",
]


class MalformedFileError(InputError):
    """A `.r1cs`, `.wtns`, `.zkey` or proof that breaks its format, or contradicts itself."""


class CircuitMismatchError(InputError):
    """Inputs that belong to different circuits."""


class UnsatisfiedWitnessError(InputError):
    """A witness that does not satisfy the circuit; `place` is the first constraint that fails, where it is known."""


class InvalidTrapdoorError(InputError):
    """Setup secrets that give no sound key: a zero, or τ in the domain."""


class ProofRejectedError(InputError):
    """A proof that is malformed, or does not prove the statement."""
