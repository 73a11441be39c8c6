"""What can be wrong with an input. Each error says what, where (index), and what would be right."""


class InputError(ValueError):
    """An input that an implementation refuses."""


class WrongLengthError(InputError):
    """A blob whose number of bytes does not match the case's size."""


class MissingBlobError(InputError):
    """A case without a blob that the task needs."""


class UnsupportedParameterError(InputError):
    """A parameter or a size that this implementation does not do."""


class UnsupportedCellError(InputError):
    """A combination of parameters that this implementation does not do, though others of the task do."""


class NonCanonicalFieldElementError(InputError):
    """A field element that is not below its modulus."""


class NotOnCurveError(InputError):
    """A point whose coordinates do not satisfy the curve's equation."""


class NotInSubgroupError(InputError):
    """A point on the curve that is outside the subgroup of order r."""


class NotFiniteError(InputError):
    """A float64 that is infinite or not a number."""


class SingularSystemError(InputError):
    """Normal equations without a unique solution: the columns of X are linearly dependent."""
