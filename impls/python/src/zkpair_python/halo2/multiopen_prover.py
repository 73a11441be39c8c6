"""The prover's side of multiopen.py: many polynomials at many points as one polynomial at x_3.

    q_i = Σ x_1^{m−1−j}·(the set's j-th)
    f = Σ_i x_2^{s−1−i}·(q_i − r_i)/Π (X − point)
    p = x_4^s·f + Σ x_4^{s−1−i}·q_i

Blinds fold alike. Dividing by X − point drops the remainder, and the remainders are r_i.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from zkpair_python.halo import ipa
from zkpair_python.halo.field import FP, P
from zkpair_python.halo.params import Params
from zkpair_python.halo.transcript import TranscriptWriter

from .commitment import Combination, Commitment, Opening
from .multiopen import PointSet, point_sets
from .polynomial import divide_by_root


@dataclass(frozen=True)
class Blinded:
    """A committed polynomial: its n coefficients and the blind; `name` is its place, as of a commitment."""

    name: Hashable
    polynomial: Sequence[int]
    blind: int


@dataclass(frozen=True)
class ProverOpening:
    blinded: Blinded
    point: int


def folded(left: Sequence[int], factor: int, right: Sequence[int]) -> list[int]:
    """left·factor + right."""
    return [(a * factor + b) % P for a, b in zip(left, right, strict=True)]


def fold_set(point_set: PointSet, committed: dict[Hashable, Blinded], x_1: int) -> Blinded:
    """q_i and its blind."""
    names = [opened.commitment.name for opened in point_set.opened]
    polynomial, blind = [0] * len(committed[names[0]].polynomial), 0
    for name in names:
        polynomial = folded(polynomial, x_1, committed[name].polynomial)
        blind = (blind * x_1 + committed[name].blind) % P
    return Blinded(("q", *names), polynomial, blind)


def quotient(sets: Sequence[tuple[list[int], Blinded]], n: int, x_2: int) -> list[int]:
    """f, padded to n coefficients."""
    f = [0] * n
    for points, q in sets:
        part = list(q.polynomial)
        for point in points:
            part = divide_by_root(part, point)
        f = folded(f, x_2, part + [0] * (n - len(part)))
    return f


def open_all(
    params: Params, draws: Iterator[int], transcript: TranscriptWriter, openings: Sequence[ProverOpening]
) -> None:
    """Write f, the q_i(x_3) and the inner-product argument. Draws: f's blind, then that argument's."""
    x_1, x_2 = transcript.squeeze_challenge(), transcript.squeeze_challenge()
    committed = {opening.blinded.name: opening.blinded for opening in openings}
    nothing = Combination()
    sets = [
        (point_set.points, fold_set(point_set, committed, x_1))
        for point_set in point_sets([Opening(Commitment(o.blinded.name, nothing), o.point, 0) for o in openings])
    ]
    f, f_blind = quotient(sets, params.n, x_2), next(draws)
    transcript.write_point(params.commit(f, f_blind))
    x_3 = transcript.squeeze_challenge()
    for _, q in sets:
        transcript.write_scalar(ipa.evaluate(FP, q.polynomial, x_3))
    x_4 = transcript.squeeze_challenge()
    p, blind = f, f_blind
    for _, q in sets:
        p = folded(p, x_4, q.polynomial)
        blind = (blind * x_4 + q.blind) % P
    ipa.create_proof(params, draws, transcript, p, blind, x_3)
