"""What the Rust side refuses. Each error is a ValueError and says what is wrong, where, and what to do."""


class InputError(ValueError):
    """An input that is refused. `place` is the index of the first offender, or None where there is no single one."""

    def __init__(self, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.place = place


class NonCanonicalFieldElementError(InputError):
    """An integer that is not below the field's modulus."""


class NotOnCurveError(InputError):
    """A point whose coordinates do not satisfy the curve's equation."""


class NotInSubgroupError(InputError):
    """A point of the curve outside the subgroup of order r."""


class WrongLengthError(InputError):
    """An array or blob whose length or shape does not fit the others or the case."""


class NotAPowerOfTwoError(InputError):
    """A length for which the field has no subgroup of that order."""


class NotContiguousError(InputError):
    """An array whose memory is not in C order: it would have to be copied."""


class NotFiniteError(InputError):
    """A float64 that is infinite or not a number."""


class OutOfRangeError(InputError):
    """A number that is not between the bounds of its task."""


class EmptyError(InputError):
    """A matrix without rows or columns."""


class MalformedGraphError(InputError):
    """Bytes that are no graph of the kind that is asked for, in its one form."""


class ShapeMismatchError(InputError):
    """Shapes, ranks or types of a graph that do not fit each other."""


class TooLargeError(InputError):
    """More than a limit, found before anything of that size was allocated."""


class AccumulatorOverflowError(InputError):
    """An integer layer whose sums could reach p/2."""


class UnsupportedParameterError(InputError):
    """A field, curve or model that this implementation does not have."""


class UnsupportedCellError(InputError):
    """A cell that this implementation does not do, though it does others of the task."""


class MissingBlobError(InputError):
    """A case without a blob that the task needs."""
