"""The pairing: EIP-197 vectors, py_ecc's value, bilinearity."""

import random

import pytest
from py_ecc.fields import optimized_bn128_FQ12 as FQ12
from py_ecc.optimized_bn128.optimized_curve import G1, G2
from py_ecc.optimized_bn128.optimized_pairing import pairing as py_ecc_pairing

from zkpair_python.algebra import group
from zkpair_python.algebra.bn254 import fp12, g1, g2, pairing
from zkpair_python.algebra.bn254.codec import encode_g1, encode_g2
from zkpair_python.algebra.field import P, R, encode_elements
from zkpair_python.algebra.pairing import to_tower

ONE = encode_elements([1] + [0] * 11)


def pairing_case(case, *instances):
    """Each instance is a list of (P, Q)."""
    blobs = [{"g1": encode_g1([p for p, _ in pairs]), "g2": encode_g2([q for _, q in pairs])} for pairs in instances]
    return case("algebra/pairing", {"curve": "bn254"}, len(instances[0]), blobs)


def little_endian(data):
    return b"".join(data[i : i + 32][::-1] for i in range(0, len(data), 32))


def eip197_case(case, data):
    """Pairs of 192 bytes: x, y, then x.c1, x.c0, y.c1, y.c0, all big-endian."""
    pairs = [data[i : i + 192] for i in range(0, len(data), 192)]
    first = b"".join(little_endian(pair[:64]) for pair in pairs)
    second = b"".join(pair[64:128][::-1] + pair[128:192][::-1] for pair in pairs)  # reversing 64 bytes puts c0 first
    return case("algebra/pairing", {"curve": "bn254"}, len(pairs), [{"g1": first, "g2": second}])


def test_eip197_vectors(load, case, run, vectors):
    implementation = load("pairing")
    most_pairs = (
        2 if implementation.attributes["library"].startswith("py_ecc") else 100
    )  # a Miller loop of py_ecc takes 0.1 s
    outcomes = []
    for name, data, expected in vectors("bn256Pairing"):
        if not 1 <= len(data) // 192 <= most_pairs:
            continue  # the empty product: the task starts at one pair, see below
        (output,) = run(implementation, eip197_case(case, data))
        assert (output == ONE) == bool(expected[-1]), name
        outcomes.append(output == ONE)
    assert len(outcomes) == (13 if most_pairs > 2 else 9)
    assert set(outcomes) == {True, False}


def test_the_empty_product_is_one():
    assert pairing.is_one_product([])


def test_the_value_is_that_of_py_ecc(load, case, run):
    expected = py_ecc_pairing(G2, G1)
    (output,) = run(load("pairing"), pairing_case(case, [(g1.GENERATOR, g2.GENERATOR)]))
    assert output == encode_elements(to_tower(expected))
    assert output != ONE


def test_pairs_with_infinity_give_one(load, case, run):
    pairs = [[(None, g2.GENERATOR)], [(g1.GENERATOR, None)], [(None, None)]]
    assert run(load("pairing"), pairing_case(case, *pairs)) == [ONE] * 3


def multiples(seed):
    rng = random.Random(seed)
    a, b = rng.randrange(1, R), rng.randrange(1, R)
    return a, b, group.multiply(g1.G1, g1.GENERATOR, a), group.multiply(g2.G2, g2.GENERATOR, b)


def power(f, exponent):
    result = fp12.IDENTITY
    for bit in bin(exponent)[2:]:
        result = fp12.multiply(result, result)
        if bit == "1":
            result = fp12.multiply(result, f)
    return result


@pytest.mark.parametrize("seed", range(3))
def test_bilinearity(seed):
    a, b, ap, bq = multiples(seed)
    e = pairing.pairing_product([(g1.GENERATOR, g2.GENERATOR)])
    expected = fp12.to_tower(power(e, a * b % R))
    assert fp12.to_tower(pairing.pairing_product([(ap, bq)])) == expected
    assert fp12.to_tower(pairing.pairing_product([(group.multiply(g1.G1, ap, b), g2.GENERATOR)])) == expected
    assert fp12.to_tower(pairing.pairing_product([(g1.GENERATOR, group.multiply(g2.G2, bq, a))])) == expected
    assert pairing.is_one_product([(ap, bq), (group.negate(g1.G1, ap), bq)])
    assert not pairing.is_one_product([(ap, bq), (ap, bq)])


def test_the_value_has_order_r():
    e = pairing.pairing_product([(g1.GENERATOR, g2.GENERATOR)])
    assert pairing.is_one(power(e, R))
    assert not pairing.is_one(e)


def test_both_agree_on_a_product(load_both, case, run):
    pairs = [multiples(seed)[2:] for seed in (10, 11)]
    slow, fast = (run(implementation, pairing_case(case, pairs)) for implementation in load_both("pairing"))
    assert slow == fast


def test_final_exponentiation_is_exact():
    rng = random.Random(3)
    f = [rng.randrange(P) for _ in range(12)]
    exponent = (P**12 - 1) // R
    assert fp12.to_coefficients(pairing.final_exponentiation(fp12.from_coefficients(f))) == [
        int(c) for c in (FQ12(f) ** exponent).coeffs
    ]


def test_lines_of_a_fixed_point_can_be_kept():
    _, _, p, q = multiples(5)
    lines = pairing.line_coefficients(q)
    kept = pairing.final_exponentiation(pairing.miller_loop([(p, lines)]))
    assert fp12.to_tower(kept) == fp12.to_tower(pairing.pairing_product([(p, q)]))
