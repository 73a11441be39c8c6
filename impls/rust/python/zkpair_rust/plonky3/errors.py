"""What the plonky3 libraries refuse. `place` is the index of the first offender, or the row of the trace."""

from zkpair_rust.errors import InputError, NonCanonicalFieldElementError, NotAPowerOfTwoError, WrongLengthError
from zkpair_rust.stark.errors import ProverError, UnsatisfiedTraceError, UnsupportedCellError

__all__ = [
    "BY_STATUS",
    "InputError",
    "LevelError",
    "LibraryPanicError",
    "NonCanonicalFieldElementError",
    "NotAPowerOfTwoError",
    "ProverError",
    "UnsatisfiedTraceError",
    "UnsupportedCellError",
    "WrongLengthError",
]


class LevelError(RuntimeError):
    """A SIMD level that is not built, that this CPU does not have, or whose library is stale; says what to do."""


class LibraryPanicError(InputError):
    """A panic inside the library: a fault of ours or of plonky3, never the caller's."""


# The status codes of impls/rust/plonky3/src/error.rs.
BY_STATUS: dict[int, type[InputError]] = {
    1: UnsupportedCellError,
    2: WrongLengthError,
    3: NonCanonicalFieldElementError,
    4: NotAPowerOfTwoError,
    5: UnsatisfiedTraceError,
    6: ProverError,
    7: LibraryPanicError,
}
