"""Points of BN254 as plain integers, and their three encodings.

    G1: y² = x³ + 3          over F_p
    G2: y² = x³ + 3/(9 + u)  over F_p2 = F_p[u]/(u² + 1)

A G1 point is (x, y); a G2 point is ((x0, x1), (y0, y1)) for x0 + x1·u; infinity is None. p is the modulus of the base
field, r the order of the groups.

Encodings: canonical (x ‖ y, 32 bytes little-endian per coefficient, infinity all zeros), snarkjs's (the same in
Montgomery form, x·2^256 mod p) and arkworks' compressed one (x with two flags in the last byte, 0x80 when y > −y and
0x40 for infinity).
"""

from __future__ import annotations

from zkpair_python.algebra.field import P

from .errors import InvalidPoint

Fp2 = tuple[int, int]
G1 = tuple[int, int] | None
G2 = tuple[Fp2, Fp2] | None

G1_GENERATOR: G1 = (1, 2)
G2_GENERATOR: G2 = (
    (
        10857046999023057135944570762232829481370756359578518086990519993285655852781,
        11559732032986387107991004021392285783925812861821192530917403151452391805634,
    ),
    (
        8495653923123431417604973247489272438418190587263600148770280649306958101930,
        4082367875863433681332203403145435568316851327593401208105741076214120093531,
    ),
)

MONTGOMERY = pow(2, 256, P)
MONTGOMERY_INVERSE = pow(MONTGOMERY, -1, P)

_NEGATIVE = 0x80
_INFINITY = 0x40


def fp2_mul(a: Fp2, b: Fp2) -> Fp2:
    """(a0 + a1·u)(b0 + b1·u) with u² = −1."""
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def fp2_inverse(a: Fp2) -> Fp2:
    """1/(a0 + a1·u) = (a0 − a1·u)/(a0² + a1²)."""
    norm_inverse = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return a[0] * norm_inverse % P, -a[1] * norm_inverse % P


B_G1 = 3
_NINE_PLUS_U_INVERSE = fp2_inverse((9, 1))
B_G2: Fp2 = (3 * _NINE_PLUS_U_INVERSE[0] % P, 3 * _NINE_PLUS_U_INVERSE[1] % P)


def _rhs_g1(x: int) -> int:
    return (x * x * x + B_G1) % P


def _rhs_g2(x: Fp2) -> Fp2:
    cube = fp2_mul(fp2_mul(x, x), x)
    return (cube[0] + B_G2[0]) % P, (cube[1] + B_G2[1]) % P


def on_curve_g1(point: G1) -> bool:
    """y² = x³ + 3. G1 has prime order, so a point on the curve is in the group."""
    return point is None or point[1] * point[1] % P == _rhs_g1(point[0])


def on_curve_g2(point: G2) -> bool:
    """y² = x³ + 3/(9 + u). The twist has a cofactor: the subgroup needs a check of its own."""
    return point is None or fp2_mul(point[1], point[1]) == _rhs_g2(point[0])


def negate_g1(point: G1) -> G1:
    return None if point is None else (point[0], -point[1] % P)


def negate_g2(point: G2) -> G2:
    return None if point is None else (point[0], (-point[1][0] % P, -point[1][1] % P))


# Montgomery form: what a .zkey holds


def g1_to_montgomery(point: G1) -> bytes:
    """64 bytes: x·2^256 ‖ y·2^256 mod p; infinity is all zeros."""
    return bytes(64) if point is None else b"".join((c * MONTGOMERY % P).to_bytes(32, "little") for c in point)


def g2_to_montgomery(point: G2) -> bytes:
    """128 bytes: x0 ‖ x1 ‖ y0 ‖ y1, each times 2^256 mod p; infinity is all zeros."""
    if point is None:
        return bytes(128)
    return b"".join((c * MONTGOMERY % P).to_bytes(32, "little") for coordinate in point for c in coordinate)


def g1_from_montgomery(data: bytes, what: str) -> G1:
    """The inverse of `g1_to_montgomery`; refuses non-canonical coordinates and points off the curve."""
    if data == bytes(64):
        return None
    x, y = _coordinates(data, what)
    point = (x * MONTGOMERY_INVERSE % P, y * MONTGOMERY_INVERSE % P)
    if not on_curve_g1(point):
        raise InvalidPoint(f"{what} is not on the curve of G1; the file is damaged: make it again")
    return point


