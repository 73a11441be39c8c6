"""F_p12 = F_p[w]/(w¹² − 18w⁶ + 82) with each element packed into one large integer.

With ξ = 9 + u and w⁶ = ξ, u = w⁶ − 9 and u² = −1 give w¹² = 18w⁶ − 82, so an element is a polynomial of degree 11 in w
over F_p. Its twelve coefficients lie side by side in lanes of 544 bits (Kronecker substitution): a product in F_p12 is
one GMP multiplication, a fold by w¹² = 18w⁶ − 82, and one Montgomery reduction of all lanes at once,

    m = (c mod 2^272)·(−p⁻¹) mod 2^272,    c ← (c + m·p)/2^272

each step a single operation on the packed integer. Python's cost per operation is thus paid some twenty times for a
multiplication, not some hundreds of times as with the tower. Bounds: lanes of an element are at most 2p < 2^255; a lane
of a product is a sum of at most twelve products below 2^510, the fold takes away at most 8282 of them, so with OFFSET
every lane is in [0, 2^524) and reduces to below 2^252 + p < 2p.

Lanes hold a·2^272 mod p (Montgomery form), not necessarily reduced: `to_tower` gives the canonical coefficients.
"""

from collections.abc import Sequence

from zkpair_python.algebra.bn254.constants import P, U
from zkpair_python.algebra.bn254.g2 import fp2_multiply, fp2_power
from zkpair_python.algebra.number import ONE, ZERO, mpz, signed_digits
from zkpair_python.algebra.packing import pack, unpack

Packed = mpz  # an element of F_p12

LANE_BITS = 544
MONTGOMERY_BITS = 272
MONTGOMERY = ONE << MONTGOMERY_BITS
FROM_MONTGOMERY = pow(MONTGOMERY, -1, P)


def _lanes(value: int, count: int, step: int = 1, first: int = 0) -> mpz:
    """`value` in the lanes first, first + step, … below count."""
    return mpz(sum(int(value) << (LANE_BITS * i) for i in range(first, count, step)))


