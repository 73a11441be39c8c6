"""Σ w_i·P_i with short weights: how a judge compares many points with their logarithms at once.

If Σ w_i·P_i = (Σ w_i·k_i)·G for weights drawn after the points are fixed, then P_i = k_i·G for
all i but for a chance of 2^−32 (a point outside the subgroup: but for 1/10069, the smallest
prime of the cofactor).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TypeVar

from zkpair.tasks.arithmetic.curve import Curve, Jacobian

T = TypeVar("T")

WEIGHT_BITS = 32


def weights(n: int, *parts: bytes) -> list[int]:
    """n weights of 32 bits from a hash of the parts."""
    shake = hashlib.shake_256()
    for part in parts:
        shake.update(hashlib.sha256(part).digest())
    return list(struct.unpack(f"<{n}I", shake.digest(4 * n)))


def combine(
    curve: Curve[T], points: Sequence[tuple[T, T] | None], scalars: Sequence[int], bits: int = WEIGHT_BITS
) -> tuple[T, T] | None:
    """Σ scalar·point for scalars below 2^bits, by buckets (Pippenger): one for each value of a window of bits."""
    window = max(2, min(11, len(points).bit_length() - 2))
    mask = (1 << window) - 1
    infinity: Jacobian[T] = (curve.one, curve.one, curve.zero)
    total = infinity
    for shift in reversed(range(0, bits, window)):
        for _ in range(window):
            total = curve.double_jacobian(total)
        buckets = [infinity] * (mask + 1)
        for point, scalar in zip(points, scalars, strict=True):
            digit = scalar >> shift & mask
            if digit and point is not None:
                buckets[digit] = curve.add_mixed(buckets[digit], point)
        running, window_sum = infinity, infinity
        for bucket in reversed(buckets[1:]):
            running = curve.add_jacobian(running, bucket)
            window_sum = curve.add_jacobian(window_sum, running)
        total = curve.add_jacobian(total, window_sum)
    return curve.to_affine(total)
