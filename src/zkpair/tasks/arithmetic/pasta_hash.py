"""Messages to points of Vesta for judges: RFC 9380's hash_to_curve with BLAKE2b, simplified SWU on a 3-isogenous curve.

The constants are those of pasta_curves. RFC 9380: sections 5.3.1 (expand_message_xmd), 6.6.2 (SWU), 6.6.3 (isogenies).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import batch_inverse
from zkpair.tasks.arithmetic.pasta import FQ, square_root

ISO_A = 0x267F9B2EE592271A81639C4D96F787739673928C7D01B212C515AD7242EAA6B1
ISO_B = 1265
Z = -13
# From the highest power of x down: numerators and (monic) denominators of x and of y/y'.
X_OVER = (
    0x38E38E38E38E38E38E38E38E38E38E390205DD51CFA0961A43CD42C800000001,
    0x1D935247B4473D17ACECF10F5F7C09A2216B8861EC72BD5D8B95C6AAF703BCC5,
    0x18760C7F7A9AD20DED7EE4A9CDF78F8FD59D03D23B39CB11AEAC67BBEB586A3D,
    0x31C71C71C71C71C71C71C71C71C71C71E1C521A795AC8356FB539A6F0000002B,
)
X_UNDER = (
    1,
    0x0A2DE485568125D51454798A5B5C56B2A3AD678129B604D3B7284F7EAF21A2E9,
    0x14735171EE5427780C621DE8B91C242A30CD6D53DF49D235F169C187D2533465,
)
Y_OVER = (
    0x12F684BDA12F684BDA12F684BDA12F685601F4709A8ADCB36BEF1642AAAAAAAB,
    0x2EC9A923DA239E8BD6767887AFBE04D121D910AEFB03B31D8BEE58E5FB81DE63,
    0x19B0D87E16E2578866D1466E9DE10E6497A3CA5C24E9EA634986913AB4443034,
    0x1ED097B425ED097B425ED097B425ED098BC32D36FB21A6A38F64842C55555533,
)
Y_UNDER = (
    1,
    0x2F44D6C801C1B8BF9E7EB64F890A820C06A767BFC35B5BAC58DFECCE86B2745E,
    0x3D59F455CAFC7668252659BA2B546C7E926847FB9DDD76A1D43D449776F99D2F,
    0x40000000000000000000000000000000224698FC0994A8DD8C46EB20FFFFFDE5,
)


def hash_to_vesta(domain: str, message: bytes) -> tuple[int, int]:
    """The point of that message; ValueError for infinity, which no known message gives."""
    u0, u1 = _hash_to_field(domain, message)
    (x0, y0), (x1, y1) = _map(u0), _map(u1)
    if x0 == x1:
        raise ValueError("two points with the same x: choose another message")
    slope = (y1 - y0) * pow(x1 - x0, -1, FQ) % FQ
    x = (slope * slope - x0 - x1) % FQ
    return _isogeny(x, (slope * (x0 - x) - y0) % FQ)


def _hash_to_field(domain: str, message: bytes) -> tuple[int, int]:
    tag = f"{domain}-vesta_XMD:BLAKE2b_SSWU_RO_".encode()
    tag += bytes([len(tag)])
    b0 = hashlib.blake2b(bytes(128) + message + b"\0\x80\0" + tag).digest()
    b1 = hashlib.blake2b(b0 + b"\1" + tag).digest()
    mixed = bytes(x ^ y for x, y in zip(b0, b1, strict=True))
    b2 = hashlib.blake2b(mixed + b"\2" + tag).digest()
    return int.from_bytes(b1, "big") % FQ, int.from_bytes(b2, "big") % FQ


def _map(u: int) -> tuple[int, int]:
    zu2 = Z * u * u % FQ
    t = (zu2 * zu2 + zu2) % FQ
    x = (-ISO_B * (t + 1) * pow(ISO_A * t, -1, FQ) if t else ISO_B * pow(Z * ISO_A, -1, FQ)) % FQ
    y = square_root((x * x * x + ISO_A * x + ISO_B) % FQ, FQ)
    if y is None:
        x = zu2 * x % FQ
        y = square_root((x * x * x + ISO_A * x + ISO_B) % FQ, FQ)
    if y is None:
        raise ArithmeticError("neither x of simplified SWU is on the curve")
    return x, y if y & 1 == u & 1 else FQ - y


def _isogeny(x: int, y: int) -> tuple[int, int]:
    def at(coefficients: Sequence[int]) -> int:
        value = 0
        for coefficient in coefficients:
            value = (value * x + coefficient) % FQ
        return value

    under_x, under_y = batch_inverse([at(X_UNDER), at(Y_UNDER)], FQ)
    return at(X_OVER) * under_x % FQ, y * at(Y_OVER) * under_y % FQ
