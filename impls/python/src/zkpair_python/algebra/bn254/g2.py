"""G2 of BN254: the subgroup of order r of the twist E'(F_p²): y² = x³ + 3/(9 + u), with F_p² = F_p[u]/(u² + 1).

A point is (x.c0, x.c1, y.c0, y.c1) of reduced integers, infinity is None. The products in F_p² are written out with
four multiplications: in Python an addition costs nearly as much as a multiplication, so Karatsuba's trade loses.
"""

from collections.abc import Sequence

from zkpair_python.algebra.bn254.constants import P, U
from zkpair_python.algebra.bn254.glv import BETA_G2, GLV
from zkpair_python.algebra.group import multiply_each
from zkpair_python.algebra.number import ONE, ZERO, mpz

G2Point = tuple[mpz, mpz, mpz, mpz]

GENERATOR: G2Point = (
    mpz(10857046999023057135944570762232829481370756359578518086990519993285655852781),
    mpz(11559732032986387107991004021392285783925812861821192530917403151452391805634),
    mpz(8495653923123431417604973247489272438418190587263600148770280649306958101930),
    mpz(4082367875863433681332203403145435568316851327593401208105741076214120093531),
)

# b' = 3/(9 + u) = 3(9 − u)/82
B0 = 27 * pow(mpz(82), -1, P) % P
B1 = -3 * pow(mpz(82), -1, P) % P


def fp2_multiply(a0: mpz, a1: mpz, b0: mpz, b1: mpz) -> tuple[mpz, mpz]:
    """(a₀ + a₁u)(b₀ + b₁u) with u² = −1."""
    return (a0 * b0 - a1 * b1) % P, (a0 * b1 + a1 * b0) % P


def fp2_power(a0: mpz, a1: mpz, exponent: int) -> tuple[mpz, mpz]:
    """(a₀ + a₁u)^exponent by squaring and multiplying."""
    r0, r1 = ONE, ZERO
    while exponent:
        if exponent & 1:
            r0, r1 = fp2_multiply(r0, r1, a0, a1)
        a0, a1 = fp2_multiply(a0, a1, a0, a1)
        exponent >>= 1
    return r0, r1


