"""What an adapter sees of a case (docs/contract.md), and the blobs as arrays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from zkpair_rust.errors import (
    InputError,
    MissingBlobError,
    NotFiniteError,
    UnsupportedParameterError,
    WrongLengthError,
)

Limbs = NDArray[np.uint64]
Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


class Case(Protocol):
    """The harness' case, structurally: nothing here imports the harness."""

    @property
    def params(self) -> Mapping[str, str]: ...
    @property
    def size(self) -> int: ...
    @property
    def shared(self) -> Mapping[str, bytes]: ...
    @property
    def instances(self) -> Sequence[Mapping[str, bytes]]: ...


def parameter(case: Case, name: str, supported: Iterable[str]) -> str:
    """The case's parameter, if it is one of those supported."""
    value, names = case.params.get(name), sorted(supported)
    if value not in names:
        raise UnsupportedParameterError(f"{name}={value!r} is not supported here; supported: {', '.join(names)}")
    return value


def blob(blobs: Mapping[str, bytes], name: str, where: str) -> bytes:
    """A blob that the contract promises."""
    if name not in blobs:
        raise MissingBlobError(
            f"{where}: the blob {name!r} is missing; there are: {', '.join(sorted(blobs)) or 'none'}"
        )
    return blobs[name]


def limbs(blobs: Mapping[str, bytes], name: str, rows: int, limbs_a_row: int, where: str) -> Limbs:
    """A blob of little-endian integers as (rows, limbs_a_row) uint64, a view: nothing is copied."""
    return _numbers(blob(blobs, name, where), np.dtype("<u8"), rows, limbs_a_row, f"{where}: {name}")


def floats(blobs: Mapping[str, bytes], name: str, rows: int, columns: int, where: str) -> Floats:
    """A blob of little-endian finite float64 as (rows, columns), a view."""
    numbers = _numbers(blob(blobs, name, where), np.dtype("<f8"), rows, columns, f"{where}: {name}")
    finite = np.isfinite(numbers).ravel()
    if not finite.all():
        place = int(np.argmin(finite))
        raise NotFiniteError(f"{where}: {name}[{place}] is not a finite number (counting in row-major order)", place)
    return numbers


def _numbers(data: bytes, dtype: "np.dtype[Number]", rows: int, columns: int, what: str) -> "NDArray[Number]":
    expected = rows * columns * dtype.itemsize
    if len(data) != expected:
        raise WrongLengthError(f"{what} has {len(data)} bytes, {expected} are needed ({rows} times {columns} numbers)")
    return np.frombuffer(data, dtype=dtype).reshape(rows, columns)


@contextmanager
def located(where: str) -> Iterator[None]:
    """Puts the place in a case before the message of an InputError, keeping its class and `place`."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{where}: {error}", error.place) from error
