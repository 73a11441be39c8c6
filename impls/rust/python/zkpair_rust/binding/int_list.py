"""`binding/int_list`: a list of ints in, the list of its prefix sums out."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from zkpair_rust import _native
from zkpair_rust.binding.adapter import CALLS, BorderAdapter, border, numbers, require_range, size, split_calls
from zkpair_rust.case import Blobs, Case, each_instance

LARGEST = 2**40 - 1

prefix_sums = _native.binding_prefix_sums

Ints = list[int]


class Rust(BorderAdapter):
    """`binding/int_list:rust`."""

    wire_format = "int64"
    attributes = border("ints unpacked into a vector of 64 bits and made anew")

    def prepare(self, case: Case, threads: int) -> Sequence[list[Ints]]:
        """The lists of the 16 calls."""
        n = size(case)

        def parse(blobs: Blobs) -> list[Ints]:
            x = numbers(blobs, "x", "q", CALLS * n)
            require_range(x, -LARGEST, LARGEST, "x")
            return [call.tolist() for call in split_calls(x, n)]

        return each_instance(case, parse)

    def run(self, state: Sequence[Ints]) -> list[Ints]:
        """The results of the 16 calls."""
        call = _native.binding_prefix_sums
        return [call(x) for x in state]

    def encode(self, output: Sequence[Ints]) -> bytes:
        """8 bytes a sum."""
        return b"".join(array("q", sums).tobytes() for sums in output)