# ψ = untwist, Frobenius, twist: ψ(x, y) = (x̄·ξ^((p−1)/3), ȳ·ξ^((p−1)/2)) with ξ = 9 + u.
PSI_X = fp2_power(mpz(9), ONE, (P - 1) // 3)
PSI_Y = fp2_power(mpz(9), ONE, (P - 1) // 2)


def psi(point: G2Point) -> G2Point:
    """The p-power Frobenius seen on the twist; on G2 it is [p] = [6u²]."""
    x0, x1, y0, y1 = point
    return (*fp2_multiply(x0, -x1, *PSI_X), *fp2_multiply(y0, -y1, *PSI_Y))


def is_on_curve(point: G2Point) -> bool:
    """y² = x³ + 3/(9 + u). The twist has more points than G2: see `are_in_subgroup`."""
    x0, x1, y0, y1 = point
    s0, s1 = fp2_multiply(x0, x1, x0, x1)
    c0, c1 = fp2_multiply(s0, s1, x0, x1)
    return ((y0 + y1) * (y0 - y1) - c0 - B0) % P == 0 and (2 * y0 * y1 - c1 - B1) % P == 0


def are_in_subgroup(points: Sequence[G2Point | None]) -> list[bool]:
    """Whether each point of the twist has order r (or is infinity): ψ(Q) = [6u²]Q.

    ψ² − [t]ψ + [p] = 0 on the twist, with t = 6u² + 1. So ψ(Q) = [t − 1]Q gives
    0 = [(t − 1)² − t(t − 1) + p]Q = [p + 1 − t]Q = [r]Q; and on G2, ψ = [p] = [t − 1] as p ≡ t − 1 mod r.
    """
    multiples = multiply_each(G2, points, 6 * U * U)
    return [
        point is None or (multiple is not None and psi(point) == multiple)
        for point, multiple in zip(points, multiples, strict=True)
    ]


NO_CHORD = (ZERO, ZERO, ONE)  # told from a difference by its identity
HALF = pow(mpz(2), -1, P)


def _add_without_chord(left: G2Point | None, right: G2Point | None) -> G2Point | None:
    """P + Q where one is infinity or the x are equal."""
    if left is None:
        return right
    if right is None:
        return left
    return G2.double_each([left])[0] if left[2:] == right[2:] else None


class _G2:
    """The operations of `group.Group`."""

    glv = GLV

    def add_pairs(self, lefts: Sequence[G2Point | None], rights: Sequence[G2Point | None]) -> list[G2Point | None]:
        # Montgomery's trick on the norms: 1/(d₀ + d₁u) = (d₀ − d₁u)/(d₀² + d₁²). Pairs without a chord put NO_CHORD in.
        denominators = []
        prefixes = []
        product = ONE
        for left, right in zip(lefts, rights, strict=True):
            denominator = NO_CHORD
            if left is not None and right is not None:
                d0 = right[0] - left[0]
                d1 = right[1] - left[1]
                if d0 or d1:
                    denominator = (d0, d1, (d0 * d0 + d1 * d1) % P)
            denominators.append(denominator)
            prefixes.append(product)
            product = product * denominator[2] % P
        inverse = pow(product, -1, P)

        sums: list[G2Point | None] = []
        for left, right, denominator, prefix in zip(
            reversed(lefts), reversed(rights), reversed(denominators), reversed(prefixes), strict=True
        ):
            if denominator is NO_CHORD or left is None or right is None:
                sums.append(_add_without_chord(left, right))
                continue
            x10, x11, y10, y11 = left
            x20, x21, y20, y21 = right
            d0, d1, norm = denominator
            norm_inverse = inverse * prefix % P
            inverse = inverse * norm % P
            n0 = y20 - y10
            n1 = y21 - y11
            s0 = (n0 * d0 + n1 * d1) * norm_inverse % P
            s1 = (n1 * d0 - n0 * d1) * norm_inverse % P
            x0 = ((s0 + s1) * (s0 - s1) - x10 - x20) % P
            x1 = (2 * s0 * s1 - x11 - x21) % P
            e0 = x10 - x0
            e1 = x11 - x1
            sums.append((x0, x1, (s0 * e0 - s1 * e1 - y10) % P, (s0 * e1 + s1 * e0 - y11) % P))
        sums.reverse()
        return sums

    def double_each(self, points: Sequence[G2Point | None]) -> list[G2Point | None]:
        # Points of order two (y = 0) are on the twist, though not in G2: they and infinity put a one in.
        prefixes = []
        product = ONE
        for point in points:
            prefixes.append(product)
            if point is not None and (point[2] or point[3]):
                product = product * (point[2] * point[2] + point[3] * point[3]) % P
        inverse = pow(product, -1, P)

        doubles: list[G2Point | None] = []
        for point, prefix in zip(reversed(points), reversed(prefixes), strict=True):
            if point is None or not (point[2] or point[3]):
                doubles.append(None)
                continue
            x0, x1, y0, y1 = point
            norm_inverse = inverse * prefix % P * HALF % P  # of 2y, but for its conjugate
            inverse = inverse * (y0 * y0 + y1 * y1) % P
            n0 = 3 * (x0 + x1) * (x0 - x1)
            n1 = 6 * x0 * x1
            s0 = (n0 * y0 + n1 * y1) * norm_inverse % P
            s1 = (n1 * y0 - n0 * y1) * norm_inverse % P
            x30 = ((s0 + s1) * (s0 - s1) - 2 * x0) % P
            x31 = 2 * (s0 * s1 - x1) % P
            e0 = x0 - x30
            e1 = x1 - x31
            doubles.append((x30, x31, (s0 * e0 - s1 * e1 - y0) % P, (s0 * e1 + s1 * e0 - y1) % P))
        doubles.reverse()
        return doubles

    def negate(self, point: G2Point) -> G2Point:
        x0, x1, y0, y1 = point
        return (x0, x1, -y0 % P, -y1 % P)

    def endomorphism(self, point: G2Point) -> G2Point:
        x0, x1, y0, y1 = point
        return (BETA_G2 * x0 % P, BETA_G2 * x1 % P, y0, y1)


G2 = _G2()
