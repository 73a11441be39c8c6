"""Blobs of machine numbers, checked: how many there are, and between which bounds."""

from collections.abc import Sequence

from zkpair_python.case import Case, require_size
from zkpair_python.errors import InputError, WrongLengthError

CALLS = 16  # calls within one run of the tasks of arrays and lists


class OutOfRangeError(InputError):
    """A number that is not between the bounds of the task."""


def decode_numbers(blob: bytes, letter: str, count: int, where: str) -> memoryview:
    """`count` numbers of the format `letter` (of Python's `struct`), a view; `where` names the blob in errors."""
    view = memoryview(blob)
    width = memoryview(bytes(8)).cast(letter).itemsize  # type: ignore[call-overload]
    if len(blob) != width * count:
        raise WrongLengthError(f"{where}: {len(blob)} bytes, but {count} numbers take {width * count}")
    return view.cast(letter)  # type: ignore[call-overload, no-any-return]


def require_range(numbers: Sequence[float], low: float, high: float, where: str) -> None:
    """Each number from low to high, both included; NaN is in no range."""
    for place, number in enumerate(numbers):
        if not low <= number <= high:
            raise OutOfRangeError(f"{where}: number {place} is {number}; it has to be from {low} to {high}")


def split_calls(case: Case, numbers: memoryview) -> list[memoryview]:
    """What each of the 16 calls of a run is given: n numbers."""
    n = require_size(case)
    return [numbers[i : i + n] for i in range(0, CALLS * n, n)]
