"""The quotient's pieces as one polynomial, once x is known: the prover's side of vanishing.py."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.field import P

from .multiopen_prover import Blinded, folded


def folded_quotient(pieces: Sequence[Sequence[int]], blinds: Sequence[int], x_n: int) -> Blinded:
    """Σ x^{n·i}·h_i, and its blind likewise."""
    polynomial, blind = [0] * len(pieces[0]), 0
    for piece, piece_blind in zip(reversed(pieces), reversed(blinds), strict=True):
        polynomial = folded(polynomial, x_n, piece)
        blind = (blind * x_n + piece_blind) % P
    return Blinded("quotient", polynomial, blind)
