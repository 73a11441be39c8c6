"""Bounds of what the reader takes."""

from collections.abc import Sequence
from math import prod

from zkpair_python.inference.graph.errors import TooLargeError

FILE_BYTES = 2**31
MANIFEST_BYTES = 2**24
NODES = 2**16
RANK = 8
VALUE_ELEMENTS = 2**28  # of one value, for one sample
LONGEST_SIDE = 2**31 - 1
INTEGER_BITS = 63
NESTING = 8


def require(what: str, size: int, bound: int) -> None:
    if size > bound:
        raise TooLargeError(f"{what}: {size} is more than the limit of {bound}")


def elements(shape: Sequence[int]) -> int:
    """The number of elements for one sample."""
    return prod(size or 1 for size in shape)
