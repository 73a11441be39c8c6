"""Where a sliding window comes to stand: convolution and pooling share it.

o = ⌊(i + before + after − dilation·(k − 1) − 1) / stride⌋ + 1
(Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016).
"""

from __future__ import annotations

from collections.abc import Sequence


def reach(kernel: int, dilation: int) -> int:
    """From the first to the last element that a window covers, both counted."""
    return dilation * (kernel - 1) + 1


def positions(size: int, kernel: int, stride: int, dilation: int, before: int, after: int) -> int:
    """How many windows fit; 0 or less where none does."""
    return (size + before + after - reach(kernel, dilation)) // stride + 1


def window_sizes(
    sizes: Sequence[int], kernel: Sequence[int], strides: Sequence[int], dilations: Sequence[int], pads: Sequence[int]
) -> tuple[int, ...]:
    """Output sizes of all spatial axes; `pads` are those before each axis, then those after."""
    n = len(sizes)
    return tuple(positions(sizes[a], kernel[a], strides[a], dilations[a], pads[a], pads[n + a]) for a in range(n))
