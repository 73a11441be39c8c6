"""Many openings at several points as one (the halo2 book, "Multipoint opening argument").

Commitments that are opened at the same set of points are folded by x_1 into one polynomial q_i, with values r_i on it.
    f(X) = Σ_i x_2^{s−1−i}·(q_i(X) − r_i(X)) / Π_{points of set i} (X − point)          is a polynomial, committed to
    f(x_3) follows from u_i = q_i(x_3), which are sent; f + x_4·(…) of the q_i is opened at x_3 by the IPA:
    p = x_4^s·f + x_4^{s−1}·q_0 + … + q_{s−1}

The order decides the challenges' powers: points are numbered as they first occur in the queries, sets as their first
commitment does; within a set, the commitment that occurs LAST has the power x_1^0.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from zkpair_python.halo.curve import Point
from zkpair_python.halo.errors import RejectedProof
from zkpair_python.halo.field import P

from .commitment import Combination, Commitment, Opening


@dataclass(frozen=True)
class Opened:
    """A commitment with its values at the points of its set, in the set's order."""

    commitment: Commitment
    values: list[int]


@dataclass(frozen=True)
class PointSet:
    points: list[int]
    opened: list[Opened]


def point_sets(openings: Sequence[Opening]) -> list[PointSet]:
    """halo2's `construct_intermediate_sets`. Raises `RejectedProof` for a commitment opened twice at one point."""
    index_of: dict[int, int] = {}
    values: dict[Hashable, dict[int, int]] = {}
    commitments: dict[Hashable, Commitment] = {}
    for opening in openings:
        point = index_of.setdefault(opening.point, len(index_of))
        name = opening.commitment.name
        commitments.setdefault(name, opening.commitment)
        by_point = values.setdefault(name, {})
        if point in by_point:
            raise RejectedProof(f"{name} is opened twice at one point")
        by_point[point] = opening.value

    points = list(index_of)
    sets: dict[tuple[int, ...], PointSet] = {}
    for name, by_point in values.items():
        indices = tuple(sorted(by_point))
        point_set = sets.setdefault(indices, PointSet([points[i] for i in indices], []))
        point_set.opened.append(Opened(commitments[name], [by_point[i] for i in indices]))
    return list(sets.values())


@dataclass(frozen=True)
class Folded:
    """q of one set: its commitment and its values r at the set's points."""

    points: list[int]
    combination: Combination
    values: list[int]


def fold_set(point_set: PointSet, x_1: int) -> Folded:
    """q = Σ x_1^{m−1−i}·(the set's i-th)."""
    folded = Folded(point_set.points, Combination(), [0] * len(point_set.points))
    power = 1
    for opened in reversed(point_set.opened):
        folded.combination.terms.extend(opened.commitment.combination.scaled(power).terms)
        for i, value in enumerate(opened.values):
            folded.values[i] = (folded.values[i] + power * value) % P
        power = power * x_1 % P
    return folded


def interpolate_at(points: Sequence[int], values: Sequence[int], x: int) -> int:
    """r(x) for the polynomial r of least degree with these values, by Lagrange's formula; x is none of the points."""
    total = 0
    for i, (point, value) in enumerate(zip(points, values, strict=True)):
        numerator, denominator = value, 1
        for j, other in enumerate(points):
            if j != i:
                numerator = numerator * (x - other) % P
                denominator = denominator * (point - other) % P
        total += numerator * pow(denominator, -1, P)
    return total % P


def quotient_at(sets: Sequence[Folded], at_x_3: Sequence[int], x_2: int, x_3: int) -> int:
    """f(x_3) from u_i = q_i(x_3). Raises `ZeroDivisionError` when x_3 is one of the points."""
    value = 0
    for folded, u in zip(sets, at_x_3, strict=True):
        denominator = 1
        for point in folded.points:
            denominator = denominator * (x_3 - point) % P
        if denominator == 0:
            raise ZeroDivisionError("x_3 is one of the points")
        share = (u - interpolate_at(folded.points, folded.values, x_3)) * pow(denominator, -1, P)
        value = (value * x_2 + share) % P
    return value


def final_opening(
    sets: Sequence[Folded], at_x_3: Sequence[int], f: Point, f_at_x_3: int, x_4: int
) -> tuple[Combination, int]:
    """The commitment to p and its value at x_3."""
    combination, value = Combination([(1, f)]), f_at_x_3
    for folded, u in zip(sets, at_x_3, strict=True):
        combination = combination.scaled(x_4)
        combination.terms.extend(folded.combination.terms)
        value = (value * x_4 + u) % P
    return combination, value
