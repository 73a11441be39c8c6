"""What becomes of shapes, with the refusals that torch has. A side may be a Batch (`tracing`)."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from zkpair_rust.nn.errors import ShapeError
from zkpair_rust.nn.tracing import Batch, Traced


def axis_of(dim: int, x: Traced, batch: bool = False) -> int:
    """A dimension counted from the front. One that is the batch is looked at, so its size is fixed, unless `batch`."""
    if not -x.ndim <= dim < x.ndim:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-x.ndim}, {x.ndim - 1}], but got {dim})"
        )
    axis = dim % x.ndim
    if not batch and isinstance(x.shape[axis], Batch):
        operator.index(x.shape[axis])
    return axis


def broadcast(a: Sequence[Any], b: Sequence[Any]) -> tuple[Any, ...]:
    """The shape of a sum."""
    sides: list[Any] = []
    pairs = list(zip_longest(reversed(a), reversed(b), fillvalue=1))
    for place, (first, second) in enumerate(pairs):
        if isinstance(first, Batch) or isinstance(second, Batch):
            # Both have the batch, or one has nothing there; any other number would mix samples.
            if first is second or _is_one(second):
                sides.append(first)
                continue
            if _is_one(first):
                sides.append(second)
                continue
        if first != second and 1 not in (first, second):
            raise ShapeError(
                f"The size of tensor a ({first}) must match the size of tensor b ({second}) at non-singleton dimension "
                f"{len(pairs) - 1 - place}"
            )
        sides.append(second if first == 1 else first)
    return tuple(reversed(sides))


def _is_one(side: Any) -> bool:
    return isinstance(side, int) and side == 1


def matrix_product(a: Sequence[Any], b: Sequence[Any]) -> tuple[Any, ...]:
    """The shape of a·b; both have two axes or more."""
    if len(a) < 2 or len(b) < 2:
        raise ShapeError(f"matmul needs matrices on both sides, not shapes {list(a)} and {list(b)}")
    if a[-1] != b[-2]:
        texts = ["x".join(map(str, sides[-2:])) for sides in (a, b)]
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({texts[0]} and {texts[1]})")
    for sides in (a, b):  # a batch of rows alone would be one of matrices after broadcasting
        if len(sides) == 2 and isinstance(sides[0], Batch) and max(len(a), len(b)) > 2:
            operator.index(sides[0])
    return (*broadcast(a[:-2], b[:-2]), a[-2], b[-1])


def reshaped(x: Traced, shape: Sequence[Any]) -> tuple[Any, ...]:
    """The sides asked for, -1 computed. The batch stays in front where the samples keep their sizes."""
    asked = list(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int | Batch) else list(shape)
    if sum(isinstance(side, int) and side == -1 for side in asked) > 1:
        raise RuntimeError("only one dimension can be inferred")
    if x.batched:
        sample = _product(x.shape[1:])
        rest = asked[1:]
        if asked and (asked[0] is x.shape[0] or asked[0] == -1) and all(isinstance(side, int) for side in rest):
            if -1 not in rest and _product(rest) == sample:
                return (x.shape[0], *rest)
            known = _product(side for side in rest if side != -1)
            if rest.count(-1) == 1 and known and sample % known == 0:
                return (x.shape[0], *(sample // known if side == -1 else side for side in rest))
    count = _product(operator.index(side) for side in x.shape)
    sides = [operator.index(side) for side in asked]
    known = _product(side for side in sides if side != -1)
    if (known == 0 or count % known) if -1 in sides else known != count:
        raise ShapeError(f"shape '{sides}' is invalid for input of size {count}")
    return tuple(count // known if side == -1 else side for side in sides)


def _product(sides: Any) -> int:
    count = 1
    for side in sides:
        count *= side
    return count
