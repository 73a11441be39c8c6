"""The adapters do what the contract says: prepare, run, encode, kernel time, availability."""

from __future__ import annotations

import numpy as np
import py_ecc.optimized_bn128 as bn128
import pytest

from zkpair_rust.algebra.field_mul import Rust as FieldMul
from zkpair_rust.algebra.msm import G1Bases
from zkpair_rust.algebra.msm import Rust as Msm
from zkpair_rust.algebra.ntt import Rust as Ntt
from zkpair_rust.algebra.pairing import Rust as Pairing
from zkpair_rust.errors import (
    MissingBlobError,
    NonCanonicalFieldElementError,
    NotAPowerOfTwoError,
    NotInSubgroupError,
    NotOnCurveError,
    UnsupportedParameterError,
    WrongLengthError,
)


def run_all(adapter, case):
    """The encodings of all instances; twice, since a run must leave its state as it was."""
    states = adapter.prepare(case, 1)
    assert len(states) == len(case.instances)
    outputs = []
    for state in states:
        first = adapter.encode(adapter.run(state))
        assert 0 < adapter.kernel_ns() < 60e9
        assert adapter.encode(adapter.run(state)) == first
        outputs.append(first)
    return outputs


def test_field_mul(enc, make_case):
    a, b = enc.random_elements(64, 1), enc.random_elements(64, 2)
    corners = [0, 1, enc.R - 1, 1 << 253]
    instances = [
        {"a": enc.elements(a), "b": enc.elements(b)},
        {"a": enc.elements(corners * 16), "b": enc.elements(corners[::-1] * 16)},
    ]
    outputs = run_all(FieldMul(), make_case({"field": "bn254_fr"}, 64, instances))
    assert outputs[0] == enc.elements([x * y % enc.R for x, y in zip(a, b, strict=True)])
    assert outputs[1] == enc.elements([x * y % enc.R for x, y in zip(corners, corners[::-1], strict=True)] * 16)


