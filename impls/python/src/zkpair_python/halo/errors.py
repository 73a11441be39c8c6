"""What can be wrong with the input of a Halo operation, beside the errors of `zkpair_python.errors`."""

from zkpair_python.errors import InputError


class UnsupportedCellError(InputError):
    """A combination of parameters that this implementation does not do."""


class WrongParameters(InputError):
    """Generators that are not those of halo2 for this size."""


class PointAtInfinity(InputError):
    """A point at infinity where the transcript needs coordinates."""


class MalformedProof(InputError):
    """Bytes that no prover writes: a length, a scalar or a point that cannot be."""


class RejectedProof(InputError):
    """A well-formed proof that does not prove the statement: which check failed."""


class RejectedOpening(InputError):
    """An opening among many that does not hold: its index and why."""


class MalformedKey(InputError):
    """A text that is no pinned verifying key: not its grammar, not over Vesta, or not consistent in itself."""


class WrongPublicLength(InputError):
    """Not exactly as many instance columns, or public elements in one of them, as the statement has."""


class WrongKey(InputError):
    """A key that is well-formed and not the cell's."""


class FalseWitness(InputError):
    """A witness that does not give the public element, or an element of it that is out of range."""
