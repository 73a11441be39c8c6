"""`binding/error_translation`: a variant of a Rust error becomes a named exception with its fields."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust import _native
from zkpair_rust.binding.adapter import BorderAdapter, border, numbers, size
from zkpair_rust.case import Blobs, Case, each_instance
from zkpair_rust.errors import OutOfRangeError


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


take = _native.binding_take

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


class Rust(BorderAdapter):
    """`binding/error_translation:rust`."""

    wire_format = "outcomes"
    attributes = border("an enum's variant made into an exception of its own class")

    def prepare(self, case: Case, threads: int) -> Sequence[Values]:
        """Integers of the blobs."""
        n = size(case)

        def parse(blobs: Blobs) -> Values:
            low, high = numbers(blobs, "limits", "q", 2)
            if low > high:
                raise OutOfRangeError(f"limits: the low one, {low}, is above the high one, {high}")
            return Values(numbers(blobs, "values", "q", n).tolist(), low, high)

        return each_instance(case, parse)

    def run(self, state: Values) -> list[Outcome]:
        """What the caller reads of each call."""
        outcomes: list[Outcome] = []
        for place, value in enumerate(state.values):
            try:
                outcomes.append((None, 0, take(place, value, state.low, state.high), None, ""))
            except RefusedError as error:
                outcomes.append((type(error), error.place, error.value, error.bound, str(error)))
        return outcomes

    def encode(self, output: Sequence[Outcome]) -> bytes:
        """25 bytes each; then SHA-256 of all messages, each followed by a line feed."""
        rows = [OUTCOME.pack(KINDS[kind], place, value, bound or 0) for kind, place, value, bound, _ in output]
        text = "".join(outcome[-1] + "\n" for outcome in output)
        return b"".join(rows) + hashlib.sha256(text.encode()).digest()
