"""What the adapters of the border share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from zkpair_rust import provenance
from zkpair_rust.adapter import crate, described
from zkpair_rust.case import Blobs, Case, blob
from zkpair_rust.errors import NotFiniteError, OutOfRangeError, UnsupportedParameterError, WrongLengthError

CALLS = 16  # calls within one run of the tasks of arrays and lists

NUMBER_BYTES = {"d": 8, "q": 8, "Q": 8, "I": 4}


class BorderAdapter:
    """The members that do not depend on the operation, without `kernel_ns` (docs/contract.md)."""

    parallel = False

    def available(self) -> str | None:
        """None, or why this build must not be measured."""
        return provenance.check()

    def provenance(self) -> dict[str, object]:
        """What the extension says of itself."""
        return provenance.embedded()


def border(algorithm: str) -> dict[str, str]:
    """Attributes: PyO3 is the library that is measured here."""
    return described(crate("pyo3"), algorithm)


def numbers(blobs: Blobs, name: str, letter: str, count: int) -> memoryview:
    """A blob of `count` numbers of the format `letter`, a read-only view."""
    data = blob(blobs, name)
    expected = NUMBER_BYTES[letter] * count
    if len(data) != expected:
        raise WrongLengthError(f"{name} has {len(data)} bytes, {expected} are needed ({count} numbers)")
    return memoryview(data).cast(letter)  # type: ignore[call-overload, no-any-return]


def require_range(values: Sequence[float], low: float, high: float, name: str) -> None:
    """Each number is from low to high, both included."""
    for place, value in enumerate(values):
        if not math.isfinite(value):
            raise NotFiniteError(f"{name}[{place}] is not a finite number", place)
        if not low <= value <= high:
            raise OutOfRangeError(f"{name}[{place}] is {value}; it has to be from {low} to {high}", place)


def size(case: Case) -> int:
    """The size of the case, at least 1."""
    if case.size < 1:
        raise UnsupportedParameterError(f"size {case.size} is not supported here; it is at least 1")
    return case.size


def split_calls(values: memoryview, n: int) -> list[memoryview]:
    """What each of the 16 calls of a run is given."""
    return [values[i : i + n] for i in range(0, CALLS * n, n)]
