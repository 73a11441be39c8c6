"""What `prepare` refuses, with errors that name the blob, the place and the reason."""

import pytest

from zkpair_python import errors
from zkpair_python.algebra.bn254.codec import encode_g1, encode_g2
from zkpair_python.algebra.bn254.g1 import GENERATOR as G1
from zkpair_python.algebra.bn254.g2 import B0, B1, is_on_curve
from zkpair_python.algebra.bn254.g2 import GENERATOR as G2
from zkpair_python.algebra.field import P, R, encode_elements

TWO = encode_elements([1, 2])
FR = {"field": "bn254_fr"}
MSM_G1 = {"curve": "bn254_g1"}
MSM_G2 = {"curve": "bn254_g2"}
PAIRING = {"curve": "bn254"}


def above(modulus, index, count=2):
    """`count` elements of which `index` is the modulus itself."""
    return encode_elements([modulus if i == index else 0 for i in range(count)])


def pairs(g1, g2):
    return {"g1": g1, "g2": g2}


G1S, G2S = encode_g1([G1, G1]), encode_g2([G2, G2])
OFF_G1 = encode_g1([G1, (1, 3)])
OFF_G2 = encode_g2([G2, (*G2[:3], G2[3] + 1)])
HALF_ZERO = encode_elements([1, 2, 0, 5])  # (0, 5) is neither infinity nor on the curve

REFUSED = [
    ("ntt", FR, 2, {"coefficients": TWO[:-1]}, {}, errors.WrongLengthError, "coefficients: 63 bytes"),
    ("ntt", FR, 2, {"coefficients": TWO + b"\0"}, {}, errors.WrongLengthError, "65 bytes"),
    ("ntt", FR, 2, {"coefficients": b""}, {}, errors.WrongLengthError, "0 bytes"),
    ("ntt", FR, 2, {"coefficients": above(R, 1)}, {}, errors.NonCanonicalFieldElementError, "element 1"),
    ("ntt", FR, 2, {"coefficients": b"\xff" * 64}, {}, errors.NonCanonicalFieldElementError, "element 0"),
    ("ntt", FR, 3, {"coefficients": TWO + bytes(32)}, {}, errors.UnsupportedParameterError, "power of two"),
    ("ntt", {"field": "bls12_381_fr"}, 2, {"coefficients": TWO}, {}, errors.UnsupportedParameterError, "bn254_fr"),
    ("ntt", {}, 2, {"coefficients": TWO}, {}, errors.UnsupportedParameterError, "field=None"),
    ("ntt", FR, 2, {}, {}, errors.MissingBlobError, "'coefficients' is missing"),
    ("field_mul", FR, 2, {"a": TWO, "b": TWO[:32]}, {}, errors.WrongLengthError, "instance 0: b"),
    ("field_mul", FR, 2, {"a": above(R, 0), "b": TWO}, {}, errors.NonCanonicalFieldElementError, "a: element 0"),
    ("field_mul", FR, 2, {"a": TWO}, {}, errors.MissingBlobError, "'b' is missing"),
    ("field_mul", FR, 0, {"a": b"", "b": b""}, {}, errors.UnsupportedParameterError, "size 0"),
    ("msm", MSM_G1, 2, {"scalars": TWO}, {"bases": G1S[:64]}, errors.WrongLengthError, "bases: 64 bytes"),
    ("msm", MSM_G1, 2, {"scalars": TWO[:40]}, {"bases": G1S}, errors.WrongLengthError, "scalars: 40 bytes"),
    ("msm", MSM_G1, 2, {"scalars": above(R, 1)}, {"bases": G1S}, errors.NonCanonicalFieldElementError, "element 1"),
    ("msm", MSM_G1, 2, {"scalars": TWO}, {"bases": above(P, 3, 4)}, errors.NonCanonicalFieldElementError, "point 1"),
    ("msm", MSM_G1, 2, {"scalars": TWO}, {"bases": OFF_G1}, errors.NotOnCurveError, "point 1"),
    ("msm", MSM_G1, 2, {"scalars": TWO}, {"bases": HALF_ZERO}, errors.NotOnCurveError, "point 1"),
    ("msm", MSM_G1, 2, {"scalars": TWO}, {}, errors.MissingBlobError, "'bases' is missing"),
    ("msm", PAIRING, 2, {"scalars": TWO}, {"bases": G1S}, errors.UnsupportedParameterError, "bn254_g1 or bn254_g2"),
    ("msm", MSM_G2, 2, {"scalars": TWO}, {"bases": G1S}, errors.WrongLengthError, "128 bytes"),
    ("msm", MSM_G2, 2, {"scalars": TWO}, {"bases": OFF_G2}, errors.NotOnCurveError, "point 1"),
    ("pairing", PAIRING, 2, pairs(G1S, G2S[:-1]), {}, errors.WrongLengthError, "g2: 255 bytes"),
    ("pairing", PAIRING, 2, pairs(OFF_G1, G2S), {}, errors.NotOnCurveError, "g1: point 1"),
    ("pairing", PAIRING, 2, pairs(G1S, OFF_G2), {}, errors.NotOnCurveError, "g2: point 1"),
    ("pairing", PAIRING, 2, {"g1": G1S}, {}, errors.MissingBlobError, "'g2' is missing"),
    ("pairing", PAIRING, 0, pairs(b"", b""), {}, errors.UnsupportedParameterError, "size 0"),
]


@pytest.mark.parametrize(("operation", "params", "size", "blobs", "shared", "error", "message"), REFUSED)
def test_refused(load, case, operation, params, size, blobs, shared, error, message):
    implementation = load(operation)
    with pytest.raises(error, match=message) as caught:
        implementation.prepare(case(f"algebra/{operation}", params, size, [blobs], shared), 1)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, errors.InputError)


@pytest.mark.parametrize("operation", ["msm", "pairing"])
def test_points_outside_the_subgroup(load, case, operation):
    outside = outside_point()
    data = encode_g2([G2, outside])
    if operation == "msm":
        made = case("algebra/msm", MSM_G2, 2, [{"scalars": TWO}], {"bases": data})
    else:
        made = case("algebra/pairing", PAIRING, 2, [pairs(G1S, data)])
    with pytest.raises(errors.NotInSubgroupError, match="point 1 is on the twist but not in the subgroup"):
        load(operation).prepare(made, 1)


def outside_point():
    """The twist's point with the smallest x in F_p that has one; its order is not r."""
    for x in range(1, 100):
        a0, a1 = (x**3 + B0) % P, B1
        for root in (1, -1):
            s = root * pow(int(a0 * a0 + a1 * a1), (P + 1) // 4, P)
            y0 = pow(int((a0 + s) * pow(2, -1, P)), (P + 1) // 4, P)
            point = (x, 0, y0, int(a1 * pow(2 * y0, -1, P) % P))
            if is_on_curve(point):
                return point
    raise AssertionError("no point found")


def test_the_error_names_the_instance(load, case):
    good, bad = {"coefficients": TWO}, {"coefficients": above(R, 0)}
    with pytest.raises(errors.NonCanonicalFieldElementError, match="instance 1: coefficients: element 0"):
        load("ntt").prepare(case("algebra/ntt", FR, 2, [good, bad]), 1)
