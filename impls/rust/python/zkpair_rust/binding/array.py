"""`binding/array`: y_i = 2·x_i + 1 over a buffer, copied in and out or borrowed both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Floats
from zkpair_rust.binding.adapter import CALLS, BorderAdapter, border, numbers, require_range, size, split_calls
from zkpair_rust.case import Blobs, Case, each_instance, parameter

if TYPE_CHECKING:
    from typing_extensions import Buffer

LARGEST = 2.0**1000

affine: Callable[[Buffer], Floats] = _native.binding_affine
affine_copied: Callable[[Buffer], bytes] = _native.binding_affine_copied
TRANSFERS: dict[str, Callable[[Buffer], Floats | bytes]] = {"borrowed": affine, "copied": affine_copied}


@dataclass(frozen=True)
class Arrays:
    """The arrays of the 16 calls, and how they cross."""

    transfer: str
    calls: Sequence[memoryview]


class Rust(BorderAdapter):
    """`binding/array:rust`."""

    wire_format = "float64"
    attributes = border("buffers; copied: into a vector and out into bytes")

    def prepare(self, case: Case, threads: int) -> Sequence[Arrays]:
        """Views of the blobs, which are read-only and so can be borrowed."""
        transfer = parameter(case, "transfer", TRANSFERS)
        n = size(case)

        def parse(blobs: Blobs) -> Arrays:
            x = numbers(blobs, "x", "d", CALLS * n)
            require_range(x, -LARGEST, LARGEST, "x")
            return Arrays(transfer, split_calls(x, n))

        return each_instance(case, parse)

    def run(self, state: Arrays) -> list[Floats | bytes]:
        """The results of the 16 calls."""
        call = TRANSFERS[state.transfer]
        return [call(x) for x in state.calls]

    def encode(self, output: Sequence[Floats | bytes]) -> bytes:
        """8 bytes a number."""
        return b"".join(map(bytes, output))
