"""What can be wrong with what a user brings, as named exceptions.

Each message says what is wrong, where, and what to do; it starts with the name of the input (`proving_key`, `witness`,
...).
"""

from __future__ import annotations

from zkpair_python.errors import InputError


class Groth16Error(InputError):
    """Input that this package refuses."""


class MalformedFile(Groth16Error):
    """A file that breaks its format: wrong magic, wrong lengths, trailing bytes, non-canonical elements."""


class InvalidPoint(Groth16Error):
    """A point that is not canonical, not on its curve or outside the subgroup of order r."""


class CircuitMismatch(Groth16Error):
    """Files that belong to different circuits: the counts of signals or of public inputs differ."""


class UnsatisfiedWitness(Groth16Error):
    """A witness that does not satisfy the circuit."""


class InvalidTrapdoor(Groth16Error):
    """Setup secrets that give no valid key: zero, or τ in the evaluation domain."""
