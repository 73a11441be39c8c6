"""Messages to points of Pallas and Vesta: RFC 9380's hash_to_curve with BLAKE2b, as pasta_curves does it.

    u₀, u₁ = hash_to_field(message)                      two base-field elements (expand_message_xmd, RFC 9380, 5.3.1)
    point  = iso_map(map_to_curve(u₀) + map_to_curve(u₁))

Neither curve has a·b ≠ 0, which simplified SWU asks for, so that the map goes to a 3-isogenous curve
y² = x³ + a·x + 1265 (section 6.6.3) and the isogeny brings the sum over (The Pasta Curves, "Hashing to the curve").
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from .curve import PALLAS, Curve
from .field import UNIFORM_BYTES

AffinePoint = tuple[int, int]

ISO_B = 1265
Z = -13
BLOCK_BYTES = 128  # BLAKE2b's input block


@dataclass(frozen=True)
class IsogenousCurve:
    """y² = x³ + a·x + 1265 and its isogeny: x ↦ N_x/D_x, y ↦ y·N_y/D_y, coefficients from the highest power down."""

    a: int
    x_numerator: Sequence[int]
    x_denominator: Sequence[int]  # monic
    y_numerator: Sequence[int]
    y_denominator: Sequence[int]  # monic


ISO_PALLAS = IsogenousCurve(
    a=0x18354A2EB0EA8C9C49BE2D7258370742B74134581A27A59F92BB4B0B657A014B,
    x_numerator=(
        0x0E38E38E38E38E38E38E38E38E38E38E4081775473D8375B775F6034AAAAAAAB,
        0x3509AFD51872D88E267C7FFA51CF412A0F93B82EE4B994958CF863B02814FB76,
        0x17329B9EC525375398C7D7AC3D98FD13380AF066CFEB6D690EB64FAEF37EA4F7,
        0x1C71C71C71C71C71C71C71C71C71C71C8102EEA8E7B06EB6EEBEC06955555580,
    ),
    x_denominator=(
        1,
        0x1D572E7DDC099CFF5A607FCCE0494A799C434AC1C96B6980C47F2AB668BCD71F,
        0x325669BECAECD5D11D13BF2A7F22B105B4ABF9FB9A1FC81C2AA3AF1EAE5B6604,
    ),
    y_numerator=(
        0x1A12F684BDA12F684BDA12F684BDA12F7642B01AD461BAD25AD985B5E38E38E4,
        0x1A84D7EA8C396C47133E3FFD28E7A09507C9DC17725CCA4AC67C31D8140A7DBB,
        0x3FB98FF0D2DDCADD303216CCE1DB9FF11765E924F745937802E2BE87D225B234,
        0x025ED097B425ED097B425ED097B425ED0AC03E8E134EB3E493E53AB371C71C4F,
    ),
    y_denominator=(
        1,
        0x0C02C5BCCA0E6B7F0790BFB3506DEFB65941A3A4A97AA1B35A28279B1D1B42AE,
        0x17033D3C60C68173573B3D7F7D681310D976BBFABBC5661D4D90AB820B12320A,
        0x40000000000000000000000000000000224698FC094CF91B992D30ECFFFFFDE5,
    ),
)
ISO_VESTA = IsogenousCurve(
    a=0x267F9B2EE592271A81639C4D96F787739673928C7D01B212C515AD7242EAA6B1,
    x_numerator=(
        0x38E38E38E38E38E38E38E38E38E38E390205DD51CFA0961A43CD42C800000001,
        0x1D935247B4473D17ACECF10F5F7C09A2216B8861EC72BD5D8B95C6AAF703BCC5,
        0x18760C7F7A9AD20DED7EE4A9CDF78F8FD59D03D23B39CB11AEAC67BBEB586A3D,
        0x31C71C71C71C71C71C71C71C71C71C71E1C521A795AC8356FB539A6F0000002B,
    ),
    x_denominator=(
        1,
        0x0A2DE485568125D51454798A5B5C56B2A3AD678129B604D3B7284F7EAF21A2E9,
        0x14735171EE5427780C621DE8B91C242A30CD6D53DF49D235F169C187D2533465,
    ),
    y_numerator=(
        0x12F684BDA12F684BDA12F684BDA12F685601F4709A8ADCB36BEF1642AAAAAAAB,
        0x2EC9A923DA239E8BD6767887AFBE04D121D910AEFB03B31D8BEE58E5FB81DE63,
        0x19B0D87E16E2578866D1466E9DE10E6497A3CA5C24E9EA634986913AB4443034,
        0x1ED097B425ED097B425ED097B425ED098BC32D36FB21A6A38F64842C55555533,
    ),
    y_denominator=(
        1,
        0x2F44D6C801C1B8BF9E7EB64F890A820C06A767BFC35B5BAC58DFECCE86B2745E,
        0x3D59F455CAFC7668252659BA2B546C7E926847FB9DDD76A1D43D449776F99D2F,
        0x40000000000000000000000000000000224698FC0994A8DD8C46EB20FFFFFDE5,
    ),
)


def isogenous(curve: Curve) -> IsogenousCurve:
    return ISO_PALLAS if curve == PALLAS else ISO_VESTA


def hash_to_field(curve: Curve, domain: str, message: bytes) -> tuple[int, int]:
    """u₀, u₁: expand_message_xmd to 2·64 bytes, each half read big-endian and reduced."""
    tag = f"{domain}-{curve.name}_XMD:BLAKE2b_SSWU_RO_".encode()
    suffix = tag + bytes([len(tag)])

    def digest(data: bytes) -> bytes:
        return hashlib.blake2b(data + suffix, digest_size=UNIFORM_BYTES).digest()

    b0 = digest(bytes(BLOCK_BYTES) + message + (2 * UNIFORM_BYTES).to_bytes(2, "big") + b"\0")
    b1 = digest(b0 + b"\1")
    b2 = digest(bytes(x ^ y for x, y in zip(b0, b1, strict=True)) + b"\2")
    u0, u1 = (curve.field.from_uniform_bytes(b[::-1]) for b in (b1, b2))
    return u0, u1


def map_to_curve(curve: Curve, u: int) -> AffinePoint:
    """Simplified SWU (RFC 9380, 6.6.2) onto the isogenous curve, y with the parity of u.

    x₁ = −b/a·(1 + 1/(Z²u⁴ + Zu²)), or b/(Z·a) where that has no inverse;  x₂ = Z·u²·x₁;  one of them has a y.
    """
    field, a = curve.field, isogenous(curve).a
    p = field.modulus
    zu2 = Z * u * u % p
    t = (zu2 * zu2 + zu2) % p
    x = (-ISO_B * (t + 1) * field.inverse(a * t) if t else ISO_B * field.inverse(Z * a)) % p
    y = field.sqrt((x * x * x + a * x + ISO_B) % p)
    if y is None:
        x = zu2 * x % p
        y = field.sqrt((x * x * x + a * x + ISO_B) % p)
    if y is None:
        raise ArithmeticError("neither x of simplified SWU is on the curve: the curve's constants are wrong")
    return x, y if y & 1 == u & 1 else -y % p


def iso_add(curve: Curve, left: AffinePoint, right: AffinePoint) -> AffinePoint | None:
    """Addition on the isogenous curve; it differs from the curve's own by a in the tangent's slope (3x² + a)/(2y)."""
    field, a = curve.field, isogenous(curve).a
    p = field.modulus
    (x1, y1), (x2, y2) = left, right
    if x1 == x2:
        if (y1 + y2) % p == 0:
            return None
        slope = (3 * x1 * x1 + a) * field.inverse(2 * y1) % p
    else:
        slope = (y2 - y1) * field.inverse(x2 - x1) % p
    x3 = (slope * slope - x1 - x2) % p
    return x3, (slope * (x1 - x3) - y1) % p


def iso_map(curve: Curve, point: AffinePoint | None) -> AffinePoint | None:
    """The isogeny from the isogenous curve; its kernel has no rational point but infinity."""
    if point is None:
        return None
    iso, p = isogenous(curve), curve.field.modulus
    x, y = point

    def polynomial(coefficients: Sequence[int]) -> int:
        value = 0
        for coefficient in coefficients:
            value = (value * x + coefficient) % p
        return value

    denominators = [polynomial(iso.x_denominator), polynomial(iso.y_denominator)]
    by_x, by_y = curve.field.batch_inverse(denominators)
    return polynomial(iso.x_numerator) * by_x % p, y * polynomial(iso.y_numerator) * by_y % p


def hash_to_curve(curve: Curve, domain: str, message: bytes) -> AffinePoint | None:
    """A point whose logarithm to any other nobody knows."""
    u0, u1 = hash_to_field(curve, domain, message)
    return iso_map(curve, iso_add(curve, map_to_curve(curve, u0), map_to_curve(curve, u1)))
