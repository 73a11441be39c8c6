"""A call that does nothing but count itself."""

from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar

from zkpair_python.binding.numbers import OutOfRangeError, decode_numbers
from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.versions import LANGUAGE

LARGEST_START = 2**63 - 1


class Counter:
    """Counts the calls of `step`."""

    __slots__ = ("count",)

    def __init__(self, start: int) -> None:
        self.count = start

    def step(self) -> None:
        self.count += 1


@dataclass(frozen=True)
class Calls:
    """n calls of a counter that begins at `start`."""

    n: int
    start: int


def decode_instances(case: Case) -> list[Calls]:
    """The instances of a `binding/noop` case, checked."""
    n = require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        (start,) = decode_numbers(require_blob(blobs, "start", f"instance {i}"), "Q", 1, f"instance {i}: start")
        if start > LARGEST_START:
            raise OutOfRangeError(f"instance {i}: start is {start}; it has to be below 2^63")
        instances.append(Calls(n, start))
    return instances


class Python:
    """`binding/noop:python`: a method of a Python class."""

    wire_format = "uint64"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "a method that adds one",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[Calls]:
        return decode_instances(case)

    def run(self, state: Calls) -> int:
        counter = Counter(state.start)
        step = counter.step
        for _ in repeat(None, state.n):
            step()
        return counter.count

    def encode(self, output: int) -> bytes:
        return output.to_bytes(8, "little")
