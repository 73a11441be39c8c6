"""Sliding windows over an image: which elements lie under each, for convolution and pooling.

The window at (p, q) covers x[p·s + r·d − top][q·s' + c·d' − left] for its rows r and columns c
(Dumoulin, Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.inference.graph.model import Node


@dataclass(frozen=True)
class Axis:
    """One spatial axis: positions of the window along it, and the elements that it covers there."""

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int

    def positions(self) -> range:
        """⌊(i + before + after − dilation·(k − 1) − 1)/stride⌋ + 1 of them."""
        return range((self.size + self.before + self.after - self.dilation * (self.kernel - 1) - 1) // self.stride + 1)

    def covered(self, position: int) -> list[int]:
        """Where each element of the window lies; below 0 or from `size` on it is padding."""
        return [position * self.stride + k * self.dilation - self.before for k in range(self.kernel)]


def axes(node: Node, kernel: Sequence[int], image: Sequence[Sequence[float]]) -> tuple[Axis, Axis]:
    """Rows and columns of one channel's image."""
    strides, dilations = node.integers("strides"), node.integers("dilations")
    top, left, bottom, right = node.integers("pads")
    return (
        Axis(len(image), kernel[0], strides[0], dilations[0], top, bottom),
        Axis(len(image[0]), kernel[1], strides[1], dilations[1], left, right),
    )


def under(image: Sequence[Sequence[float]], rows: Sequence[int], columns: Sequence[int], outside: float) -> list[float]:
    """The elements of one channel at those rows and columns, `outside` over padding."""
    high, wide = len(image), len(image[0])
    return [
        image[h][w] if 0 <= h < high and 0 <= w < wide else outside  # negative indices would wrap
        for h in rows
        for w in columns
    ]


def inside(image: Sequence[Sequence[float]], rows: Sequence[int], columns: Sequence[int]) -> list[float]:
    """The elements that are no padding."""
    high, wide = len(image), len(image[0])
    return [image[h][w] for h in rows if 0 <= h < high for w in columns if 0 <= w < wide]
