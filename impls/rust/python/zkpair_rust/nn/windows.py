"""Windows that slide over images: pairs, padding, and how many positions there are."""

from __future__ import annotations

from typing import Any

from zkpair_rust.nn.errors import ShapeError, UnsupportedError

Pair = tuple[int, int]


def pair(value: Any) -> Pair:
    """One number for both axes, or two."""
    if isinstance(value, int):
        return value, value
    first, second = value
    return int(first), int(second)


def positions(side: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> int:
    """⌊(side + before + after − dilation·(kernel − 1) − 1)/stride⌋ + 1."""
    return (side + before + after - dilation * (kernel - 1) - 1) // stride + 1


def conv_pads(padding: Any, kernel: Pair, stride: Pair, dilation: Pair) -> list[int]:
    """top, left, bottom, right of `padding`: numbers, "valid" or "same"."""
    if padding == "valid":
        return [0, 0, 0, 0]
    if padding == "same":
        if stride != (1, 1):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        reach = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        before = [total // 2 for total in reach]
        return [*before, *(total - b for total, b in zip(reach, before, strict=True))]
    vertical, horizontal = pair(padding)
    return [vertical, horizontal, vertical, horizontal]


def pooled(
    shape: tuple[Any, ...], kernel: Pair, stride: Pair, padding: Pair, dilation: Pair, ceil_mode: bool
) -> list[int]:
    """Height and width after a pool; torch's refusals."""
    if ceil_mode:
        raise UnsupportedError("ceil_mode=True: the engine rounds the number of positions down")
    for k, p in zip(kernel, padding, strict=True):
        if p > k // 2:
            raise ShapeError(f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k}")
    sides = [
        positions(side, k, s, p, p, d)
        for side, k, s, p, d in zip(shape[-2:], kernel, stride, padding, dilation, strict=True)
    ]
    if min(sides) < 1:
        was = "x".join(map(str, shape[-3:]))
        now = "x".join(map(str, (shape[-3], *sides)))
        raise ShapeError(f"Given input size: ({was}). Calculated output size: ({now}). Output size is too small")
    return sides
