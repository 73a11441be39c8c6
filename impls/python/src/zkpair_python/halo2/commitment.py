"""Commitments as linear combinations that are not yet computed, and queries to them.

The verifier adds nothing up on the way: what it must check is that ONE combination of points is zero, at the end.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from zkpair_python.halo.curve import Point
from zkpair_python.halo.field import P
from zkpair_python.halo.params import Params


@dataclass
class Combination:
    """Σ scalar·point over points of the proof and the key, ⟨on_g, G⟩ + on_w·W + on_u·U over the parameters."""

    terms: list[tuple[int, Point]] = field(default_factory=list)
    on_g: list[int] = field(default_factory=list)
    on_w: int = 0
    on_u: int = 0

    def add(self, scalar: int, point: Point) -> None:
        self.terms.append((scalar, point))

    def scaled(self, factor: int) -> Combination:
        """factor·self, of terms alone: nothing is scaled once the parameters take part."""
        return Combination([(scalar * factor % P, point) for scalar, point in self.terms])

    def is_zero(self, params: Params) -> bool:
        """The one multi-scalar multiplication of a verification: n + 2 points and the terms."""
        scalars, points = [*self.on_g, self.on_w, self.on_u], [*params.g, params.w, params.u]
        scalars += [scalar for scalar, _ in self.terms]
        points += [point for _, point in self.terms]
        return params.curve.msm(scalars, points) is None


@dataclass(frozen=True)
class Commitment:
    """What is opened. Its identity is its place (`name`), not its value: two columns may be equal."""

    name: Hashable
    combination: Combination

    @staticmethod
    def of(name: Hashable, point: Point) -> Commitment:
        return Commitment(name, Combination([(1, point)]))


@dataclass(frozen=True)
class Opening:
    """The claim that the polynomial in `commitment` takes `value` at `point`."""

    commitment: Commitment
    point: int
    value: int
