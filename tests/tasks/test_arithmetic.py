"""The judges' arithmetic against py_ecc and against its own laws."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair.tasks.algebra.false_points import off_curve, off_subgroup
from zkpair.tasks.algebra.pairing import GENERATOR_PAIRING
from zkpair.tasks.arithmetic.compressed import compress_g1, compress_g2, decompress_g1, decompress_g2
from zkpair.tasks.arithmetic.curve import G1, G2, Curve
from zkpair.tasks.arithmetic.extension import (
    FP12_ONE,
    fp2_inverse,
    fp2_mul,
    fp2_sqrt,
    fp12_decode,
    fp12_encode,
    fp12_mul,
    fp12_pow,
    fp_sqrt,
)
from zkpair.tasks.arithmetic.field import (
    EncodingError,
    P,
    R,
    batch_inverse,
    decode_elements,
    encode_elements,
    random_elements,
    root_of_unity,
)
from zkpair.tasks.arithmetic.known_logs import known_logs, known_points
from zkpair.tasks.arithmetic.linear_combination import WEIGHT_BITS, combine, weights

bn: Any = import_module("py_ecc.optimized_bn128")
CURVES: list[Curve[Any]] = [G1, G2]

scalars = st.one_of(st.sampled_from([0, 1, 2, 3, R - 1, R - 2, R, 1 << 253]), st.integers(0, R))
elements = st.one_of(st.sampled_from([0, 1, P - 1]), st.integers(0, P - 1))
pairs = st.tuples(elements, elements)


def affine(point: Any) -> tuple[Any, Any] | None:
    """py_ecc's point as ours."""
    if bn.is_inf(point):
        return None
    x, y = bn.normalize(point)[:2]
    if isinstance(x, bn.FQ):
        return int(x), int(y)
    return tuple(int(c) for c in x.coeffs), tuple(int(c) for c in y.coeffs)


def test_constants() -> None:
    assert (bn.field_modulus, bn.curve_order) == (P, R)
    assert G1.generator == affine(bn.G1)
    assert G2.generator == affine(bn.G2)
    assert tuple(int(c) for c in bn.b2.coeffs) == G2.b


@settings(max_examples=15, deadline=None)
@given(scalars)
def test_multiples_are_py_eccs(k: int) -> None:
    assert G1.multiply(G1.generator, k) == affine(bn.multiply(bn.G1, k))
    assert G2.multiply(G2.generator, k) == affine(bn.multiply(bn.G2, k))


@settings(max_examples=15, deadline=None)
@given(scalars, scalars)
def test_addition(a: int, b: int) -> None:
    for curve in CURVES:
        p, q = curve.multiply(curve.generator, a), curve.multiply(curve.generator, b)
        total = curve.multiply(curve.generator, a + b)
        assert curve.add(p, q) == total
        jacobian = [(curve.one, curve.one, curve.zero) if x is None else (*x, curve.one) for x in (p, q)]
        scaled = curve.add_mixed(curve.double_jacobian(jacobian[0]), p) if p else jacobian[0]
        assert curve.to_affine(curve.add_jacobian(scaled, jacobian[1])) == curve.multiply(curve.generator, 3 * a + b)
        assert curve.to_affine(curve.add_jacobian(jacobian[0], jacobian[1])) == total
        assert curve.add(p, curve.negate(p)) is None
        assert curve.is_on_curve(total)
        assert curve.decode(curve.encode(total)) == total


def test_subgroup() -> None:
    assert G2.is_in_subgroup(G2.generator)
    outside = G2.decode(off_subgroup())
    assert outside is not None
    assert G2.is_on_curve(outside)
    assert not G2.is_in_subgroup(outside)
    x, y = (bn.FQ2(list(c)) for c in outside)
    assert bn.is_on_curve((x, y, bn.FQ2.one()), bn.b2)
    assert not bn.is_inf(bn.multiply((x, y, bn.FQ2.one()), R))


@pytest.mark.parametrize("curve", CURVES, ids=lambda c: c.name)
def test_points_are_read_strictly(curve: Curve[Any]) -> None:
    blob = curve.encode(curve.generator)
    with pytest.raises(EncodingError, match="not on the curve"):
        curve.decode(off_curve(curve.name))
    with pytest.raises(EncodingError, match="not canonical"):
        curve.decode(encode_elements([P]) + blob[32:])
    for wrong in (blob[:-1], blob + b"\0", b""):
        with pytest.raises(EncodingError, match="bytes"):
            curve.decode(wrong)
    assert curve.decode(bytes(curve.point_bytes)) is None


