"""Gallant-Lambert-Vanstone: half-length scalars by the endomorphism φ(x, y) = (βx, y) = [λ](x, y) (CRYPTO 2001).

For BN curves λ = 36u³ + 18u² + 6u + 1 is a cube root of unity mod r, and the lattice {(a, b): a + bλ ≡ 0 mod r} has a
short basis, found by the extended Euclidean algorithm stopped half way (Guide to ECC, algorithm 3.74).
"""

from math import isqrt

from zkpair_python.algebra.bn254.number import P, R, U, mpz

LAMBDA = mpz(36 * U**3 + 18 * U**2 + 6 * U + 1)
BETA = mpz(2203960485148121921418603742825762020974279258880205651966)  # on G1: (βx, y) = [λ](x, y)
BETA_G2 = BETA * BETA % P  # on the twist the other cube root belongs to λ
SUBSCALAR_BITS = 126  # |k₁|, |k₂| < 2^126


def _short_basis() -> tuple[mpz, mpz, mpz, mpz]:
    """(a₁, b₁), (a₂, b₂): two short vectors with a + bλ ≡ 0 mod r."""
    rows = [(R, mpz(0)), (LAMBDA, mpz(1))]  # remainders s·r + t·λ = rem, as (rem, t)
    while rows[-2][0] >= isqrt(R):
        quotient = rows[-2][0] // rows[-1][0]
        rows.append((rows[-2][0] - quotient * rows[-1][0], rows[-2][1] - quotient * rows[-1][1]))
    (a1, t1) = rows[-2]  # the first below √r; the second vector is the shorter of its neighbours
    (a2, t2) = min(rows[-3], rows[-1], key=lambda row: max(abs(row[0]), abs(row[1])))
    return a1, -t1, a2, -t2


A1, B1, A2, B2 = _short_basis()
_DETERMINANT = A1 * B2 - A2 * B1  # ± r


def split(k: mpz) -> tuple[mpz, mpz]:
    """(k₁, k₂) with k ≡ k₁ + k₂·λ mod r and both below 2^126 in absolute value (either may be negative)."""
    # (k, 0) ≈ c₁·(a₁, b₁) + c₂·(a₂, b₂) over the rationals; the rounded difference is short.
    c1 = (2 * B2 * k + _DETERMINANT) // (2 * _DETERMINANT)
    c2 = (-2 * B1 * k + _DETERMINANT) // (2 * _DETERMINANT)
    return k - c1 * A1 - c2 * A2, -c1 * B1 - c2 * B2