_SIX = 6 * LANE_BITS
_TWELVE = 12 * LANE_BITS
_LOW_SIX = (ONE << _SIX) - 1
_LOW_TWELVE = (ONE << _TWELVE) - 1
_LOW_BITS = _lanes(MONTGOMERY - 1, 12)
_MINUS_P_INVERSE = -pow(P, -1, MONTGOMERY) % MONTGOMERY
_OFFSET = _lanes(((8282 << 510) // P + 1) * P, 6)
_ODD_LANES = _lanes((1 << LANE_BITS) - 1, 12, 2, 1)
_EVEN_LANES = _lanes((1 << LANE_BITS) - 1, 12, 2, 0)
_ODD_TWO_P = _lanes(2 * P, 12, 2, 1)


def from_coefficients(coefficients: Sequence[mpz]) -> Packed:
    """Σ a_i·wⁱ from its twelve reduced coefficients."""
    return pack([a * MONTGOMERY % P for a in coefficients], LANE_BITS)


def to_coefficients(a: Packed) -> list[mpz]:
    """The twelve reduced coefficients of Σ a_i·wⁱ."""
    lanes = unpack(a, LANE_BITS)
    return [lane * FROM_MONTGOMERY % P for lane in lanes] + [ZERO] * (12 - len(lanes))


IDENTITY = from_coefficients([ONE])


def multiply(a: Packed, b: Packed) -> Packed:
    """a·b."""
    c = a * b
    high = c >> _TWELVE
    h1 = high & _LOW_SIX  # coefficients of w¹² … w¹⁷;  w¹² = 18w⁶ − 82
    h2 = high >> _SIX  # coefficients of w¹⁸ … w²²;  w¹⁸ = 242w⁶ − 1476
    c = (c & _LOW_TWELVE) + _OFFSET - (82 * h1 + 1476 * h2) + ((18 * h1 + 242 * h2) << _SIX)
    return (c + ((c & _LOW_BITS) * _MINUS_P_INVERSE & _LOW_BITS) * P) >> MONTGOMERY_BITS


def conjugate(a: Packed) -> Packed:
    """a^(p⁶): w → −w. In the cyclotomic subgroup (after the easy part) it is the inverse."""
    return (a & _EVEN_LANES) + _ODD_TWO_P - (a & _ODD_LANES)


def to_fp2(coefficients: Sequence[mpz]) -> list[tuple[mpz, mpz]]:
    """Σ a_i·wⁱ over F_p as Σ (b_i0 + b_i1·u)·wⁱ over F_p²: w⁶ = 9 + u, so b_i0 = a_i + 9a_(i+6), b_i1 = a_(i+6)."""
    return [((coefficients[i] + 9 * coefficients[i + 6]) % P, coefficients[i + 6] % P) for i in range(6)]


def from_fp2(terms: Sequence[tuple[mpz, mpz]]) -> list[mpz]:
    """The inverse of `to_fp2`: a_i = b_i0 − 9b_i1, a_(i+6) = b_i1."""
    return [(b0 - 9 * b1) % P for b0, b1 in terms] + [b1 % P for _, b1 in terms]


def to_tower(a: Packed) -> list[mpz]:
    """The twelve coefficients in the order of the tower c0.c0.c0, c0.c0.c1, c0.c1.c0, … c1.c2.c1, where v = w²."""
    terms = to_fp2(to_coefficients(a))
    return [c for i in (0, 2, 4, 1, 3, 5) for c in terms[i]]


def from_tower(tower: Sequence[mpz]) -> Packed:
    """The inverse of `to_tower`."""
    terms = [(mpz(tower[2 * i]), mpz(tower[2 * i + 1])) for i in (0, 3, 1, 4, 2, 5)]
    return from_coefficients(from_fp2(terms))


# wⁱ to the power p^k is wⁱ·ξ^(i(p^k − 1)/6).
_FROBENIUS = {k: [fp2_power(mpz(9), ONE, i * (P**k - 1) // 6) for i in range(6)] for k in (1, 2, 3)}


def frobenius(a: Packed, k: int) -> Packed:
    """a^(p^k) for k = 1, 2, 3."""
    lanes = unpack(a, LANE_BITS)
    terms = to_fp2(lanes + [ZERO] * (12 - len(lanes)))
    sign = -1 if k % 2 else 1  # u^p = −u
    images = [fp2_multiply(b0, sign * b1, *gamma) for (b0, b1), gamma in zip(terms, _FROBENIUS[k], strict=True)]
    return pack(from_fp2(images), LANE_BITS)


def inverse(a: Packed) -> Packed:
    """1/a = ā·n⁻¹ with n = a·ā in F_p6 (ā the conjugate), and 1/n by the norm down to F_p². a ≠ 0."""
    conjugated = conjugate(a)
    norm = to_fp2(to_coefficients(multiply(a, conjugated)))
    (x0, x1), (y0, y1), (z0, z1) = norm[0], norm[2], norm[4]  # x + yv + zv², v³ = ξ

    def times_xi(c0: mpz, c1: mpz) -> tuple[mpz, mpz]:
        return 9 * c0 - c1, c0 + 9 * c1

    # 1/(x + yv + zv²) = (A + Bv + Cv²)/F with A = x² − ξyz, B = ξz² − xy, C = y² − xz, F = xA + ξ(zB + yC).
    xx, yz, zz = fp2_multiply(x0, x1, x0, x1), times_xi(*fp2_multiply(y0, y1, z0, z1)), fp2_multiply(z0, z1, z0, z1)
    xy, yy, xz = fp2_multiply(x0, x1, y0, y1), fp2_multiply(y0, y1, y0, y1), fp2_multiply(x0, x1, z0, z1)
    xi_zz = times_xi(*zz)
    a_ = (xx[0] - yz[0], xx[1] - yz[1])
    b_ = (xi_zz[0] - xy[0], xi_zz[1] - xy[1])
    c_ = (yy[0] - xz[0], yy[1] - xz[1])
    zb, yc, xa = fp2_multiply(z0, z1, *b_), fp2_multiply(y0, y1, *c_), fp2_multiply(x0, x1, *a_)
    xi_part = times_xi(zb[0] + yc[0], zb[1] + yc[1])
    f0, f1 = xa[0] + xi_part[0], xa[1] + xi_part[1]
    scale = pow(f0 * f0 + f1 * f1, -1, P)
    g0, g1 = f0 * scale % P, -f1 * scale % P
    zero = (ZERO, ZERO)
    terms = [fp2_multiply(*a_, g0, g1), zero, fp2_multiply(*b_, g0, g1), zero, fp2_multiply(*c_, g0, g1), zero]
    return multiply(conjugated, from_coefficients(from_fp2(terms)))


U_DIGITS = list(reversed(signed_digits(U, 4)))


def power_u(a: Packed) -> Packed:
    """a^u for a in the cyclotomic subgroup, where inverses are free: digits ±1, ±3, ±5, ±7."""
    square = multiply(a, a)
    powers = {1: a}
    for odd in (3, 5, 7):
        powers[odd] = multiply(powers[odd - 2], square)
    powers.update({-odd: conjugate(power) for odd, power in list(powers.items())})
    result = powers[U_DIGITS[0]]
    for digit in U_DIGITS[1:]:
        result = multiply(result, result)
        if digit:
            result = multiply(result, powers[digit])
    return result
