"""What a model may take. Everything declared is held against these before anything of that size is allocated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_graph.errors import TooLarge


@dataclass(frozen=True)
class Limits:
    """Bounds for reading and converting."""

    file_bytes: int = 2**31
    manifest_bytes: int = 2**24
    nodes: int = 2**16
    fields: int = 2**21
    """Fields of an ONNX model, in all its messages."""
    rank: int = 8
    value_elements: int = 2**28
    """Elements of one value, for one sample."""
    tensor_bytes: int = 2**31
    """All tensors together."""


DEFAULT = Limits()


def require(what: str, size: int, bound: int) -> int:
    """`size`, or TooLarge."""
    if size > bound:
        raise TooLarge(what, size, bound)
    return size


def elements(shape: Sequence[int]) -> int:
    """The number of elements for one sample: a batch (0 in front) counts once."""
    return math.prod(size or 1 for size in shape)
