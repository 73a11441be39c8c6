"""A callee that refuses a number with a named exception, and a caller that reads its fields."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.binding.numbers import OutOfRangeError, decode_numbers
from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.versions import LANGUAGE


class RefusedError(ValueError):
    """A value that is not taken. `bound` is None where no bound was broken."""

    def __init__(self, message: str, place: int, value: int, bound: int | None = None) -> None:
        super().__init__(message)
        self.place = place
        self.value = value
        self.bound = bound


class BelowError(RefusedError):
    """A value below the low limit."""


class AboveError(RefusedError):
    """A value above the high limit."""


class OddError(RefusedError):
    """A value that is not even."""


def take(place: int, value: int, low: int, high: int) -> int:
    """The value, if it is even and from low to high. Raises BelowError, AboveError or OddError, in this order."""
    if value < low:
        raise BelowError(f"value {value} at place {place} is below {low}", place, value, low)
    if value > high:
        raise AboveError(f"value {value} at place {place} is above {high}", place, value, high)
    if value % 2:
        raise OddError(f"value {value} at place {place} is odd", place, value)
    return value


KINDS: dict[type | None, int] = {None: 0, BelowError: 1, AboveError: 2, OddError: 3}
OUTCOME = struct.Struct("<BQqq")  # kind, place, value, bound

Outcome = tuple[type | None, int, int, int | None, str]
"""Class of the exception, place, value, bound, message: what the caller read."""


@dataclass(frozen=True)
class Values:
    """Values, and the limits that they are taken by."""

    values: Sequence[int]
    low: int
    high: int


def decode_instances(case: Case) -> list[Values]:
    """The instances of a `binding/error_translation` case, checked."""
    n = require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        where = f"instance {i}"
        low, high = decode_numbers(require_blob(blobs, "limits", where), "q", 2, f"{where}: limits")
        if low > high:
            raise OutOfRangeError(f"{where}: the low limit {low} is above the high limit {high}")
        values = decode_numbers(require_blob(blobs, "values", where), "q", n, f"{where}: values").tolist()
        instances.append(Values(values, low, high))
    return instances


def encode_outcomes(outcomes: Sequence[Outcome], kinds: dict[type | None, int]) -> bytes:
    """25 bytes each; then SHA-256 of all messages, each followed by a line feed."""
    rows = [OUTCOME.pack(kinds[kind], place, value, bound or 0) for kind, place, value, bound, _ in outcomes]
    text = "".join(outcome[-1] + "\n" for outcome in outcomes)
    return b"".join(rows) + hashlib.sha256(text.encode()).digest()


class Python:
    """`binding/error_translation:python`: exceptions raised and caught in Python."""

    wire_format = "outcomes"
    attributes: ClassVar[dict[str, str]] = {"language": LANGUAGE, "library": "none", "algorithm": "raise and except"}
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[Values]:
        return decode_instances(case)

    def run(self, state: Values) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for place, value in enumerate(state.values):
            try:
                outcomes.append((None, 0, take(place, value, state.low, state.high), None, ""))
            except RefusedError as error:
                outcomes.append((type(error), error.place, error.value, error.bound, str(error)))
        return outcomes

    def encode(self, output: Sequence[Outcome]) -> bytes:
        return encode_outcomes(output, KINDS)