@pytest.mark.parametrize("n", [1, 2, 8, 64])
def test_ntt(enc, make_case, n):
    coefficients = enc.random_elements(n, 3)
    omega = pow(5, (enc.R - 1) // n, enc.R)
    expected = [sum(c * pow(omega, i * j, enc.R) for j, c in enumerate(coefficients)) % enc.R for i in range(n)]
    case = make_case({"field": "bn254_fr"}, n, [{"coefficients": enc.elements(coefficients)}])
    assert run_all(Ntt(), case) == [enc.elements(expected)]


@pytest.mark.parametrize("curve", ["bn254_g1", "bn254_g2"])
def test_msm_against_py_ecc(enc, make_case, curve):
    generator, infinity, encode = {
        "bn254_g1": (bn128.G1, bn128.Z1, enc.g1),
        "bn254_g2": (bn128.G2, bn128.Z2, enc.g2),
    }[curve]
    logs, scalars = [*enc.random_elements(5, 4), 0, 1], [*enc.random_elements(3, 5), 0, 1, enc.R - 1, 7]
    bases = [bn128.multiply(generator, k) for k in logs]
    instances = [{"scalars": enc.elements(scalars)}, {"scalars": bytes(7 * 32)}]
    case = make_case({"curve": curve}, 7, instances, {"bases": b"".join(map(encode, bases))})
    total = infinity
    for base, scalar in zip(bases, scalars, strict=True):
        total = bn128.add(total, bn128.multiply(base, scalar))
    assert run_all(Msm(), case) == [encode(total), bytes(len(encode(total)))]


def test_pairings_against_py_ecc(enc, make_case):
    """The 384 bytes of e(P, Q) and of a product, computed by py_ecc."""
    p, q = bn128.multiply(bn128.G1, 123456789), bn128.multiply(bn128.G2, 987654321)
    single = bn128.pairing(bn128.G2, bn128.G1)
    both = single * bn128.pairing(q, p)
    assert both == single ** (1 + 123456789 * 987654321)
    one = make_case({"curve": "bn254"}, 1, [{"g1": enc.g1(bn128.G1), "g2": enc.g2(bn128.G2)}])
    two = make_case(
        {"curve": "bn254"},
        2,
        [
            {"g1": enc.g1(bn128.G1) + enc.g1(p), "g2": enc.g2(bn128.G2) + enc.g2(q)},
            {"g1": enc.g1(p) + enc.g1(bn128.neg(p)), "g2": enc.g2(q) * 2},
            {"g1": bytes(64) + enc.g1(p), "g2": enc.g2(q) + bytes(128)},
        ],
    )
    adapter = Pairing()
    neutral = enc.elements([1] + [0] * 11)
    assert run_all(adapter, one) == [enc.gt(single)]
    assert run_all(adapter, two) == [enc.gt(both), neutral, neutral]


def off_curve(point: bytes) -> bytes:
    return bytes([point[0] ^ 1]) + point[1:]


def square_root(a):
    """A root of a in F_p2 if there is one, p = 3 mod 4 (Adj, Rodríguez-Henríquez, 2012, algorithm 9)."""
    p = bn128.field_modulus
    a1 = a ** ((p - 3) // 4)
    x = a1 * a
    alpha = a1 * x
    minus_one = bn128.FQ2([p - 1, 0])
    root = bn128.FQ2([0, 1]) * x if alpha == minus_one else (bn128.FQ2.one() + alpha) ** ((p - 1) // 2) * x
    return root if root * root == a else None


def outside_g2() -> bytes:
    """A point of the twist y² = x³ + 3/(9+u) whose order is not r: almost all are, so the first with x = 1, 2, …"""
    candidates = (bn128.FQ2([x, 0]) for x in range(1, 100))
    x, y = next((x, y) for x in candidates if (y := square_root(x * x * x + bn128.b2)) is not None)
    assert not bn128.is_inf(bn128.multiply((x, y, bn128.FQ2.one()), bn128.curve_order))
    return b"".join(int(c).to_bytes(32, "little") for c in (*x.coeffs, *y.coeffs))


def refusals():
    """Label, adapter, parameters, size, shared, instance, error, what the message names."""
    element = (7).to_bytes(32, "little")
    r = bn128.curve_order.to_bytes(32, "little")
    p = bn128.field_modulus.to_bytes(32, "little")
    g1 = (1).to_bytes(32, "little") + (2).to_bytes(32, "little")
    x, y = bn128.normalize(bn128.G2)
    g2 = b"".join(int(c).to_bytes(32, "little") for c in (*x.coeffs, *y.coeffs))
    field, group, curve = {"field": "bn254_fr"}, {"curve": "bn254_g1"}, {"curve": "bn254"}
    wide, wrong = NonCanonicalFieldElementError, WrongLengthError
    return [
        (
            "unknown field",
            Ntt,
            {"field": "bls"},
            1,
            {},
            {"coefficients": element},
            UnsupportedParameterError,
            "bn254_fr",
        ),
        ("no field", FieldMul, {}, 1, {}, {"a": element, "b": element}, UnsupportedParameterError, "bn254_fr"),
        ("blob missing", Ntt, field, 1, {}, {"values": element}, MissingBlobError, "coefficients"),
        ("no subgroup", Ntt, field, 3, {}, {"coefficients": element * 3}, NotAPowerOfTwoError, "3"),
        ("short", Ntt, field, 2, {}, {"coefficients": element * 2 + b"\0"}, wrong, "64 are needed"),
        ("coefficient = r", Ntt, field, 2, {}, {"coefficients": element + r}, wide, r"coefficients\[1\]"),
        ("b = r", FieldMul, field, 2, {}, {"a": element * 2, "b": r + element}, wide, r"instance 0: b\[0\]"),
        ("scalar = r", Msm, group, 2, {"bases": g1 * 2}, {"scalars": element + r}, wide, r"scalars\[1\]"),
        ("scalar short", Msm, group, 2, {"bases": g1 * 2}, {"scalars": element}, wrong, "scalars"),
        (
            "base off the curve",
            Msm,
            group,
            2,
            {"bases": g1 + off_curve(g1)},
            {"scalars": element * 2},
            NotOnCurveError,
            r"\[1\]",
        ),
        ("base x = p", Msm, group, 1, {"bases": p + bytes(32)}, {"scalars": element}, wide, "bn254_fq"),
        ("bases short", Msm, group, 2, {"bases": g1}, {"scalars": element * 2}, wrong, "bases"),
        (
            "base outside G2",
            Msm,
            {"curve": "bn254_g2"},
            2,
            {"bases": g2 + outside_g2()},
            {"scalars": element * 2},
            NotInSubgroupError,
            r"\[1\]",
        ),
        ("unknown curve", Pairing, group, 1, {}, {"g1": g1, "g2": g2}, UnsupportedParameterError, "bn254"),
        ("P off the curve", Pairing, curve, 1, {}, {"g1": off_curve(g1), "g2": g2}, NotOnCurveError, "g1"),
        ("Q off the curve", Pairing, curve, 1, {}, {"g1": g1, "g2": off_curve(g2)}, NotOnCurveError, "g2"),
        ("Q outside G2", Pairing, curve, 1, {}, {"g1": g1, "g2": outside_g2()}, NotInSubgroupError, "g2"),
    ]


@pytest.mark.parametrize(
    ("adapter", "params", "size", "shared", "instance", "error", "named"),
    [entry[1:] for entry in refusals()],
    ids=[entry[0] for entry in refusals()],
)
def test_prepare_refuses(make_case, adapter, params, size, shared, instance, error, named):
    with pytest.raises(error, match=named):
        adapter().prepare(make_case(params, size, [instance], shared), 1)


def test_encodings_do_not_depend_on_strides(enc):
    output, _ = G1Bases(np.frombuffer(enc.g1(bn128.G1), "<u8").reshape(1, 8)).msm(
        np.frombuffer(enc.elements([1]), "<u8").reshape(1, 4)
    )
    assert Msm().encode(output) == enc.g1(bn128.G1)
