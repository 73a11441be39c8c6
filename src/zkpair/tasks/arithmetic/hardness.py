"""What a discrete logarithm costs to compute, in bits: log2 of the operations of the best attack of its kind."""

from __future__ import annotations

from math import e, log, log2, pi

BN_AUTOMORPHISMS = PASTA_AUTOMORPHISMS = 6
"""Curves y² = x³ + b have six automorphisms: (x, y) -> (ζ·x, ±y) with ζ³ = 1."""


def rho_bits(order: int, automorphisms: int) -> float:
    """Pollard's rho in a group of that order, on classes under the curve's automorphisms: sqrt(π·order / (2·a)).

    P. van Oorschot, M. Wiener, "Parallel collision search with cryptanalytic applications" (1999), section 5;
    I. Duursma, P. Gaudry, F. Morain, "Speeding up the discrete log computation on curves with automorphisms" (1999).
    """
    return log2(pi * order / (2 * automorphisms)) / 2


def tower_sieve_bits(p: int, degree: int) -> float:
    """The special tower number field sieve in F_(p^degree), p of a pairing-friendly family: L_Q(1/3, (32/9)^(1/3)).

    T. Kim, R. Barbulescu, "Extended tower number field sieve" (CRYPTO 2016), with the o(1) taken as 0. For BN254, work
    with finer models finds about 100 bits (R. Barbulescu, S. Duquesne, "Updating key size estimations for pairings",
    2019): this formula, without their constants, is the friendlier one.
    """
    ln_q = degree * log(p)
    return float((32 / 9) ** (1 / 3) * ln_q ** (1 / 3) * log(ln_q) ** (2 / 3) * log2(e))
