"""`binding/noop`: a call that does nothing but count itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from zkpair_rust._native import Counter
from zkpair_rust.binding.adapter import BorderAdapter, border, numbers, require_range, size
from zkpair_rust.case import Blobs, Case, each_instance

__all__ = ["Counter", "Rust"]

LARGEST_START = 2**63 - 1


@dataclass(frozen=True)
class Calls:
    """n calls of a counter that begins at `start`."""

    n: int
    start: int


class Rust(BorderAdapter):
    """`binding/noop:rust`: a method of a class of Rust's."""

    wire_format = "uint64"
    attributes = border("an atomic sum of one")

    def prepare(self, case: Case, threads: int) -> Sequence[Calls]:
        """Numbers of the blobs."""
        n = size(case)

        def parse(blobs: Blobs) -> Calls:
            start = numbers(blobs, "start", "Q", 1)
            require_range(start, 0, LARGEST_START, "start")
            return Calls(n, start[0])

        return each_instance(case, parse)

    def run(self, state: Calls) -> int:
        """The count after n calls."""
        counter = Counter(state.start)
        step = counter.step
        for _ in repeat(None, state.n):
            step()
        return counter.count

    def encode(self, output: int) -> bytes:
        """8 bytes."""
        return output.to_bytes(8, "little")
