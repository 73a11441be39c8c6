"""Many points of a group with known discrete logarithms, made with one field inversion and few operations each.

Points on a grid: P_(i,j) = (x + i·s)·G + (y + j·t)·G, with x, s, y, t from the seed. The two sides of the grid cost √n
additions each, every point one affine addition, and all these share one inversion.
"""

from __future__ import annotations

from typing import TypeVar

from zkpair.tasks.arithmetic.curve import Curve
from zkpair.tasks.arithmetic.field import R, random_elements

T = TypeVar("T")


def grid(n: int) -> tuple[int, int]:
    """Rows and columns with rows · columns ≥ n, about √n each."""
    columns = 1 << ((n - 1).bit_length() + 1) // 2
    return -(-n // columns), columns


def known_logs(label: str, seed: int, n: int, order: int = R) -> list[int]:
    """The logarithms to the base of the generator, below the group's order."""
    x, s, y, t = random_elements(label, seed, 4, order)
    rows, columns = grid(n)
    return [(x + i * s + y + j * t) % order for i in range(rows) for j in range(columns)][:n]


def known_points(curve: Curve[T], label: str, seed: int, n: int) -> list[tuple[T, T]]:
    """The n points, affine; none is infinity."""
    x, s, y, t = random_elements(label, seed, 4, curve.order)
    rows, columns = grid(n)
    left = _progression(curve, x, s, rows)
    right = _progression(curve, y, t, columns)
    return _sums(curve, [(p, q) for p in left for q in right][:n])


def _progression(curve: Curve[T], start: int, step: int, n: int) -> list[tuple[T, T]]:
    """(start + i·step)·G for i < n."""
    point = curve.multiply(curve.generator, start)
    increment = curve.multiply(curve.generator, step)
    points = []
    for _ in range(n):
        if point is None:
            raise ValueError("a point of the progression is infinity: choose another seed")
        points.append(point)
        point = curve.add(point, increment)
    return points


def _sums(curve: Curve[T], pairs: list[tuple[tuple[T, T], tuple[T, T]]]) -> list[tuple[T, T]]:
    """p + q of each pair, p ≠ ±q (ZeroDivisionError otherwise): λ = (y_q − y_p)/(x_q − x_p), one inversion for all."""
    mul, sub = curve.mul_field, curve.sub_field
    inverses = curve.batch_inverse([sub(q[0], p[0]) for p, q in pairs])
    sums = []
    for (p, q), inverse in zip(pairs, inverses, strict=True):
        slope = mul(sub(q[1], p[1]), inverse)
        x = sub(sub(mul(slope, slope), p[0]), q[0])
        sums.append((x, sub(mul(slope, sub(p[0], x)), p[1])))
    return sums
