"""The quadratic and the twelfth-degree extension of BN254's base field.

    F_p2  = F_p[u] / (u² + 1)             an element is (c0, c1) = c0 + c1·u
    F_p12 = F_p2[w] / (w⁶ − ξ), ξ = 9 + u   an element is six of those, of w⁰ … w⁵

The tower F_p6 = F_p2[v]/(v³ − ξ), F_p12 = F_p6[w]/(w² − v) is the same field with v = w²:
its coefficient c_j.c_i stands at w^(2i + j).
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, P, decode_elements, encode_elements

Fp2 = tuple[int, int]
Fp12 = tuple[Fp2, ...]

XI: Fp2 = (9, 1)
FP12_BYTES = 12 * ELEMENT_BYTES
FP12_ONE: Fp12 = ((1, 0), *[(0, 0)] * 5)

# The power of w at each place of the tower's order c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2.
TOWER_POWERS = (0, 2, 4, 1, 3, 5)


def fp2_mul(x: Fp2, y: Fp2) -> Fp2:
    """(a + bu)(c + du) = (ac − bd) + ((a + b)(c + d) − ac − bd)·u"""
    ac, bd = x[0] * y[0], x[1] * y[1]
    return (ac - bd) % P, ((x[0] + x[1]) * (y[0] + y[1]) - ac - bd) % P


def fp2_add(x: Fp2, y: Fp2) -> Fp2:
    return (x[0] + y[0]) % P, (x[1] + y[1]) % P


def fp2_inverse(x: Fp2) -> Fp2:
    """1/(a + bu) = (a − bu)/(a² + b²); ZeroDivisionError for zero."""
    norm = (x[0] * x[0] + x[1] * x[1]) % P
    if norm == 0:
        raise ZeroDivisionError("zero has no inverse")
    inverse = pow(norm, -1, P)
    return x[0] * inverse % P, -x[1] * inverse % P


def fp_sqrt(a: int) -> int | None:
    """A square root in F_p (p ≡ 3 mod 4), None for a non-residue."""
    root = pow(a, (P + 1) // 4, P)
    return root if root * root % P == a % P else None


def fp2_sqrt(x: Fp2) -> Fp2 | None:
    """A square root in F_p2, None if there is none: (c + du)² = a + bu gives c² = (a ± √(a² + b²))/2 and d = b/2c."""
    a, b = x
    norm = fp_sqrt(a * a + b * b)
    if norm is None:
        return None
    half = pow(2, -1, P)
    for signed in (norm, -norm):
        c = fp_sqrt((a + signed) * half % P)
        if c is None:
            continue
        root = (c, b * pow(2 * c, -1, P) % P) if c else (0, fp_sqrt(-a) or 0)
        if fp2_mul(root, root) == (a % P, b % P):
            return root
    return None


def fp12_mul(x: Fp12, y: Fp12) -> Fp12:
    """Schoolbook product of polynomials in w, reduced by w⁶ = ξ."""
    product = [(0, 0)] * 11
    for i, x_i in enumerate(x):
        for j, y_j in enumerate(y):
            product[i + j] = fp2_add(product[i + j], fp2_mul(x_i, y_j))
    for k in range(10, 5, -1):
        product[k - 6] = fp2_add(product[k - 6], fp2_mul(product[k], XI))
    return tuple(product[:6])


def fp12_pow(x: Fp12, exponent: int) -> Fp12:
    """Square and multiply; the exponent is not negative."""
    result = FP12_ONE
    for bit in bin(exponent)[2:]:
        result = fp12_mul(result, result)
        if bit == "1":
            result = fp12_mul(result, x)
    return result


def fp12_encode(x: Fp12) -> bytes:
    """384 bytes: the twelve F_p coefficients in the tower's order (docs/contract.md)."""
    return encode_elements(c for power in TOWER_POWERS for c in x[power])


def fp12_decode(blob: bytes) -> Fp12:
    return fp12_of_tower(decode_elements(blob, P, 12))


def fp12_of_tower(coefficients: Sequence[int]) -> Fp12:
    """From the twelve F_p coefficients in the tower's order."""
    by_power = {power: (coefficients[2 * i], coefficients[2 * i + 1]) for i, power in enumerate(TOWER_POWERS)}
    return tuple(by_power[power] for power in range(6))
