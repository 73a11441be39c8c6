"""y_i = 2·x_i + 1 over Python's own arrays, number by number."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.binding.numbers import CALLS, decode_numbers, require_range, split_calls
from zkpair_python.case import Case, require_blob, require_parameter, require_size
from zkpair_python.versions import LANGUAGE

LARGEST = 2.0**1000


def affine(x: Sequence[float]) -> "array[float]":
    """2·x_i + 1."""
    return array("d", [2.0 * number + 1.0 for number in x])


def borrowed(x: memoryview) -> "array[float]":
    """Reads the caller's memory; the result is the callee's own."""
    return affine(x)


def copied(x: memoryview) -> bytes:
    """Copies what it is given, and the result once more."""
    return affine(array("d", x)).tobytes()


TRANSFERS: dict[str, Callable[[memoryview], "array[float] | bytes"]] = {"borrowed": borrowed, "copied": copied}


@dataclass(frozen=True)
class Arrays:
    """The arrays of the 16 calls, and how they cross."""

    transfer: str
    calls: Sequence[memoryview]


def decode_instances(case: Case) -> list[Arrays]:
    """The instances of a `binding/array` case, checked; views of the blobs."""
    transfer = require_parameter(case, "transfer", ["copied", "borrowed"])
    count = CALLS * require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        x = decode_numbers(require_blob(blobs, "x", f"instance {i}"), "d", count, f"instance {i}: x")
        require_range(x, -LARGEST, LARGEST, f"instance {i}: x")
        instances.append(Arrays(transfer, split_calls(case, x)))
    return instances


class Python:
    """`binding/array:python`: a list comprehension into an `array`."""

    wire_format = "float64"
    attributes: ClassVar[dict[str, str]] = {"language": LANGUAGE, "library": "none", "algorithm": "number by number"}
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[Arrays]:
        return decode_instances(case)

    def run(self, state: Arrays) -> "list[array[float] | bytes]":
        call = TRANSFERS[state.transfer]
        return [call(x) for x in state.calls]

    def encode(self, output: "Sequence[array[float] | bytes]") -> bytes:
        return b"".join(map(bytes, output))
