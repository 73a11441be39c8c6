"""The reduced optimal ate pairing on BN254 (Vercauteren, IEEE Trans. Inf. Theory 2010; BN curves, section IV.C):

    e(P, Q) = (f_{6u+2,Q}(P) · l_{[6u+2]Q, π(Q)}(P) · l_{[6u+2]Q + π(Q), −π²(Q)}(P))^((p¹² − 1)/r)

Points of the twist map to E(F_p12) by (x, y) → (x·w², y·w³). The line through T with the twist's slope λ, at P, is

    y_P − λ·x_P·w + (λ·x_T − y_T)·w³        (up to a factor in F_p², which the final exponentiation removes)

T is affine: with gmpy2 an inversion costs about ten multiplications and saves more Python operations than that.
"""

from collections.abc import Sequence

from zkpair_python.algebra.bn254.constants import P, U
from zkpair_python.algebra.bn254.fp12 import (
    IDENTITY,
    LANE_BITS,
    Packed,
    conjugate,
    frobenius,
    inverse,
    multiply,
    power_u,
    to_coefficients,
)
from zkpair_python.algebra.bn254.g1 import G1Point
from zkpair_python.algebra.bn254.g2 import G2, G2Point, psi
from zkpair_python.algebra.number import ONE, ZERO, mpz, signed_digits
from zkpair_python.algebra.packing import pack

# λ = λ₀ + λ₁u and c = λ·x_T − y_T, kept as what the lanes need: λ₁, 9λ₁ − λ₀, and c packed at w³ and w⁹.
Line = tuple[mpz, mpz, mpz]

LOOP_DIGITS = list(reversed(signed_digits(6 * U + 2, 2)))[1:]  # digits after the leading one


def _line(t: G2Point, n0: mpz, n1: mpz, d0: mpz, d1: mpz) -> tuple[Line, mpz, mpz]:
    """The line of slope n/d through T, and the slope."""
    x0, x1, y0, y1 = t
    norm_inverse = pow(d0 * d0 + d1 * d1, -1, P)
    s0 = (n0 * d0 + n1 * d1) * norm_inverse % P
    s1 = (n1 * d0 - n0 * d1) * norm_inverse % P
    c0 = s0 * x0 - s1 * x1 - y0
    c1 = (s0 * x1 + s1 * x0 - y1) % P
    constant = ((c0 - 9 * c1) % P + (c1 << 6 * LANE_BITS)) << 3 * LANE_BITS
    return (-s1, 9 * s1 - s0, constant), s0, s1


def _chord(t: G2Point, s0: mpz, s1: mpz, other_x0: mpz, other_x1: mpz) -> G2Point:
    """The third point of the line of slope s through T and a point with the other x, reflected: the sum."""
    x0, x1, y0, y1 = t
    x = ((s0 + s1) * (s0 - s1) - x0 - other_x0) % P
    xu = (2 * s0 * s1 - x1 - other_x1) % P
    e0 = x0 - x
    e1 = x1 - xu
    return x, xu, (s0 * e0 - s1 * e1 - y0) % P, (s0 * e1 + s1 * e0 - y1) % P


def _double(t: G2Point) -> tuple[Line, G2Point]:
    """The tangent at T, and [2]T."""
    x0, x1, y0, y1 = t
    line, s0, s1 = _line(t, 3 * (x0 + x1) * (x0 - x1), 6 * x0 * x1, 2 * y0, 2 * y1)
    return line, _chord(t, s0, s1, x0, x1)


def _add(t: G2Point, q: G2Point) -> tuple[Line, G2Point]:
    """The line through T and Q, and T + Q."""
    line, s0, s1 = _line(t, q[2] - t[2], q[3] - t[3], q[0] - t[0], q[1] - t[1])
    return line, _chord(t, s0, s1, q[0], q[1])


def line_coefficients(q: G2Point) -> list[Line]:
    """All lines of the Miller loop of Q, in order; they depend on Q alone, so a fixed Q (a verifying key) keeps them.

    Q has order r: then T never meets ±Q on the way, and no slope is infinite.
    """
    lines: list[Line] = []
    minus_q = G2.negate(q)
    t = q
    for digit in LOOP_DIGITS:
        line, t = _double(t)
        lines.append(line)
        if digit:
            line, t = _add(t, q if digit > 0 else minus_q)
            lines.append(line)
    q1 = psi(q)
    line, t = _add(t, q1)
    lines.append(line)
    line, _ = _add(t, G2.negate(psi(q1)))
    lines.append(line)
    return lines


def miller_loop(pairs: Sequence[tuple[G1Point, Sequence[Line]]]) -> Packed:
    """Π f_{6u+2,Q}(P)·…, up to a factor in F_p (the final exponentiation removes it), with shared squarings."""
    f = IDENTITY
    steps = [iter(lines) for _, lines in pairs]
    points = [point for point, _ in pairs]

    def multiply_lines(f: Packed) -> Packed:
        for (x, y), lines in zip(points, steps, strict=True):
            e7, e1, constant = next(lines)
            # Not in Montgomery form: a factor 2^272 in F_p for each line, which does not matter here.
            line = pack([y, e1 * x % P, ZERO, ZERO, ZERO, ZERO, ZERO, e7 * x % P], LANE_BITS) + constant
            f = multiply(f, line)
        return f

    for digit in LOOP_DIGITS:
        f = multiply_lines(multiply(f, f))
        if digit:
            f = multiply_lines(f)
    return multiply_lines(multiply_lines(f))


def final_exponentiation(f: Packed) -> Packed:
    """f^((p¹² − 1)/r) exactly: the easy part (p⁶ − 1)(p² + 1), then (p⁴ − p² + 1)/r by the chain of

    Scott, Benger, Charlemagne, Dominguez Perez, Kachisa, "On the final exponentiation" (Pairing 2009), section 5.
    """
    f = multiply(conjugate(f), inverse(f))
    f = multiply(frobenius(f, 2), f)

    fu = power_u(f)
    fu2 = power_u(fu)
    fu3 = power_u(fu2)
    y0 = multiply(multiply(frobenius(f, 1), frobenius(f, 2)), frobenius(f, 3))
    y1 = conjugate(f)
    y2 = frobenius(fu2, 2)
    y3 = conjugate(frobenius(fu, 1))
    y4 = conjugate(multiply(fu, frobenius(fu2, 1)))
    y5 = conjugate(fu2)
    y6 = conjugate(multiply(fu3, frobenius(fu3, 1)))

    t0 = multiply(multiply(multiply(y6, y6), y4), y5)
    t1 = multiply(multiply(y3, y5), t0)
    t0 = multiply(t0, y2)
    t1 = multiply(multiply(t1, t1), t0)
    t1 = multiply(t1, t1)
    t0 = multiply(t1, y1)
    t1 = multiply(t1, y0)
    return multiply(multiply(t0, t0), t1)


def pairing_product(pairs: Sequence[tuple[G1Point | None, G2Point | None]]) -> Packed:
    """Π e(P_i, Q_i). Pairs with infinity give one. Points are on their curves and Q_i in G2 (`codec` checks)."""
    finite = [(p, line_coefficients(q)) for p, q in pairs if p is not None and q is not None]
    return final_exponentiation(miller_loop(finite))


def is_one(f: Packed) -> bool:
    """f = 1 in F_p12."""
    return to_coefficients(f) == [ONE] + [ZERO] * 11


def is_one_product(pairs: Sequence[tuple[G1Point | None, G2Point | None]]) -> bool:
    """Whether Π e(P_i, Q_i) = 1, the check of a SNARK verifier."""
    return is_one(pairing_product(pairs))
