"""MSM: the EIP-196 vectors in G1, py_ecc and linearity in both groups, points with known logarithms."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_ecc.optimized_bn128.optimized_curve import G1, G2, add, multiply

from zkpair_python.algebra import group, pippenger
from zkpair_python.algebra.bn254 import g1, g2, msm
from zkpair_python.algebra.bn254.codec import encode_g1, encode_g2
from zkpair_python.algebra.field import R, encode_elements
from zkpair_python.algebra.points import encode_point

GROUPS = [(g1.G1, g1.GENERATOR), (g2.G2, g2.GENERATOR)]
groups = pytest.mark.parametrize(("curve", "generator"), GROUPS, ids=["g1", "g2"])
scalars = st.one_of(st.integers(0, R - 1), st.sampled_from([0, 1, 2, R - 1, R - 2, 1 << 128, (1 << 253) + 1]))


def g1_from_eip(data):
    """Big-endian x ‖ y of EIP-196 as the contract's little-endian."""
    return b"".join(data[i : i + 32][::-1] for i in range(0, 64, 32))


def msm_case(case, curve, bases, *instances):
    blobs = [{"scalars": encode_elements(scalars)} for scalars in instances]
    return case("algebra/msm", {"curve": curve}, len(instances[0]), blobs, {"bases": bases})


def test_eip196_additions(load, case, run, vectors):
    implementation = load("msm")
    checked = 0
    for name, data, expected in vectors("bn256Add"):
        data = data.ljust(128, b"\0")[:128]
        bases = g1_from_eip(data[:64]) + g1_from_eip(data[64:])
        (output,) = run(implementation, msm_case(case, "bn254_g1", bases, [1, 1]))
        assert output == g1_from_eip(expected), name
        checked += 1
    assert checked == 16


def test_eip196_multiplications(load, case, run, vectors):
    implementation = load("msm")
    checked = 0
    for name, data, expected in vectors("bn256ScalarMul"):
        data = data.ljust(96, b"\0")[:96]
        scalar = int.from_bytes(data[64:96], "big") % R  # the EIP takes any 256-bit scalar, the task those below r
        (output,) = run(implementation, msm_case(case, "bn254_g1", g1_from_eip(data[:64]), [scalar]))
        assert output == g1_from_eip(expected), name
        checked += 1
    assert checked == 19


@pytest.mark.parametrize(("curve", "base", "n"), [("bn254_g1", G1, 5), ("bn254_g2", G2, 3)], ids=["g1", "g2"])
def test_a_case_is_the_sum_that_py_ecc_gives(load, case, run, curve, base, n):
    rng = random.Random(n)
    points = [multiply(base, rng.randrange(1, R)) for _ in range(n)]
    instances = [[rng.randrange(R) for _ in range(n)], [0, R - 1, *range(n - 2)]]
    bases = b"".join(encode_point(point) for point in points)
    outputs = run(load("msm"), msm_case(case, curve, bases, *instances))
    for output, ks in zip(outputs, instances, strict=True):
        total = None
        for point, k in zip(points, ks, strict=True):
            term = multiply(point, k)
            total = term if total is None else add(total, term)
        assert output == encode_point(total)


@pytest.mark.parametrize(("curve", "width"), [("bn254_g1", 64), ("bn254_g2", 128)])
def test_infinity_among_bases_and_as_the_sum(load, case, run, curve, width):
    encode, generator = (encode_g1, g1.GENERATOR) if curve == "bn254_g1" else (encode_g2, g2.GENERATOR)
    implementation = load("msm")
    bases = encode([None, generator, generator])
    once, never, opposite = run(implementation, msm_case(case, curve, bases, [5, 1, 0], [7, 0, 0], [0, 3, R - 3]))
    assert once == encode([generator])
    assert never == opposite == bytes(width)


@groups
@pytest.mark.parametrize("n", [1, 2, 3, 40, 300])
def test_known_logarithms(curve, generator, n):
    rng = random.Random(n)
    logs = [rng.randrange(R) for _ in range(n)]
    points = [group.multiply(curve, generator, log) for log in logs[:3]]
    points += [group.multiply(curve, points[i % 3], 2 + i) for i in range(3, n)]
    logs = logs[:3] + [logs[i % 3] * (2 + i) % R for i in range(3, n)]
    ks = [rng.randrange(R) for _ in range(n)]
    expected = group.multiply(curve, generator, sum(a * b for a, b in zip(logs, ks, strict=True)) % R)
    assert pippenger.msm(curve, points, ks) == expected


@groups
@given(st.lists(st.tuples(st.integers(0, 3), scalars), max_size=12))
@settings(max_examples=15, deadline=None)
def test_repeated_opposite_and_infinite_points(curve, generator, terms):
    double = group.add(curve, generator, generator)
    choices = [(None, 0), (generator, 1), (group.negate(curve, generator), -1), (double, 2)]
    points = [choices[choice][0] for choice, _ in terms]
    total = sum(choices[choice][1] * k for choice, k in terms) % R
    assert pippenger.msm(curve, points, [k for _, k in terms]) == group.multiply(curve, generator, total)


@groups
def test_equal_scalars_fill_one_bucket(curve, generator):
    assert pippenger.msm(curve, [generator] * 65, [R - 1] * 65) == group.multiply(curve, generator, R - 65)


def test_lengths_have_to_match():
    with pytest.raises(ValueError, match="2 points but 1 scalars"):
        msm.msm_g1([g1.GENERATOR, None], [1])


def test_generators_are_those_of_py_ecc_and_the_eip():
    assert encode_g1([g1.GENERATOR]) == encode_point(G1)
    assert encode_g2([g2.GENERATOR]) == encode_point(G2)
