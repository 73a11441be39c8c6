"""What the generic algorithms (MSM, fixed-base tables) need of a group, and what follows from it alone.

All points are affine and infinity is None. An addition takes one inversion, and Montgomery's trick shares it among all
additions that are made at once, so `add_pairs` on long lists is the unit of work: about 6 field multiplications each.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from zkpair_python.algebra.glv import Glv
from zkpair_python.algebra.number import signed_digits

Point = TypeVar("Point")

POINTS_AT_ONCE = 1024  # their additions share an inversion and stay in a cache; measured


class Group(Protocol[Point]):
    """A group of prime order r with affine points and an endomorphism of eigenvalue λ (`glv.eigenvalue`)."""

    @property
    def glv(self) -> Glv:
        """How scalars split by the endomorphism."""
        ...

    def add_pairs(self, lefts: Sequence[Point | None], rights: Sequence[Point | None]) -> list[Point | None]:
        """left + right for each pair, complete (infinity, doubling and inverse points included)."""
        ...

    def double_each(self, points: Sequence[Point | None]) -> list[Point | None]:
        """[2]P for each point."""
        ...

    def negate(self, point: Point) -> Point:
        """−P."""
        ...

    def endomorphism(self, point: Point) -> Point:
        """[λ]P."""
        ...


def add(group: Group[Point], left: Point | None, right: Point | None) -> Point | None:
    """left + right."""
    return group.add_pairs([left], [right])[0]


def negate(group: Group[Point], point: Point | None) -> Point | None:
    """−P, also of infinity."""
    return None if point is None else group.negate(point)


def multiply_each(group: Group[Point], points: Sequence[Point | None], k: int) -> list[Point | None]:
    """[k]P for each point, k any integer, by the NAF of k in lockstep: one shared inversion a step.

    k is not reduced: the points may lie outside the subgroup.
    """
    if k < 0:
        points, k = [negate(group, point) for point in points], -k
    negatives = [negate(group, point) for point in points]
    results: list[Point | None] = [None] * len(points)
    for digit in reversed(signed_digits(k, 2)):
        results = group.double_each(results)
        if digit:
            results = group.add_pairs(results, points if digit > 0 else negatives)
    return results


def multiply(group: Group[Point], point: Point | None, k: int) -> Point | None:
    """[k]P."""
    return multiply_each(group, [point], k)[0]


def sum_each(group: Group[Point], lists: Sequence[list[Point | None]]) -> list[Point | None]:
    """The sum of each list, by trees; lists of POINTS_AT_ONCE points in all go together."""
    sums: list[Point | None] = []
    start = count = 0
    for end, points in enumerate(lists, 1):
        count += len(points)
        if count >= POINTS_AT_ONCE or end == len(lists):
            together: list[Point | None] = _sum_together(group, lists[start:end])
            sums += together
            start, count = end, 0
    return sums


def _sum_together(group: Group[Point], lists: Sequence[list[Point | None]]) -> list[Point | None]:
    """The sum of each list: all additions of a level, over all lists, share one inversion."""
    sums = list(lists)
    active = [i for i, points in enumerate(sums) if len(points) > 1]
    while active:
        lefts: list[Point | None] = []
        rights: list[Point | None] = []
        for i in active:
            points = sums[i]
            rights += points[1::2]
            lefts += points[0 : len(points) - 1 : 2]
        added = group.add_pairs(lefts, rights)
        start = 0
        for i in active:
            points = sums[i]
            half = len(points) // 2
            sums[i] = added[start : start + half] + points[2 * half :]
            start += half
        active = [i for i in active if len(sums[i]) > 1]
    return [points[0] if points else None for points in sums]