def g2_from_montgomery(data: bytes, what: str) -> G2:
    """The inverse of `g2_to_montgomery`; refuses non-canonical coordinates and points off the twist."""
    if data == bytes(128):
        return None
    x0, x1, y0, y1 = (c * MONTGOMERY_INVERSE % P for c in _coordinates(data, what))
    point = ((x0, x1), (y0, y1))
    if not on_curve_g2(point):
        raise InvalidPoint(f"{what} is not on the curve of G2; the file is damaged: make it again")
    return point


def _coordinates(data: bytes, what: str) -> list[int]:
    values = [int.from_bytes(data[start : start + 32], "little") for start in range(0, len(data), 32)]
    if any(value >= P for value in values):
        raise InvalidPoint(f"{what} has a coordinate that is not below p; the file is damaged: make it again")
    return values


# Compression: what a proof is


def sqrt_fp(a: int) -> int | None:
    """A square root in F_p, p ≡ 3 (mod 4): a^((p+1)/4), if there is one."""
    root = pow(a, (P + 1) // 4, P)
    return root if root * root % P == a % P else None


def sqrt_fp2(a: Fp2) -> Fp2 | None:
    """A square root in F_p2 by the complex method: with n = √(a0² + a1²), x0² = (a0 ± n)/2 and x1 = a1/(2·x0)."""
    a0, a1 = a
    norm_root = sqrt_fp(a0 * a0 + a1 * a1)
    if norm_root is None:
        return None
    half = (P + 1) // 2
    for n in (norm_root, -norm_root):
        x0 = sqrt_fp((a0 + n) * half % P)
        if x0 is None:
            continue
        if x0:
            root = (x0, a1 * pow(2 * x0, -1, P) % P)
        else:
            imaginary = sqrt_fp(-a0 % P)
            if imaginary is None:
                continue
            root = (0, imaginary)
        if fp2_mul(root, root) == (a0 % P, a1 % P):
            return root
    return None


def _is_negative_fp(y: int) -> bool:
    """y > −y as integers."""
    return y > -y % P


def _is_negative_fp2(y: Fp2) -> bool:
    """y > −y, c1 compared before c0."""
    return (y[1], y[0]) > (-y[1] % P, -y[0] % P)


def compress_g1(point: G1) -> bytes:
    """32 bytes."""
    if point is None:
        return bytes(31) + bytes([_INFINITY])
    return _with_flag(point[0].to_bytes(32, "little"), _is_negative_fp(point[1]))


def compress_g2(point: G2) -> bytes:
    """64 bytes: x0 ‖ x1, the flags in the last one."""
    if point is None:
        return bytes(63) + bytes([_INFINITY])
    (x0, x1), y = point
    return _with_flag(x0.to_bytes(32, "little") + x1.to_bytes(32, "little"), _is_negative_fp2(y))


def _with_flag(data: bytes, negative: bool) -> bytes:
    return data[:-1] + bytes([data[-1] | (_NEGATIVE if negative else 0)])


def decompress_g1(data: bytes, what: str) -> G1:
    """The inverse of `compress_g1`: exactly one encoding per point is accepted."""
    x_bytes, negative, infinite = _split_flags(data, 32, what)
    if infinite:
        return None
    (x,) = _coordinates(x_bytes, what)
    y = sqrt_fp(_rhs_g1(x))
    if y is None:
        raise InvalidPoint(f"{what}: no point of G1 has this x")
    return (x, y if _is_negative_fp(y) == negative else -y % P)


def decompress_g2(data: bytes, what: str) -> G2:
    """The inverse of `compress_g2`; the subgroup is not checked here."""
    x_bytes, negative, infinite = _split_flags(data, 64, what)
    if infinite:
        return None
    x0, x1 = _coordinates(x_bytes, what)
    y = sqrt_fp2(_rhs_g2((x0, x1)))
    if y is None:
        raise InvalidPoint(f"{what}: no point of G2 has this x")
    return ((x0, x1), y if _is_negative_fp2(y) == negative else (-y[0] % P, -y[1] % P))


def _split_flags(data: bytes, size_bytes: int, what: str) -> tuple[bytes, bool, bool]:
    """x, the sign flag and the infinity flag; infinity must be exactly zeros and its flag."""
    if len(data) != size_bytes:
        raise InvalidPoint(f"{what} has {len(data)} bytes, expected {size_bytes}")
    flags = data[-1] & (_NEGATIVE | _INFINITY)
    x_bytes = data[:-1] + bytes([data[-1] ^ flags])
    if flags & _INFINITY and (flags & _NEGATIVE or x_bytes != bytes(size_bytes)):
        raise InvalidPoint(f"{what}: the infinity flag beside other bits")
    return x_bytes, bool(flags & _NEGATIVE), bool(flags & _INFINITY)
