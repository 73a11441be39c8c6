"""Pasta against pasta_curves 0.6.1: the figures are those of its tests (src/fields, src/pallas.rs, src/vesta.rs)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.errors import NonCanonicalFieldElementError, NotOnCurveError, WrongLengthError
from zkpair_python.halo.curve import CURVES, PALLAS, VESTA, Curve, Jacobian
from zkpair_python.halo.encoding import compress, decode_points, decompress, encode_point
from zkpair_python.halo.field import FP, FQ, PrimeField
from zkpair_python.halo.hash_to_curve import ISO_B, hash_to_curve, hash_to_field, isogenous, map_to_curve
from zkpair_python.halo.params import generator
from zkpair_python.halo.stream import random_scalars

both_fields = pytest.mark.parametrize("field", [FP, FQ], ids=lambda field: field.name)
both_curves = pytest.mark.parametrize("curve", [PALLAS, VESTA], ids=lambda curve: curve.name)
wide = st.integers(min_value=0, max_value=2**512 - 1)


@both_fields
def test_field_constants(field: PrimeField) -> None:
    p = field.modulus
    assert pow(field.root_of_unity, 1 << 31, p) == p - 1
    assert pow(field.zeta, 3, p) == 1 != field.zeta
    assert pow(field.delta, p >> 32, p) == 1
    assert pow(5, (p - 1) // 2, p) == p - 1
    assert pow(field.root(5), 16, p) == p - 1


def test_roots_of_unity_are_pasta_curves() -> None:
    # ROOT_OF_UNITY of src/fields/fp.rs and fq.rs.
    assert FP.root_of_unity == 0x2BCE74DEAC30EBDA362120830561F81AEA322BF2B7BB7584BDAD6FABD87EA32F
    assert FQ.root_of_unity == 0x2DE6A9B8746D3F589E5C4DFD492AE26E9BB97EA3C106F049A70E2C1102B6D05F


@both_fields
def test_square_roots(field: PrimeField) -> None:
    p = field.modulus

    @settings(max_examples=60, deadline=None)
    @given(wide)
    def check(value: int) -> None:
        x = value % p
        root = field.sqrt(x * x % p)
        assert root is not None
        assert root in (x, -x % p)
        is_square = pow(x, (p - 1) // 2, p) != p - 1
        assert (field.sqrt(x) is not None) == is_square

    check()
    assert field.sqrt(0) == 0
    for m in range(33):
        power = pow(field.root_of_unity, 1 << m, p)
        root = field.sqrt(power)
        assert (root is None) == (m == 0)
        assert root is None or root * root % p == power


@both_fields
def test_inverses(field: PrimeField) -> None:
    values = [1, 2, field.modulus - 1, 0xDEADBEEF]
    inverses = field.batch_inverse(values)
    assert [v * i % field.modulus for v, i in zip(values, inverses, strict=True)] == [1] * 4
    for bad in ([0], [5, 0, 7]):
        with pytest.raises(ZeroDivisionError):
            field.batch_inverse(bad)
    with pytest.raises(ValueError, match="64"):
        field.from_uniform_bytes(bytes(32))


def test_from_uniform_bytes() -> None:
    # src/fields/fp.rs, test_from_bytes_wide's extremes: 0, the modulus, 2^512 − 1.
    assert FP.from_uniform_bytes(bytes(64)) == 0
    assert FP.from_uniform_bytes(FP.modulus.to_bytes(64, "little")) == 0
    assert FP.from_uniform_bytes(b"\xff" * 64) == (2**512 - 1) % FP.modulus


@both_curves
def test_group(curve: Curve) -> None:
    g = curve.generator
    assert curve.is_on_curve(g)
    assert curve.multiply(g, curve.scalars.modulus) is None
    assert curve.multiply(g, curve.scalars.modulus - 1) == curve.negate(g)

    @settings(max_examples=15, deadline=None)
    @given(wide, wide)
    def check(a: int, b: int) -> None:
        left, right = curve.multiply(g, a), curve.multiply(g, b)
        assert curve.add(left, right) == curve.multiply(g, a + b)
        assert curve.msm([a, b, 5], [g, g, None]) == curve.multiply(g, a + b)

    check()
    three = curve.multiply(g, 3)
    assert curve.add(curve.add(g, g), g) == three
    assert curve.add(g, curve.negate(g)) is None
    assert curve.add(None, g) == curve.add(g, None) == g
    assert curve.collapse([g, None, three, g], 7) == [curve.multiply(g, 22), curve.multiply(g, 7)]


@both_curves
def test_endomorphism(curve: Curve) -> None:
    """(ζx, y) is [ζ'](x, y), ζ' the cube root of unity of the scalars (pasta_curves, test_endo)."""
    x, y = curve.generator
    assert (curve.field.zeta * x % curve.field.modulus, y) == curve.multiply((x, y), curve.scalars.zeta)


@pytest.mark.parametrize(
    ("curve", "message", "jacobian"),
    [
        (
            PALLAS,
            b"Trans rights now!",
            (
                0x36A6E3A9C50B7B6540CB002C977C82F37F8A875FB51EB35327EE1452E6CE7947,
                0x01DA3B4403D73252F2D7E9C19BC23DC6A080F2D02F8262FCA4F7E3D756AC6A7C,
                0x1D48103DF8FCBB70D1809C1806C95651DD884A559FEC0549658537CE9D94BED9,
            ),
        ),
        (
            VESTA,
            b"hello",
            (
                0x12763505036E0E1A6684B7A7D8D5AFB7378CC2B191A95E34F44824A06FCBD08E,
                0x0256EAFC0188B79BFA7C4B2B393893DDC298E90DA500FA4A9AEE17C2EA4240E6,
                0x1B58D4AA4D68C3F4D9916B77C79FF9911597A27F2EE46244E98EB9615172D2AD,
            ),
        ),
    ],
    ids=["pallas", "vesta"],
)
def test_hash_to_curve(curve: Curve, message: bytes, jacobian: Jacobian) -> None:
    """test_hash_to_curve of src/pallas.rs and src/vesta.rs."""
    point = hash_to_curve(curve, "z.cash:test", message)
    assert point == curve.to_affine(jacobian)
    assert curve.is_on_curve(point)


SWU = {
    # test_map_to_curve_simple_swu of src/pallas.rs and src/vesta.rs: u = 0 and u = 1, Jacobian.
    ("pallas", 0): (
        0x28C1A6A534F56C52E25295B339129A8AF5F42525DEA727F485CA3433519B096E,
        0x3BFC658BEE6653C63C7D7F0927083FD315D29C270207B7C7084FA1EE6AC5AE8D,
        0x054B3BA10416DC104157B1318534A19D5D115472DA7D746F8A5F250CD8CDEF36,
    ),
    ("pallas", 1): (
        0x010CBA5957E876534AF5E967C026A1856D64B071068280837913B9A5A3561505,
        0x062FC61F9CD3118E7D6E65A065EBF46A547514D6B08078E976FA6D515DCC9C81,
        0x3F86CB8C311250C3101C4E523E7793605CCFF5623DE1753A7C75BC9A29A73688,
    ),
    ("vesta", 0): (
        0x2CCC4C6EC2660E5644305BC52527D904D408F92407F599DF8F158D50646A2E78,
        0x29A34381321D13D72D50B6B462BB4EA6A9E47393FA28A47227BF35BC0EE7AA59,
        0x0B851E9E579403A76DF1100F556E1F226E5656BDF38F3BF8601D8A3A9A15890B,
    ),
    ("vesta", 1): (
        0x165F8B71841C5ABC3D742EC13FB16F099D596B781E6F5C7D0B6682B1216A8258,
        0x0DADEF21DE74ED7337A37DD74F126A92E4DF73C3A704DA501E36EAF59CF03120,
        0x0A3D6F6C1AF02BD9274CC0B80129759CE77EDEEF578D7DE968D4A47D39026C82,
    ),
}


@pytest.mark.parametrize(("name", "u"), SWU)
def test_simplified_swu(name: str, u: int) -> None:
    curve = CURVES[name]
    assert map_to_curve(curve, u) == curve.to_affine(SWU[name, u])


@both_curves
def test_hashed_points(curve: Curve) -> None:
    """On the isogenous curve with the parity of u, then on the curve; another domain or message is another point."""
    p, a = curve.field.modulus, isogenous(curve).a
    for u in hash_to_field(curve, "zkpair", b"any"):
        x, y = map_to_curve(curve, u)
        assert (y * y - x * x * x - a * x - ISO_B) % p == 0
        assert y & 1 == u & 1
    inputs = [("zkpair", b""), ("zkpair", b"\0"), ("zkpair-", b""), ("z", b"kpair")]
    points = [hash_to_curve(curve, domain, message) for domain, message in inputs]
    assert len(set(points)) == len(points)
    assert all(curve.is_on_curve(point) for point in points)


@both_curves
def test_encodings(curve: Curve) -> None:
    g = curve.generator
    points = [None, g, curve.negate(g), curve.multiply(g, 12345)]
    blob = b"".join(encode_point(curve, point) for point in points)
    assert decode_points(curve, blob, 4, "blob") == points
    assert [decompress(curve, compress(curve, point), "") for point in points] == points
    assert compress(curve, None) == bytes(32)


@both_curves
def test_malformed_points(curve: Curve) -> None:
    g, p = encode_point(curve, curve.generator), curve.field.modulus
    no_x = next(x for x in range(1, 100) if curve.field.sqrt(x**3 + 5) is None)
    with pytest.raises(NotOnCurveError, match="point 1"):
        decode_points(curve, g + g[32:] + g[:32], 2, "blob")
    with pytest.raises(NonCanonicalFieldElementError, match="point 0, coordinate 0"):
        decode_points(curve, p.to_bytes(32, "little") + bytes(32), 1, "blob")
    with pytest.raises(WrongLengthError):
        decode_points(curve, g[:-1], 1, "blob")
    with pytest.raises(NotOnCurveError):
        decompress(curve, no_x.to_bytes(32, "little"), "a point")
    for word in (p, 2**255 - 1, p | 1 << 255):
        with pytest.raises(NonCanonicalFieldElementError):
            decompress(curve, word.to_bytes(32, "little"), "a point")
    with pytest.raises(NotOnCurveError):
        decompress(curve, (1 << 255).to_bytes(32, "little"), "infinity with a sign")
    for size in (0, 31, 33):
        with pytest.raises(WrongLengthError):
            decompress(curve, bytes(size), "a point")


def test_generators_are_different_points_of_vesta() -> None:
    points = {generator(VESTA, i) for i in range(20)}
    assert len(points) == 20
    assert all(VESTA.is_on_curve(point) for point in points)


def test_stream() -> None:
    """Blocks are keyed BLAKE2b-512 of their number; nothing is skipped."""
    seed = bytes(range(32))
    draws = random_scalars(FP, seed)
    for i in range(3):
        block = hashlib.blake2b(i.to_bytes(8, "little"), key=seed, digest_size=64).digest()
        assert next(draws) == int.from_bytes(block, "little") % FP.modulus
    with pytest.raises(WrongLengthError):
        next(random_scalars(FP, seed[:-1]))
