"""Prefix sums s_i = x_0 + … + x_i of a list of ints."""

from array import array
from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.binding.numbers import CALLS, decode_numbers, require_range, split_calls
from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.versions import LANGUAGE

LARGEST = 2**40 - 1

Ints = list[int]


def prefix_sums(x: Sequence[int]) -> Ints:
    """s_i = s_(i−1) + x_i."""
    total = 0
    sums = []
    for number in x:
        total += number
        sums.append(total)
    return sums


def decode_instances(case: Case) -> list[list[Ints]]:
    """The lists of the 16 calls of each instance of a `binding/int_list` case, checked."""
    count = CALLS * require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        x = decode_numbers(require_blob(blobs, "x", f"instance {i}"), "q", count, f"instance {i}: x")
        require_range(x, -LARGEST, LARGEST, f"instance {i}: x")
        instances.append([call.tolist() for call in split_calls(case, x)])
    return instances


class Python:
    """`binding/int_list:python`: a loop."""

    wire_format = "int64"
    attributes: ClassVar[dict[str, str]] = {"language": LANGUAGE, "library": "none", "algorithm": "int by int"}
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[list[Ints]]:
        return decode_instances(case)

    def run(self, state: Sequence[Ints]) -> list[Ints]:
        return [prefix_sums(x) for x in state]

    def encode(self, output: Sequence[Ints]) -> bytes:
        return b"".join(array("q", sums).tobytes() for sums in output)