@pytest.mark.parametrize("n", [1, 2, 3, 15, 16, 17, 100])
@pytest.mark.parametrize("curve", CURVES, ids=lambda c: c.name)
def test_known_logs(curve: Curve[Any], n: int) -> None:
    logs = known_logs("test", 5, n)
    found = known_points(curve, "test", 5, n)
    assert len(logs) == len(set(logs)) == len(found) == n
    for i in {0, n // 2, n - 1}:
        assert found[i] == curve.multiply(curve.generator, logs[i])
    assert known_logs("test", 6, n) != logs != known_logs("other", 5, n)


def test_pairing_of_the_generators_is_py_eccs() -> None:
    c = [int(x) for x in bn.pairing(bn.G2, bn.G1).coeffs]
    by_power = tuple(((c[j] + 9 * c[j + 6]) % P, c[j + 6]) for j in range(6))
    assert by_power == GENERATOR_PAIRING
    assert fp12_pow(GENERATOR_PAIRING, R) == FP12_ONE != GENERATOR_PAIRING
    assert fp12_decode(fp12_encode(GENERATOR_PAIRING)) == GENERATOR_PAIRING


@settings(max_examples=10, deadline=None)
@given(st.lists(elements, min_size=12, max_size=12), st.lists(elements, min_size=12, max_size=12))
def test_f_p12_is_py_eccs(x: list[int], y: list[int]) -> None:
    def ours(c: list[int]) -> tuple[tuple[int, int], ...]:
        return tuple(((c[j] + 9 * c[j + 6]) % P, c[j + 6]) for j in range(6))

    product = [int(c) for c in (bn.FQ12(x) * bn.FQ12(y)).coeffs]
    assert fp12_mul(ours(x), ours(y)) == ours(product)
    assert fp12_pow(ours(x), 5) == ours([int(c) for c in (bn.FQ12(x) ** 5).coeffs])


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_roots_and_inverses(x: tuple[int, int]) -> None:
    square = fp2_mul(x, x)
    root = fp2_sqrt(square)
    assert root is not None
    assert root in (x, (-x[0] % P, -x[1] % P))
    if x != (0, 0):
        assert fp2_mul(x, fp2_inverse(x)) == (1, 0)
        non_residue = fp2_mul(square, (9, 1))  # ξ is no square, or w⁶ − ξ would not be irreducible
        assert fp2_sqrt(non_residue) is None
    assert fp_sqrt(x[0] ** 2) in (x[0], -x[0] % P)


@settings(max_examples=15, deadline=None)
@given(scalars)
def test_compressed_points(k: int) -> None:
    p, q = G1.multiply(G1.generator, k), G2.multiply(G2.generator, k)
    assert decompress_g1(compress_g1(p)) == p
    assert decompress_g2(compress_g2(q)) == q
    if p is not None and q is not None:
        assert bool(compress_g1(p)[-1] & 0x80) == (p[1] > -p[1] % P)
        opposite = (-q[1][0] % P, -q[1][1] % P)
        assert bool(compress_g2(q)[-1] & 0x80) == (q[1][::-1] > opposite[::-1])


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_compressed_bytes_have_one_reading(blob: bytes) -> None:
    try:
        point = decompress_g1(blob)
    except EncodingError:
        return
    assert compress_g1(point) == blob


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        (encode_elements([P]), "not canonical"),
        (bytes(31) + b"\xc0", "other bits"),
        (b"\1" + bytes(30) + b"\x40", "other bits"),
        (encode_elements([4]), "no point"),
        (bytes(31), "bytes"),
    ],
)
def test_malformed_compressed_points(blob: bytes, reason: str) -> None:
    with pytest.raises(EncodingError, match=reason):
        decompress_g1(blob)


def test_malformed_compressed_points_of_g2() -> None:
    outside = G2.decode(off_subgroup())
    with pytest.raises(EncodingError, match="outside"):
        decompress_g2(compress_g2(outside))
    with pytest.raises(EncodingError, match="not canonical"):
        decompress_g2(encode_elements([0, P]))


@pytest.mark.parametrize("n", [0, 1, 2, 5, 64])
def test_combination(n: int) -> None:
    logs = [*random_elements("combination", 1, n)]
    logs[1:3] = [7] * len(logs[1:3])  # equal points meet in a bucket
    logs[3:5] = [R - 7] * len(logs[3:5])  # and opposite ones
    chosen = weights(n, b"a")
    chosen[1:5] = [12345] * len(chosen[1:5])
    for curve in CURVES:
        found = combine(curve, [curve.multiply(curve.generator, log) for log in logs], chosen)
        total = sum(log * weight for log, weight in zip(logs, chosen, strict=True))
        assert found == curve.multiply(curve.generator, total)


def test_weights() -> None:
    assert weights(8, b"a", b"b") != weights(8, b"ab") != weights(8, b"a")
    assert max(weights(4096, b"x")).bit_length() == WEIGHT_BITS


def test_fields() -> None:
    for k in (0, 1, 8, 28):
        omega = root_of_unity(1 << k)
        assert pow(omega, 1 << k, R) == 1
        assert k == 0 or pow(omega, 1 << (k - 1), R) == R - 1
    for wrong in (0, 3, 1 << 29):
        with pytest.raises(ValueError, match="root"):
            root_of_unity(wrong)
    values = random_elements("inverse", 1, 33)
    assert [x * y % R for x, y in zip(values, batch_inverse(values, R), strict=True)] == [1] * 33
    with pytest.raises(ZeroDivisionError):
        batch_inverse([1, 0, 2], R)
    assert decode_elements(encode_elements([0, R - 1]), R, 2) == [0, R - 1]
    with pytest.raises(EncodingError, match="element 1"):
        decode_elements(encode_elements([0, R]), R, 2)
    with pytest.raises(EncodingError, match="64 bytes where 3"):
        decode_elements(bytes(64), R, 3)
