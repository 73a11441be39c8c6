"""What an adapter sees of a case (docs/contract.md), and its blobs with their lengths and numbers checked.

Blobs stay the bytes that they are: the extension reads the canonical encodings in place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from zkpair_rust import _native
from zkpair_rust.errors import (
    EmptyError,
    InputError,
    MissingBlobError,
    NotFiniteError,
    UnsupportedParameterError,
    WrongLengthError,
)

Blobs = Mapping[str, bytes]
State = TypeVar("State")

WORD_BYTES = 8  # of a limb, and of a float64


class Case(Protocol):
    """The harness' case, structurally: nothing here imports the harness."""

    @property
    def params(self) -> Mapping[str, str]: ...
    @property
    def size(self) -> int: ...
    @property
    def shared(self) -> Blobs: ...
    @property
    def instances(self) -> Sequence[Blobs]: ...


def parameter(case: Case, name: str, supported: Iterable[str]) -> str:
    """The case's parameter, if it is one of those supported."""
    value, names = case.params.get(name), sorted(supported)
    if value not in names:
        raise UnsupportedParameterError(f"{name}={value!r} is not supported here; supported: {', '.join(names)}")
    return value


def each_instance(case: Case, parse: Callable[[Blobs], State]) -> list[State]:
    """One state for each instance; what `parse` refuses is told with the instance before it."""
    states = []
    for i, blobs in enumerate(case.instances):
        with located(f"instance {i}"):
            states.append(parse(blobs))
    return states


def blob(blobs: Blobs, name: str) -> bytes:
    """A blob that the contract promises."""
    if name not in blobs:
        raise MissingBlobError(f"the blob {name!r} is missing; there are: {', '.join(sorted(blobs)) or 'none'}")
    return blobs[name]


def shared_blob(case: Case, name: str) -> bytes:
    """A blob that all instances share."""
    with located("shared"):
        return blob(case.shared, name)


def words(blobs: Blobs, name: str, rows: int, words_a_row: int) -> bytes:
    """A blob of rows × words_a_row limbs or float64."""
    data = blob(blobs, name)
    expected = rows * words_a_row * WORD_BYTES
    if len(data) != expected:
        raise WrongLengthError(
            f"{name} has {len(data)} bytes, {expected} are needed ({rows} times {words_a_row} numbers)"
        )
    return data


def elements(blobs: Blobs, name: str, n: int) -> bytes:
    """A blob of n canonical elements of the scalar field."""
    data = words(blobs, name, n, 4)
    _native.check_canonical(data, name)
    return data


def floats(blobs: Blobs, name: str, n: int) -> memoryview[float]:
    """A blob of n finite float64 as a vector, a view."""
    numbers = memoryview(words(blobs, name, n, 1)).cast("d")
    _check_finite(numbers, name)
    return numbers


def matrix(blobs: Blobs, name: str, rows: int, columns: int) -> memoryview[float]:
    """A blob of finite float64 as a matrix, a view."""
    data = words(blobs, name, rows, columns)
    if not data:
        raise EmptyError(f"{name} is empty: at least one row and one column are needed")
    _check_finite(memoryview(data).cast("d"), name)
    return memoryview(data).cast("d", (rows, columns))


def _check_finite(numbers: memoryview[float], name: str) -> None:
    place = next((i for i, number in enumerate(numbers) if not math.isfinite(number)), None)
    if place is not None:
        raise NotFiniteError(f"{name}[{place}] is not a finite number (counting in row-major order)", place)


@contextmanager
def located(where: str) -> Iterator[None]:
    """Puts the place in a case before the message of an InputError, keeping its class and `place`."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{where}: {error}", error.place) from error
